"""The OpenID Connect provider that the Hub logs people in with, on Authlib.

Authorization code with PKCE (S256 only) for confidential clients, and rotating
refresh tokens. Every call runs inside the view's transaction.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from authlib.integrations.flask_oauth2 import AuthorizationServer
from authlib.integrations.flask_oauth2.requests import FlaskOAuth2Payload, FlaskOAuth2Request
from authlib.oauth2.rfc6749 import InvalidRequestError, OAuth2Request, grants
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oidc.core import OpenIDCode, OpenIDToken
from authlib.oidc.rpinitiated import EndSessionEndpoint
from flask import Flask, current_app, session
from flask import request as flask_request
from joserfc.jwk import KeyParameters, KeySet, RSAKey

from lms import clock, keyring
from lms.accounts import oidc_services as services
from lms.accounts.claims import claims_of
from lms.accounts.credentials import new_token
from lms.accounts.models import User
from lms.accounts.oidc_clients import SCOPES, Client, clients_of
from lms.accounts.oidc_models import OAuthGrant, OAuthToken
from lms.db import session as db_session
from lms.settings import Settings

ALGORITHM = "RS256"
ID_TOKEN_LIFETIME = timedelta(hours=1)


class Request(FlaskOAuth2Request):
    """The present request under our public address, whatever the proxy in front called it."""

    def __init__(self, public_url: str) -> None:
        # Whether plain HTTP will do is decided where the public address is set, not by Authlib.
        uri = "https://" + public_url.partition("://")[2] + flask_request.full_path
        OAuth2Request.__init__(
            self, method=flask_request.method, uri=uri, headers=flask_request.headers
        )
        self._request = flask_request
        self.payload = FlaskOAuth2Payload(flask_request)


class Provider(AuthorizationServer):
    """The provider of one application: its issuer, clients and signing key."""

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self.issuer = settings.public_url
        self.clients: Mapping[str, Client] = clients_of(settings)
        self.key = _signing_key(settings)
        self.scopes_supported = list(SCOPES)
        self.register_token_generator("default", _new_tokens)
        self.register_grant(CodeGrant, [RequiredChallenge(required=True), CodeIdToken(self)])
        self.register_grant(RefreshGrant, [RefreshIdToken(self)])
        self.register_endpoint(EndSession(self))

    def query_client(self, client_id: str) -> Client | None:
        """The client with this id."""
        return self.clients.get(client_id)

    def save_token(self, token: dict[str, Any], request: OAuth2Request) -> None:
        """Keep the digests of a token pair."""
        grant = request.authorization_code or request.refresh_token.grant
        services.save_tokens(db_session(), grant, token, at=clock.now())

    def create_oauth2_request(self, request: object) -> Request:  # noqa: ARG002  Authlib hands in None
        """The present request."""
        return Request(self.issuer)

    def public_keys(self) -> dict[str, Any]:
        """The key set that clients check ID tokens with."""
        return dict(KeySet([self.key]).as_dict(private=False))


class CodeGrant(grants.AuthorizationCodeGrant):
    """Authorization codes: kept hashed, valid for a minute, used once."""

    def save_authorization_code(self, code: str, request: OAuth2Request) -> None:
        """Keep the digest of the code and what it stands for."""
        services.begin_grant(
            db_session(),
            request.user,
            code=code,
            client_id=request.client.client_id,
            redirect_uri=self.redirect_uri,
            scope=request.scope,
            asked=request.payload.data,
            browser=services.Browser.of(session, at=clock.now()),
            at=clock.now(),
        )

    def query_authorization_code(self, code: str, client: Client) -> OAuthGrant | None:
        """The code if this client may use it now; a second use ends what the first began."""
        return services.code_to_use(db_session(), code, client.client_id, at=clock.now())

    def delete_authorization_code(self, authorization_code: OAuthGrant) -> None:
        """A used code stays, so that a second use is noticed."""
        authorization_code.code_used_at = clock.now()

    def authenticate_user(self, authorization_code: OAuthGrant) -> User | None:
        """The person who logged in, unless that has ended since."""
        return authorization_code.user if authorization_code.is_live() else None


class RefreshGrant(grants.RefreshTokenGrant):
    """Refresh tokens: each is exchanged once for a new pair."""

    TOKEN_ENDPOINT_AUTH_METHODS = ("client_secret_basic", "client_secret_post")
    INCLUDE_NEW_REFRESH_TOKEN = True

    def authenticate_refresh_token(self, refresh_token: str) -> OAuthToken | None:
        """The pair that this refresh token renews."""
        client_id = self.request.client.client_id
        return services.token_to_refresh(db_session(), refresh_token, client_id, at=clock.now())

    def authenticate_user(self, refresh_token: OAuthToken) -> User | None:
        """The person the tokens speak for."""
        return refresh_token.grant.user

    def revoke_old_credential(self, refresh_token: OAuthToken) -> None:
        """The old pair is over."""
        services.rotate_out(refresh_token, at=clock.now())


class RequiredChallenge(CodeChallenge):
    """PKCE is asked of every client, and only with S256."""

    DEFAULT_CODE_CHALLENGE_METHOD = "S256"
    SUPPORTED_CODE_CHALLENGE_METHOD = ("S256",)

    def validate_code_challenge(self, grant: CodeGrant, redirect_uri: str) -> None:
        """Refuse a request without an S256 challenge."""
        asked = grant.request.payload.data
        if not asked.get("code_challenge") or asked.get("code_challenge_method") != "S256":
            raise InvalidRequestError("An S256 'code_challenge' is required.")
        super().validate_code_challenge(grant, redirect_uri)


class _SignedHere:
    """How ID tokens of this provider are made."""

    provider: Provider

    def get_client_algorithm(self, client: Client) -> str:  # noqa: ARG002  one for all
        return ALGORITHM

    def get_encode_header(self, client: Client) -> dict[str, str]:  # noqa: ARG002  one for all
        return {"alg": ALGORITHM, "kid": str(self.provider.key.kid), "typ": "JWT"}

    def resolve_client_private_key(self, client: Client) -> RSAKey:  # noqa: ARG002  one for all
        return self.provider.key

    def get_client_claims(self, client: Client) -> dict[str, object]:
        now = clock.now()
        return {
            "iss": self.provider.issuer,
            "aud": client.client_id,
            "iat": int(now.timestamp()),
            "exp": int((now + ID_TOKEN_LIFETIME).timestamp()),
        }

    def generate_user_info(self, user: User, scope: str) -> dict[str, object]:
        return claims_of(user, scope)


class CodeIdToken(_SignedHere, OpenIDCode):
    """The ID token that comes with the first pair of tokens."""

    def __init__(self, provider: Provider) -> None:
        super().__init__(require_nonce=False)
        self.provider = provider

    def exists_nonce(self, nonce: str, request: OAuth2Request) -> bool:  # noqa: ARG002  Authlib asks
        """Codes are used once and bound to PKCE, so a nonce is only handed back."""
        return False


class RefreshIdToken(_SignedHere, OpenIDToken):
    """The ID token that comes with a renewed pair, with the time of the first log-in."""

    def __init__(self, provider: Provider) -> None:
        self.provider = provider

    def get_compatible_claims(self, request: OAuth2Request) -> dict[str, object]:
        """The usual claims and when the person typed the password."""
        claims: dict[str, object] = super().get_compatible_claims(request)
        return claims | {"auth_time": request.refresh_token.grant.get_auth_time()}


class EndSession(EndSessionEndpoint):
    """Logging out at the wish of a client."""

    def get_server_jwks(self) -> KeySet:
        """The keys that our ID tokens are signed with."""
        return KeySet([self.server.key])

    def get_algorithms(self) -> list[str]:
        """Only ours."""
        return [ALGORITHM]

    def is_post_logout_redirect_uri_legitimate(self, *facts: object) -> bool:  # noqa: ARG002  the address was compared before
        """Clients are first-party, so their registered addresses need no further proof."""
        return True

    def end_session(self, _request: object) -> None:
        """The view ends the session itself."""


def init_app(app: Flask, settings: Settings) -> None:
    """Give the application its provider."""
    app.extensions["oidc"] = Provider(settings)


def provider() -> Provider:
    """The application's provider."""
    found: Provider = current_app.extensions["oidc"]
    return found


def _signing_key(settings: Settings) -> RSAKey:
    stored = keyring.signing_key(settings.secrets_dir)
    facts: KeyParameters = {"kid": stored.thumbprint(), "use": "sig", "alg": ALGORITHM}
    return RSAKey.import_key(stored.as_pem(private=True), facts)


def _new_tokens(client: Client, scope: str, **_facts: object) -> dict[str, object]:
    return {
        "token_type": "Bearer",
        "access_token": new_token(),
        "refresh_token": new_token(),
        "expires_in": int(services.ACCESS_LIFETIME.total_seconds()),
        "scope": client.get_allowed_scope(scope),
    }
