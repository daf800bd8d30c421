"""Whether the processes of this machine answer."""

import urllib.request

from lms.hub import RestHub
from lms.operations.findings import Finding, Verdict, finding
from lms.operations.heartbeat import seconds_since_beat
from lms.settings import Settings


def everything_answers(settings: Settings) -> bool:
    """Whether web, worker and Hub all answer."""
    checks = (check_web, check_queue, check_hub)
    return all(check(settings).verdict is Verdict.OK for check in checks)


def check_web(settings: Settings) -> Finding:
    """The web process answers."""
    url = f"http://127.0.0.1:{settings.web_port}/healthz"
    try:
        with urllib.request.urlopen(url, timeout=3) as answer:
            return finding("web", answer.status == 200, url)
    except OSError as error:
        return Finding("web", Verdict.WRONG, f"{url}: {error}")


def check_queue(settings: Settings) -> Finding:
    """A worker takes jobs."""
    age = seconds_since_beat(settings)
    if age is None:
        return Finding("queue", Verdict.WRONG, "no worker has run yet")
    return finding("queue", age < 30, f"worker alive {age:.0f} s ago")


def check_hub(settings: Settings) -> Finding:
    """The Hub answers through its proxy."""
    url = f"http://127.0.0.1:{settings.hub_port}"
    version = RestHub(url, settings.secret("hub_service_token")).version()
    return finding(
        "hub", version is not None, f"JupyterHub {version}" if version else f"{url}: no answer"
    )
