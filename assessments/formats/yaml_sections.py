"""The sections of an exam in our own format: titles over the domains of its blueprint."""

from collections import Counter
from collections.abc import Sequence

from assessments.fields import Fields
from assessments.items.kind import Data
from assessments.model import Blueprint, Section


def read_sections(fields: Fields, blueprint: Blueprint) -> tuple[Section, ...]:
    """Read the sections of an exam, if it has any; each domain of the blueprint is in just one."""
    if fields.get("sections") is None:
        return ()
    sections = tuple(_section(each) for each in fields.children("sections"))
    listed = Counter(domain for each in sections for domain in each.domains)
    asked = [demand.domain for demand in blueprint.demands]
    for domain, times in listed.items():
        if domain not in asked:
            _note(fields, "unknown-domain", f"domain {domain!r} is not in the blueprint")
        elif times > 1:
            _note(fields, "domain-repeated", f"domain {domain!r} stands in two sections")
    for domain in asked:
        if domain not in listed:
            _note(fields, "domain-left-out", f"domain {domain!r} is in no section")
    return sections


def sections_data(sections: Sequence[Section]) -> Data:
    """Give sections as plain values; nothing without any, so that hashes stay what they were."""
    listed = [{"title": dict(each.title), "domains": list(each.domains)} for each in sections]
    return {"sections": listed} if listed else {}


def _section(fields: Fields) -> Section:
    fields.only("title", "domains")
    domains = fields.scalars("domains")
    if not domains:
        fields.problem("missing-field", "'domains' names no domain")
    return Section(fields.text("title"), domains)


def _note(fields: Fields, code: str, message: str) -> None:
    fields.problem(code, message, at=fields.get("sections"))
