"""What people and the clock do to exams; the caller opens the transaction and gives the time."""

from lms.exams.services.answers import Save, SaveReceipt, save_answer
from lms.exams.services.attempts import start_attempt
from lms.exams.services.banks import BadBankName, Taken, take_items
from lms.exams.services.closing import close_if_over, hand_in
from lms.exams.services.publishing import BlueprintUnmet, publish_exams, render_text, rendered

__all__ = [
    "BadBankName",
    "BlueprintUnmet",
    "Save",
    "SaveReceipt",
    "Taken",
    "close_if_over",
    "hand_in",
    "publish_exams",
    "render_text",
    "rendered",
    "save_answer",
    "start_attempt",
    "take_items",
]
