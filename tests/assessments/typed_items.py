"""One item of every type, as an author writes it, with secrets that must not reach a candidate."""

from textwrap import indent

HEAD = """\
- id: {name}
  type: {name}
  level: 1
  objective: {{ko: 목표}}
  stem: {{ko: "{stem}"}}
"""
BODIES = {
    "single": ("질문", """\
options:
  - {id: secret-1, correct: true, text: {ko: 하나}, rationale: {ko: secret}}
  - {id: secret-2, text: {ko: 둘}, rationale: {ko: secret}}
"""),
    "multiple": ("질문", """\
options:
  - {id: secret-1, correct: true, text: {ko: 하나}, rationale: {ko: secret}}
  - {id: secret-2, correct: true, text: {ko: 둘}, rationale: {ko: secret}}
  - {id: secret-3, text: {ko: 셋}, rationale: {ko: secret}}
  - {id: secret-4, text: {ko: 넷}, rationale: {ko: secret}}
"""),
    "true-false": ("문장", "answer: true\nrationale: {ko: secret}\n"),
    "numeric": ("길이는?", """\
answer: "4096.5"
tolerance: "0.25"
unit: m
units: [{unit: cm, factor: "0.01"}, {unit: km, factor: "1000"}]
rationale: {ko: secret}
"""),
    "short-text": ("수도는?", """\
answers:
  - secret 서울
  - {text: "secret*", credit: 50, rationale: {ko: secret}}
rationale: {ko: secret}
"""),
    "cloze": ("{{secret-a}}의 수도는 {{secret-b}}, {{secret-c}}만 명", """\
gaps:
  - id: secret-a
    kind: select
    options:
      - {id: secret-1, correct: true, text: {ko: 한국}, rationale: {ko: secret}}
      - {id: secret-2, text: {ko: 일본}, rationale: {ko: secret}}
  - {id: secret-b, kind: text, answers: [secret], rationale: {ko: secret}}
  - {id: secret-c, kind: number, answer: 4096, weight: 2, rationale: {ko: secret}}
"""),
    "matching": ("짝지어라", """\
premises:
  - {id: secret-1, text: {ko: 개}, match: secret-a, rationale: {ko: secret}}
  - {id: secret-2, text: {ko: 닭}, match: secret-b}
targets:
  - {id: secret-a, text: {ko: 멍멍}}
  - {id: secret-b, text: {ko: 꼬끼오}}
  - {id: secret-c, text: {ko: 야옹}}
"""),
    "categorise": ("나누어라", """\
entries:
  - {id: secret-1, text: {ko: 개}, category: secret-a}
  - {id: secret-2, text: {ko: 소나무}, category: secret-b}
  - {id: secret-3, text: {ko: 돌}, rationale: {ko: secret}}
categories:
  - {id: secret-a, text: {ko: 동물}}
  - {id: secret-b, text: {ko: 식물}}
"""),
    "ordering": ("차례로", """\
entries:
  - {id: secret-1, text: {ko: 셋}}
  - {id: secret-2, text: {ko: 하나}}
  - {id: secret-3, text: {ko: 둘}}
rationale: {ko: secret}
"""),
    "hotspot": ("눌러라", """\
image: map.png
alt: {ko: 지도}
width: 640
height: 480
areas:
  - {id: secret-1, shape: rect, coords: [4096, 10, 4100, 20], rationale: {ko: secret}}
  - {id: secret-2, shape: circle, coords: [100, 100, 10]}
  - {id: secret-3, shape: poly, coords: [0, 0, 40, 0, 0, 40]}
clicks: 2
rationale: {ko: secret}
"""),
    "extended-text": ("논하라", """\
rubric:
  - {id: secret-1, text: {ko: secret}, points: 3}
  - {id: secret-2, text: {ko: secret}, points: "1"}
model_answer: {ko: secret}
words: 200
"""),
    "code": ("함수를 써라", """\
starter: |
  def double(n):
      pass
tests:
  - {name: example, code: "assert double(2) == 4"}
  - {name: zero-secret, points: 3, hidden: true, code: "assert double(4096) == 8192", message: {ko: secret}}
solution: |
  def double(n):
      secret = n
      return 2 * secret
seconds: 5
rationale: {ko: secret}
"""),
    "notebook": ("노트북을 채워라", """\
notebook: '{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [{"id": "a", "cell_type": "code", "metadata": {"nbgrader": {"grade_id": "half", "grade": false, "solution": true, "locked": false, "task": false, "schema_version": 3}}, "source": "### BEGIN SOLUTION\\nsecret = 4096\\n### END SOLUTION\\n", "outputs": [], "execution_count": null}, {"id": "b", "cell_type": "code", "metadata": {"nbgrader": {"grade_id": "half-tests", "grade": true, "solution": false, "locked": true, "task": false, "points": 4, "schema_version": 3}}, "source": "assert secret\\n### BEGIN HIDDEN TESTS\\nassert secret == 4096\\n### END HIDDEN TESTS\\n", "outputs": [], "execution_count": null}]}'
seconds: 5
rationale: {ko: secret}
"""),
}  # fmt: skip


def source_of(name: str) -> str:
    """The YAML of the item of this type, an entry of a list."""
    stem, body = BODIES[name]
    return HEAD.format(name=name, stem=stem) + indent(body, "  ")
