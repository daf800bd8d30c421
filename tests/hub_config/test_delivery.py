"""A person's work is never overwritten: the rules, one situation a test."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub_config.lab.delivery import (
    Delivered,
    Plan,
    Step,
    after,
    beside,
    fingerprint,
    from_json,
    plan,
    to_json,
)
from tests.hub_config.notebooks import PLAIN

PATH = "ai/01/values.ipynb"


def decide(offered: str, here: str | None, known: Delivered) -> Plan:
    return plan(PATH, offered, here, known, lambda _path: False)


def test_a_file_that_is_not_there_is_written() -> None:
    assert decide("v1", None, Delivered()) == Plan(PATH, Step.WRITE, PATH)


def test_a_deleted_file_comes_back() -> None:
    assert decide("v1", None, Delivered("v1")).step is Step.WRITE


def test_a_file_left_as_it_came_is_brought_up_to_date() -> None:
    assert decide("v2", "v1", Delivered("v1")) == Plan(PATH, Step.WRITE, PATH)


def test_a_file_left_as_it_came_is_not_written_again() -> None:
    assert decide("v1", "v1", Delivered("v1")).step is Step.KEEP


def test_a_changed_file_stays_while_the_course_stays() -> None:
    assert decide("v1", "mine", Delivered("v1")).step is Step.KEEP


def test_a_new_version_of_a_changed_file_comes_beside_it() -> None:
    decided = decide("v2", "mine", Delivered("v1"))

    assert decided == Plan(PATH, Step.BESIDE, "ai/01/values (새 버전).ipynb")


def test_a_new_version_comes_beside_only_once() -> None:
    known = after(Delivered("v1"), "v2", Step.BESIDE)

    assert decide("v2", "mine", known).step is Step.KEEP
    assert decide("v3", "mine", known).step is Step.BESIDE


def test_an_own_file_of_the_same_name_is_kept() -> None:
    assert decide("v1", "mine", Delivered()).step is Step.BESIDE


def test_a_name_beside_is_never_one_in_use() -> None:
    taken = {"ai/01/values (새 버전).ipynb", "ai/01/values (새 버전 2).ipynb"}

    assert beside(PATH, taken.__contains__) == "ai/01/values (새 버전 3).ipynb"


@given(
    here=st.sampled_from(["v1", "v2", "mine"]),
    offered=st.sampled_from(["v1", "v2"]),
    known=st.builds(
        Delivered, st.sampled_from(["", "v1", "v2"]), st.sampled_from(["", "v1", "v2"])
    ),
)
def test_only_what_was_delivered_is_ever_written_over(
    here: str, offered: str, known: Delivered
) -> None:
    decided = decide(offered, here, known)

    assert decided.target != PATH or decided.step is Step.KEEP or here == known.sha256


def test_what_was_delivered_is_remembered() -> None:
    known = {PATH: Delivered("v1", "v2", "f1")}

    assert from_json(to_json(known)) == known


@pytest.mark.parametrize("damaged", [None, [], "x", {"a": 3}])
def test_a_damaged_memory_counts_as_none(damaged: object) -> None:
    assert from_json(damaged) == {}


def changed(**into: object) -> bytes:
    book = json.loads(PLAIN)
    book["cells"][0].update(into)
    return json.dumps(book, indent=4).encode()


def test_opening_a_notebook_is_no_change() -> None:
    opened = json.loads(changed(source=["1 +", " 1"], execution_count=3, metadata={"a": 1}))
    opened["metadata"]["language_info"] = {"name": "python"}

    assert fingerprint(json.dumps(opened).encode()) == fingerprint(PLAIN)


def test_writing_and_running_are_changes() -> None:
    ran = [{"output_type": "stream", "name": "stdout", "text": ["2"]}]

    assert fingerprint(changed(source="1 + 2")) != fingerprint(PLAIN)
    assert fingerprint(changed(outputs=ran)) != fingerprint(PLAIN)


@pytest.mark.parametrize("data", [b"x,y\n1,2\n", b"{}", b"[1]", b'{"cells": [1]}', b"\xff\x00"])
def test_any_other_file_is_told_by_its_bytes(data: bytes) -> None:
    assert fingerprint(data) == fingerprint(data)
    assert fingerprint(data) != fingerprint(data + b" ")
