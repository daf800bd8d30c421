"""The addresses of the OpenID Connect provider."""

from urllib.parse import urlencode

from authlib.oauth2 import OAuth2Error
from flask import Blueprint, redirect, render_template, request, session, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from lms import clock, db
from lms.accounts import oidc_services as services
from lms.accounts.browser_session import end_browser_session
from lms.accounts.claims import claims_of
from lms.accounts.oidc import ALGORITHM, provider
from lms.accounts.oidc_clients import SCOPES
from lms.accounts.oidc_models import OAuthToken
from lms.db import transaction
from lms.errors import LmsError, NotLoggedIn
from lms.web.guard import ViewResult, machine, public, self_proving

bp = Blueprint("oidc", __name__, template_folder="templates")


class AuthorizationRefused(LmsError):
    """A client asked for something it may not have, and must not be answered."""

    status = 400
    code = "invalid_request"


@bp.get("/.well-known/openid-configuration")
@public
def configuration() -> ViewResult:
    """What clients need to know about this provider."""
    issuer = provider().issuer
    return {
        "issuer": issuer,
        "authorization_endpoint": issuer + url_for("oidc.authorize"),
        "token_endpoint": issuer + url_for("oidc.token"),
        "userinfo_endpoint": issuer + url_for("oidc.userinfo"),
        "jwks_uri": issuer + url_for("oidc.keys"),
        "end_session_endpoint": issuer + url_for("oidc.log_out"),
        "scopes_supported": list(SCOPES),
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code", "refresh_token"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": [ALGORITHM],
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
        "code_challenge_methods_supported": ["S256"],
        "prompt_values_supported": ["none", "login"],
        "claims_supported": [
            *("sub", "iss", "aud", "exp", "iat", "auth_time", "nonce"),
            *("preferred_username", "name", "locale", "groups", "email"),
        ],
    }


@bp.get("/oauth/jwks.json")
@public
def keys() -> ViewResult:
    """The keys that ID tokens are signed with."""
    return provider().public_keys()


@bp.get("/oauth/authorize")
@public
def authorize() -> ViewResult:
    """Send a person who is logged in on to the client with a code; ask others to log in."""
    _refuse_odd_characters()
    person = current_user.record if current_user.is_authenticated else None
    try:
        grant = provider().get_consent_grant(end_user=person)
    except OAuth2Error as error:
        return _tell_client(error)
    if person is None or _wants_new_log_in():
        return _to_log_in()
    with transaction():
        answer: BaseResponse = provider().create_authorization_response(
            grant_user=person, grant=grant
        )
    return answer


@bp.post("/oauth/token")
@self_proving
def token() -> ViewResult:
    """Exchange a code or a refresh token for new tokens."""
    with transaction():
        answer: BaseResponse = provider().create_token_response()
    return answer


def token_of_client(access_token: str) -> OAuthToken:
    """The live token; raises NotLoggedIn."""
    found = services.person_of_access_token(db.session(), access_token, at=clock.now())
    if found is None:
        raise NotLoggedIn("the access token is unknown or has expired")
    return found


@bp.route("/oauth/userinfo", methods=["GET", "POST"])
@machine(token_of_client)
def userinfo(token: OAuthToken) -> ViewResult:
    """What the client may know about the person."""
    return claims_of(token.grant.user, token.scope)


@bp.route("/oauth/logout", methods=["GET", "POST"])
@public
def log_out() -> ViewResult:
    """Log the person out at the wish of a client, asking them first unless it proves itself."""
    try:
        wish = provider().validate_endpoint_request("end_session")
    except OAuth2Error as error:
        return _tell_client(error)
    onward = wish.redirect_uri or url_for("accounts.log_in")
    if current_user.is_authenticated:
        hinted = (wish.id_token_claims or {}).get("sub")
        if request.method == "GET" and hinted != current_user.hub_name:
            return render_template("accounts/confirm_log_out.html", asked=request.args)
        end_browser_session()
    return redirect(onward, code=303)


def _refuse_odd_characters() -> None:
    """OAuth's parameters are printable ASCII; others would break the error answer itself."""
    for name in ("client_id", "redirect_uri", "response_type", "scope"):
        value = request.args.get(name, "")
        if not (value.isascii() and value.isprintable()) or '"' in value or "\\" in value:
            raise AuthorizationRefused(f"{name} has characters that cannot be in it")


def _wants_new_log_in() -> bool:
    """Whether the client demands a fresher log-in than the present one (`prompt`, `max_age`)."""
    now = clock.now()
    age = (now - services.Browser.of(session, at=now).authenticated_at).total_seconds()
    max_age = request.args.get("max_age", "")
    is_old = max_age.isascii() and max_age.isdecimal() and age > int(max_age)
    return is_old or "login" in request.args.get("prompt", "").split()


def _to_log_in() -> BaseResponse:
    """To the log-in page and back here, where the new log-in must not be asked for again."""
    arguments = request.args.to_dict()
    arguments.pop("prompt", None)
    arguments.pop("max_age", None)
    target = f"{url_for('oidc.authorize')}?{urlencode(arguments)}"
    return redirect(url_for("accounts.log_in", next=target, again=1), code=303)


def _tell_client(error: OAuth2Error) -> BaseResponse:
    """Send the error to the client's registered address; without one, only the person sees it."""
    if not error.redirect_uri:
        raise AuthorizationRefused(error.get_error_description())
    answer: BaseResponse = provider().handle_error_response(None, error)
    return answer
