"""Passwords are kept as argon2id hashes and checked in the same time for everyone."""

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

MIN_LENGTH = 10
MAX_LENGTH = 256


@cache
def _hasher() -> PasswordHasher:
    return PasswordHasher()


@cache
def _nobody_hash() -> str:
    return _hasher().hash("nobody's password")


def hash_password(password: str) -> str:
    """The argon2id hash of a password."""
    return _hasher().hash(password)


def is_password(password_hash: str | None, password: str) -> bool:
    """Whether this is the password; a missing hash costs the same time as a wrong password."""
    try:
        _hasher().verify(password_hash or _nobody_hash(), password[:MAX_LENGTH])
    except (VerificationError, InvalidHashError):
        return False
    return password_hash is not None
