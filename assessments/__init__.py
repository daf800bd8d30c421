"""Items and answers in, marks out: banks, forms, marking and results, without any I/O but reading banks."""

from assessments.draw import arrange, draw_form, draw_items, shortages
from assessments.formats.yaml_bank import ReadBank, read_bank
from assessments.formats.yaml_exam import ReadExam, exam_data, exam_from, read_exam
from assessments.items import explain, item_data, item_from, present, read_answer, with_texts
from assessments.mark import mark_form, mark_item
from assessments.scale import result_of

__all__ = [
    "ReadBank",
    "ReadExam",
    "arrange",
    "draw_form",
    "draw_items",
    "exam_data",
    "exam_from",
    "explain",
    "item_data",
    "item_from",
    "mark_form",
    "mark_item",
    "present",
    "read_answer",
    "read_bank",
    "read_exam",
    "result_of",
    "shortages",
    "with_texts",
]
