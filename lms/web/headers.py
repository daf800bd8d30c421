"""Security headers on every answer."""

from flask import Flask, Response, request

from lms.settings import Settings


def init_app(app: Flask, settings: Settings) -> None:
    """Send a strict content security policy and its companions."""
    to_all = always(settings)

    @app.after_request
    def add_headers(response: Response) -> Response:
        given = {name.lower() for name, _ in response.headers}
        for name, value in to_all:
            if name.lower() not in given:
                response.headers.add(name, value)
        if "cache-control" not in given and request.endpoint != "static":
            response.headers["Cache-Control"] = "private, no-store"
        return response


def always(settings: Settings) -> list[tuple[str, str]]:
    """The headers of every answer that does not say otherwise."""
    found = [
        ("Content-Security-Policy", content_security_policy(settings)),
        ("X-Content-Type-Options", "nosniff"),
        ("X-Frame-Options", "DENY"),
        ("Referrer-Policy", "same-origin"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("Permissions-Policy", "camera=(), microphone=(), geolocation=()"),
    ]
    if settings.has_https:
        found.append(("Strict-Transport-Security", "max-age=31536000"))
    return found


def content_security_policy(settings: Settings) -> str:
    """Only our own files; forms may lead on to the Hub, because logging in does."""
    return "; ".join(
        (
            "default-src 'self'",
            "img-src 'self' data:",
            "object-src 'none'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
            f"form-action 'self' {settings.hub_public_url}",
        )
    )
