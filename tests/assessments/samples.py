"""Small banks and items whose right marks can be worked out by hand."""

from collections.abc import Sequence
from decimal import Decimal

from assessments.items.choices import Choices
from assessments.items.numeric import Number
from assessments.model import Bank, Blueprint, Demand, Domain, Exam, Item, Option, Scoring


def option(option_id: str, is_correct: bool = False) -> Option:
    return Option(
        option_id,
        {"ko": f"선택 {option_id}", "en": f"option {option_id}"},
        is_correct,
        {"ko": f"까닭 {option_id}", "en": f"reason {option_id}"},
    )


def choice_item(
    item_id: str, domain: str = "a", key: str = "a", options: str = "abcd", kind: str = "single"
) -> Item:
    body = Choices(tuple(option(each, each in key) for each in options))
    return _item(item_id, kind, domain, body)


def numeric_item(
    item_id: str, answer: str, tolerance: str = "0", unit: str = "", domain: str = "a"
) -> Item:
    body = Number(Decimal(answer), Decimal(tolerance), unit, {"ko": "까닭 수", "en": "reason n"})
    return _item(item_id, "numeric", domain, body)


def _item(item_id: str, kind: str, domain: str, body: Choices | Number) -> Item:
    return Item(
        id=item_id,
        type=kind,
        domain=domain,
        level=1,
        objective={"ko": "목표", "en": "objective"},
        lesson="python-values",
        stem={"ko": f"문항 {item_id}", "en": f"question {item_id}"},
        body=body,
    )


def bank_of(items: Sequence[Item]) -> Bank:
    domains = sorted({item.domain for item in items})
    return Bank(
        "b", {"ko": "은행"}, tuple(Domain(each, {"ko": each}) for each in domains), tuple(items)
    )


def exam_of(*demands: Demand, cut: str = "60", scoring: Scoring | None = None) -> Exam:
    return Exam(
        id="mock",
        title={"ko": "모의시험"},
        bank="b",
        minutes=40,
        attempts=3,
        pass_percent=Decimal(cut),
        blueprint=Blueprint(demands),
        scoring=scoring or Scoring(),
    )
