"""Sending mail: by SMTP where there is a server, else into a folder of .eml files."""

import secrets
import smtplib
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import format_datetime, make_msgid, parseaddr
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from flask import current_app

from lms import clock
from lms.settings import Settings

TIMEOUT_S = 20.0


class BadMail(Exception):
    """The mail has no usable address."""


@dataclass(frozen=True)
class Mail:
    """A plain-text mail to one person."""

    to: str
    subject: str
    text: str
    sent_at: datetime | None = None


def deliver(payload: dict[str, Any]) -> None:
    """The outbox's handler of `mail` messages: `to`, `subject`, `text`."""
    send(Mail(payload["to"], payload["subject"], payload["text"]))


def send(mail: Mail) -> None:
    """Hand the mail over; raises when it could not be."""
    settings: Settings = current_app.extensions["settings"]
    message = message_of(mail, settings.mail_from, at=clock.now())
    if settings.smtp_url:
        _send_by_smtp(message, settings.smtp_url)
    else:
        _put_into(folder(settings), message, at=clock.now())


def folder(settings: Settings) -> Path:
    """Where mails lie when there is no mail server."""
    return settings.data_dir / "mail"


def newest(place: Path, *, limit: int = 50) -> Iterator[Mail]:
    """The mails in the folder, newest first."""
    for path in sorted(place.glob("*.eml"), reverse=True)[:limit]:
        message = BytesParser(policy=policy.default).parsebytes(path.read_bytes())
        body = message.get_body(("plain",))
        date = message["Date"]
        yield Mail(
            str(message["To"]),
            str(message["Subject"]),
            body.get_content() if body else "",
            date.datetime if date else None,
        )


def message_of(mail: Mail, sender: str, *, at: datetime) -> EmailMessage:
    """The mail as RFC 5322 wants it; header values cannot carry line breaks."""
    message = EmailMessage()
    message["From"] = _address(sender)
    message["To"] = _address(mail.to)
    message["Subject"] = " ".join(mail.subject.split())
    message["Date"] = format_datetime(at)
    message["Message-ID"] = make_msgid(domain=_address(sender).domain)
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.text)
    return message


def _address(text: str) -> Address:
    name, address = parseaddr(text)
    if "@" not in address or not address.isprintable():
        raise BadMail(f"'{text}' is no e-mail address")
    return Address(name, addr_spec=address)


def _send_by_smtp(message: EmailMessage, url: str) -> None:
    parts = urlsplit(url)
    safe = ssl.create_default_context()
    host = parts.hostname or "localhost"
    server: smtplib.SMTP
    if parts.scheme == "smtps":
        server = smtplib.SMTP_SSL(host, parts.port or 465, timeout=TIMEOUT_S, context=safe)
    else:
        server = smtplib.SMTP(host, parts.port or 25, timeout=TIMEOUT_S)
    with server:
        server.ehlo()
        if parts.scheme == "smtp" and server.has_extn("starttls"):
            server.starttls(context=safe)
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
        server.send_message(message)


def _put_into(place: Path, message: EmailMessage, *, at: datetime) -> None:
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    name = f"{at:%Y%m%dT%H%M%S.%f}-{secrets.token_hex(4)}"
    draft = place / f".{name}"
    draft.touch(mode=0o600)
    draft.write_bytes(message.as_bytes(policy=policy.SMTP))
    draft.rename(place / f"{name}.eml")
