"""The programs people log in to with their account here: a fixed list, today the Hub."""

import secrets
from dataclasses import dataclass

from authlib.oauth2.rfc6749 import ClientMixin

from lms.settings import Settings

SCOPES = ("openid", "profile", "email")


@dataclass(frozen=True)
class Client(ClientMixin):
    """A first-party program with a secret of its own."""

    client_id: str
    secret: str
    redirect_uri: str
    post_logout_redirect_uris: tuple[str, ...]

    @property
    def client_metadata(self) -> dict[str, list[str]]:
        """What Authlib's end-session endpoint looks up."""
        return {"post_logout_redirect_uris": list(self.post_logout_redirect_uris)}

    def get_client_id(self) -> str:
        """The public name of the client."""
        return self.client_id

    def get_default_redirect_uri(self) -> None:
        """Every request has to name its address."""

    def get_allowed_scope(self, scope: str | None) -> str:
        """Those of the scopes asked for that exist."""
        asked = (scope or "openid").split()
        return " ".join(known for known in SCOPES if known in asked)

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        """Whether this is exactly the registered address."""
        return redirect_uri == self.redirect_uri

    def check_client_secret(self, client_secret: str) -> bool:
        """Whether this is the secret, compared in constant time."""
        return secrets.compare_digest(client_secret.encode(), self.secret.encode())

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:  # noqa: ARG002  Authlib asks for both
        """How the client proves itself."""
        return method in {"client_secret_basic", "client_secret_post"}

    def check_response_type(self, response_type: str) -> bool:
        """Only codes are given out by the browser."""
        return response_type == "code"

    def check_grant_type(self, grant_type: str) -> bool:
        """Codes and refresh tokens can be exchanged."""
        return grant_type in {"authorization_code", "refresh_token"}


def clients_of(settings: Settings) -> dict[str, Client]:
    """Every client by its id."""
    hub = settings.hub_public_url
    jupyterhub = Client(
        client_id="jupyterhub",
        secret=settings.secret("hub_client_secret"),
        redirect_uri=f"{hub}/hub/oauth_callback",
        post_logout_redirect_uris=(hub, f"{hub}/", f"{hub}/hub/", f"{hub}/hub/login"),
    )
    return {jupyterhub.client_id: jupyterhub}
