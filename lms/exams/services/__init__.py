"""What people and the clock do to exams; the caller opens the transaction and gives the time."""

from lms.exams.services.allowances import (
    Allowance,
    allowed_time,
    deadline_of,
    give_allowance,
    opening_of,
    withdraw_allowance,
)
from lms.exams.services.answers import Save, SaveReceipt, save_answer
from lms.exams.services.attempts import attempts_left, start_attempt
from lms.exams.services.bank_exams import (
    ExamNameTaken,
    Terms,
    key_in_course,
    stop_using,
    take_exams,
    use_exam,
)
from lms.exams.services.banks import BadBankName, Taken, take_items
from lms.exams.services.closing import close_if_over, hand_in
from lms.exams.services.code_marking import (
    claim_run,
    give_back_run,
    leave_run,
    record_run,
    run_again,
)
from lms.exams.services.interventions import extend_attempt, invalidate_attempt, reopen_attempt
from lms.exams.services.item_files import keep_item_files
from lms.exams.services.marking import mark_essay
from lms.exams.services.pauses import NoPauseLeft, pause, pause_left, resume
from lms.exams.services.preparing import discard_forms, prepare_forms, take_form
from lms.exams.services.publishing import (
    BlueprintUnmet,
    hash_of,
    publish_exams,
    render_text,
    rendered,
    renew_exams,
)
from lms.exams.services.task_uploads import take_notebook

__all__ = [
    "Allowance",
    "BadBankName",
    "BlueprintUnmet",
    "ExamNameTaken",
    "NoPauseLeft",
    "Save",
    "SaveReceipt",
    "Taken",
    "Terms",
    "allowed_time",
    "attempts_left",
    "claim_run",
    "close_if_over",
    "deadline_of",
    "discard_forms",
    "extend_attempt",
    "give_allowance",
    "give_back_run",
    "hand_in",
    "hash_of",
    "invalidate_attempt",
    "keep_item_files",
    "key_in_course",
    "leave_run",
    "mark_essay",
    "opening_of",
    "pause",
    "pause_left",
    "prepare_forms",
    "publish_exams",
    "record_run",
    "render_text",
    "rendered",
    "renew_exams",
    "reopen_attempt",
    "resume",
    "run_again",
    "save_answer",
    "start_attempt",
    "stop_using",
    "take_exams",
    "take_form",
    "take_items",
    "take_notebook",
    "use_exam",
    "withdraw_allowance",
]
