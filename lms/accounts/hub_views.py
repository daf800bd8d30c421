"""What the Hub asks of the LMS."""

from flask import Blueprint

from lms import clock
from lms.accounts import lab_tokens
from lms.db import transaction
from lms.errors import Invalid
from lms.web.guard import ViewResult, machine
from lms.web.jsonbody import sent_json

bp = Blueprint("hub_api", __name__, url_prefix="/api/hub/v1")


@bp.post("/lab-tokens")
@machine(lab_tokens.hub_of_service_token)
def issue_lab_token(_hub: str) -> ViewResult:
    """A token for the lab of the named person."""
    body = sent_json()
    username = body.get("username") if isinstance(body, dict) else None
    if not isinstance(username, str):
        raise Invalid("username is missing")
    with transaction() as session:
        user = lab_tokens.person_of_hub_name(session, username)
        issued = lab_tokens.issue_lab_token(session, user, at=clock.now())
    return {"token": issued.token, "expires_at": issued.expires_at.isoformat()}
