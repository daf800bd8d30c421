"""Starting the lab of somebody who is about to want it, asked by the LMS."""

import psutil
from jupyterhub.apihandlers.base import APIHandler
from jupyterhub.scopes import needs_scope
from tornado.web import HTTPError

MEBIBYTE = 1024 * 1024
LARGEST_MIB = 1 << 30
ADDRESS = r"/api/labs-ahead/(?P<user_name>u[0-9]{1,9})"


def free_mib() -> int:
    """Return how much memory this machine can still give, in MiB."""
    return int(psutil.virtual_memory().available) // MEBIBYTE


def mib_of(words: str) -> int:
    """Return a size in MiB that a query names; raises ValueError for any other words."""
    if not (words.isascii() and words.isdecimal()) or int(words) > LARGEST_MIB:
        raise ValueError(words)
    return int(words)


class LabAheadHandler(APIHandler):
    """`/hub/api/labs-ahead/u7?free_mb=1024`

    It can do less than the Hub's own right to make people, which is that of a superuser:
    only names that the LMS gives, and nothing but starting their labs.
    """

    @needs_scope("start:servers")
    async def post(self, user_name: str) -> None:
        """Start the lab if none is active and so much memory is free; the answer says which."""
        try:
            needed = mib_of(self.get_query_argument("free_mb", "0"))
        except ValueError:
            raise HTTPError(400, "free_mb is no size") from None
        user = self.find_user(user_name) or self.user_from_username(user_name)
        if user.spawner.active:
            self.finish({"state": "active"})
        elif free_mib() < needed:
            self.finish({"state": "no_memory"})
        else:
            await self.spawn_single_user(user)
            self.set_status(202)
            self.finish({"state": "started"})
