"""Saving an exam's answer against a bare Flask view that does one INSERT and a COMMIT."""

import json
import sqlite3
from dataclasses import replace
from pathlib import Path

from tests.bench.rounds import Ratio, Series, alternate, ratio
from tests.bench.served import Server, demand_wrk, free_port, serving
from tests.strength.candidate import sheet_of
from tests.strength.examhall import Hall

ROUNDS = 5
CANDIDATES = 16
SCRIPT = """
local requests = {requests}
local sent = 0
request = function()
  sent = sent + 1
  local one = requests[sent % #requests + 1]
  local body = string.gsub(one.body, "SEQUENCE", tostring(sent))
  wrk.headers["Cookie"], wrk.headers["X-CSRFToken"] = one.cookie, one.token
  wrk.headers["Content-Type"], wrk.headers["Accept"] = "application/json", "application/json"
  return wrk.format("POST", one.path, nil, body)
end
"""
"""Candidates take turns; every save is one that was never sent before."""


def measure(folder: Path) -> tuple[list[Series], list[Ratio]]:
    """Requests a second, a saved answer and a bare INSERT, in the same SQLite database."""
    demand_wrk()
    hall = Hall.open(folder / "hall", CANDIDATES, None)
    database = str(hall.app.extensions["engine"].url.database)
    with sqlite3.connect(database) as connection:
        connection.execute("CREATE TABLE bench_answers (attempt INTEGER, body BLOB)")
    bare = replace(hall.settings, web_port=free_port())
    with (
        serving(hall.settings, "lms.wsgi:app", hall.environment) as ours,
        serving(bare, "tests.bench.bare:app", {"BENCH_DATABASE": database}) as theirs,
    ):
        script = folder / "saves.lua"
        rounds = iter(range(ROUNDS * 2))
        requests = _requests(hall)

        def load(server: Server) -> float:
            client = f"round-{next(rounds):04}"
            script.write_text(SCRIPT.format(requests=_lua(requests, client)), encoding="utf-8")
            return server.load("/", {}, script).requests_per_second

        found = alternate(
            {"an answer saved": lambda: load(ours), "bare Flask, one INSERT": lambda: load(theirs)},
            unit="requests/s",
            rounds=ROUNDS,
        )
    full, least = found.values()
    return [full, least], [ratio("an answer saved / bare Flask, requests/s", full, least)]


def _requests(hall: Hall) -> list[dict[str, str]]:
    """For each candidate the address and the headers of a save, and all of its body but two facts."""
    made = []
    for cookie in hall.cookies:
        sheet = sheet_of(hall.app.test_client(use_cookies=False), hall.exam, cookie)
        question = next(one for one in sheet.questions if one.type == "single")
        made.append(
            {
                "path": f"{sheet.attempt}/answers",
                "cookie": cookie["Cookie"],
                "token": sheet.token,
                "position": str(question.position),
                "answer": question.options[0],
            }
        )
    return made


def _lua(requests: list[dict[str, str]], client: str) -> str:
    """The requests as a table of wrk's language."""
    rows = []
    for one in requests:
        body = (
            f'{{"position": {one["position"]}, "client": "{client}", "sequence": SEQUENCE,'
            f' "answer": {json.dumps(one["answer"])}, "is_flagged": false}}'
        )
        fields = {"path": one["path"], "cookie": one["cookie"], "token": one["token"], "body": body}
        rows.append(
            "{" + ", ".join(f"{name} = {json.dumps(v)}" for name, v in fields.items()) + "}"
        )
    return "{" + ",\n".join(rows) + "}"
