"""Passwords are kept as argon2id hashes and checked in the same time for everyone."""

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask_babel import gettext

MIN_LENGTH = 10
MAX_LENGTH = 256

# Long enough for the rule above and on every list that guessers try first.
COMMON = frozenset(
    """
    0000000000 0123456789 1029384756 1111111111 1112131415 1122334455 123123123123 1231231234
    12341234 1234123412 123412341234 12345678900 1234567890 12345678901 123456789a 123456789q
    1234567899 1234554321 1234512345 1357924680 147258369 1472583690 1q2w3e4r5t 1q2w3e4r5t6y
    1qaz2wsx3edc 1qazxsw23edc 9876543210 a123456789 a1b2c3d4e5 aa12345678 aaaaaaaaaa abc1234567
    abcd123456 abcd12345678 abcde12345 abcdefghij admin12345 administrator adminadmin asdfasdfasdf
    asdfghjkl1 asdfghjkl; baseball123 changeme123 football123 hello12345 iloveyou12 iloveyou123
    letmein123 password01 password1! password11 password12 password123 password1234 passw0rd123
    p@ssw0rd123 q1w2e3r4t5 q1w2e3r4t5y6 qazwsxedcrfv qwer123456 qwer12345678 qwerasdfzxcv
    qwerty12345 qwerty123456 qwertyuiop qwertyuiop1 qwertyuiop123 sunshine123 superman123
    tjdnfeogkrry tkfkdgody123 trustno1234 welcome123 zaq12wsxcde3 zxcvbnm123 zxcvbnmasdf
    rkskekfkak dkssudgktpdy dkssudgktpdy1 qlalfqjsgh qlalfqjsgh1 비밀번호비밀번호
    """.split()  # noqa: SIM905  ninety words read better as text
)


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


def needs_new_hash(password_hash: str) -> bool:
    """Whether the hash was made with weaker parameters than today's."""
    return _hasher().check_needs_rehash(password_hash)


def weakness_of(password: str, *, email: str, name: str) -> str | None:
    """The sentence that says why this password will not do; None when it will."""
    if len(password) < MIN_LENGTH:
        return gettext("비밀번호는 %(n)s자 이상이어야 합니다.", n=MIN_LENGTH)
    if len(password) > MAX_LENGTH:
        return gettext("비밀번호는 %(n)s자까지 쓸 수 있습니다.", n=MAX_LENGTH)
    plain = password.casefold()
    if plain in COMMON or len(set(plain)) < 4:
        return gettext(
            "너무 흔한 비밀번호입니다. 다른 사람이 먼저 떠올리지 못할 것으로 정해 주세요."
        )
    if _core(plain) in _own_words(email, name) or plain == email.casefold():
        return gettext("이메일이나 이름으로 비밀번호를 만들면 쉽게 알아낼 수 있습니다.")
    return None


def _own_words(email: str, name: str) -> set[str]:
    local = email.partition("@")[0]
    words = {local, email, email.rpartition("@")[2], name, name.replace(" ", "")}
    return {_core(word.casefold()) for word in words} - {""}


def _core(word: str) -> str:
    """The word without the digits and signs that people add at its ends."""
    return word.strip("0123456789!@#$%^&*()-_=+.,?~ ")
