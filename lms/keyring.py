"""Secrets, made at the first start and kept in files only their owner reads."""

import os
import secrets
from pathlib import Path

from joserfc.jwk import RSAKey


def secret(folder: Path, name: str, *, n_bytes: int = 32) -> str:
    """The secret `name` as hexadecimal digits; made once, mode 600."""
    return _read_or_make(folder / name, secrets.token_hex(n_bytes))


def signing_key(folder: Path) -> RSAKey:
    """The RSA key that signs ID tokens; made once, mode 600."""
    path = folder / "oidc_signing_key.pem"
    if not path.exists():
        made = RSAKey.generate_key(2048)
        _read_or_make(path, made.as_pem(private=True).decode())
    return RSAKey.import_key(path.read_text())


def _read_or_make(path: Path, value: str) -> str:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    if not path.exists():
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(value)
        _publish(draft, path)
    return path.read_text().strip()


def _publish(draft: Path, path: Path) -> None:
    """Give the draft its name unless another process was first."""
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
