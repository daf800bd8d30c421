"""What people and published folders do to items; the caller opens the transaction."""

from lms.banks.services.reviewing import approve, put_away, retire, send_back, settle, submit
from lms.banks.services.taking import Contradiction, TakenBanks, take_banks
from lms.banks.services.writing import Author, add_item, read_named, save_item

__all__ = [
    "Author",
    "Contradiction",
    "TakenBanks",
    "add_item",
    "approve",
    "put_away",
    "read_named",
    "retire",
    "save_item",
    "send_back",
    "settle",
    "submit",
    "take_banks",
]
