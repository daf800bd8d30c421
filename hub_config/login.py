"""How a person enters the Hub: through the LMS, with one click."""

from typing import Any

from oauthenticator.generic import GenericOAuthenticator
from tornado.httpclient import HTTPClientError

from hub_config import ahead
from hub_config.settings import HubSettings

CLIENT_ID = "jupyterhub"
REFRESH_SECONDS = 300


def provider(settings: HubSettings) -> dict[str, Any]:
    """Return the configuration of the authenticator.

    The browser goes to the public address; tokens and claims are fetched on the internal one.
    """
    return {
        "login_service": "Baeum",
        "client_id": CLIENT_ID,
        "client_secret": settings.client_secret,
        "oauth_callback_url": f"{settings.hub_public_url}/hub/oauth_callback",
        "authorize_url": f"{settings.public_url}/oauth/authorize",
        "token_url": f"{settings.internal_url}/oauth/token",
        "userdata_url": f"{settings.internal_url}/oauth/userinfo",
        "logout_redirect_url": f"{settings.public_url}/oauth/logout",
        "scope": ["openid", "profile", "email"],
        "username_claim": "preferred_username",
        "enable_pkce": True,
    }


def policy() -> dict[str, Any]:
    """Return who may enter: whoever the LMS vouches for, asked again every few minutes."""
    return {
        "auto_login": True,
        "allow_all": True,
        "enable_auth_state": True,
        "auth_refresh_age": REFRESH_SECONDS,
        "refresh_pre_spawn": False,
    }


class LmsAuthenticator(GenericOAuthenticator):
    """Logs people in through the LMS, and keeps those who are in while the LMS is away."""

    def get_handlers(self, app: Any) -> list[Any]:
        """Return the pages of logging in, and where the LMS asks for a lab that is wanted soon."""
        return [*super().get_handlers(app), (ahead.ADDRESS, ahead.LabAheadHandler)]

    async def refresh_user(self, user: Any, handler: Any = None, **kwargs: Any) -> Any:
        """Ask the LMS about a person again; an LMS that does not answer changes nothing."""
        try:
            return await super().refresh_user(user, handler, **kwargs)
        except HTTPClientError as error:
            if error.code < 500:
                raise
            self.log.warning("the LMS answers %s; %s stays logged in", error.code, user.name)
        except OSError as error:
            self.log.warning("the LMS does not answer (%s); %s stays logged in", error, user.name)
        return True
