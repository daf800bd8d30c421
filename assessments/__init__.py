"""Items and answers in, marks out: banks, forms, marking and results, without any I/O but reading banks."""

from assessments.draw import arrange, draw_form, draw_items, form_of, shortages
from assessments.formats.foreign_quiz import read_json_quiz, read_text_quiz
from assessments.formats.yaml_bank import ReadBank, read_bank
from assessments.formats.yaml_exam import ReadExam, exam_data, exam_from, read_exam
from assessments.formats.yaml_quiz import ReadQuiz, read_yaml_quiz
from assessments.items import (
    explain,
    is_askable,
    is_marked_by_people,
    is_marked_later,
    item_data,
    item_from,
    key_of,
    option_ids,
    present,
    read_answer,
    sent_answer,
    texts_of,
    variant_of,
    with_texts,
)
from assessments.mark import mark_form, mark_item
from assessments.scale import result_of

__all__ = [
    "ReadBank",
    "ReadExam",
    "ReadQuiz",
    "arrange",
    "draw_form",
    "draw_items",
    "exam_data",
    "exam_from",
    "explain",
    "form_of",
    "is_askable",
    "is_marked_by_people",
    "is_marked_later",
    "item_data",
    "item_from",
    "key_of",
    "mark_form",
    "mark_item",
    "option_ids",
    "present",
    "read_answer",
    "read_bank",
    "read_exam",
    "read_json_quiz",
    "read_text_quiz",
    "read_yaml_quiz",
    "result_of",
    "sent_answer",
    "shortages",
    "texts_of",
    "variant_of",
    "with_texts",
]
