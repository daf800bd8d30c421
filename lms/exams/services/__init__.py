"""What people and the clock do to exams; the caller opens the transaction and gives the time."""

from lms.exams.services.answers import Save, SaveReceipt, save_answer
from lms.exams.services.attempts import start_attempt
from lms.exams.services.closing import close_if_over, hand_in
from lms.exams.services.publishing import BlueprintUnmet, publish_exams, render_text

__all__ = [
    "BlueprintUnmet",
    "Save",
    "SaveReceipt",
    "close_if_over",
    "hand_in",
    "publish_exams",
    "render_text",
    "save_answer",
    "start_attempt",
]
