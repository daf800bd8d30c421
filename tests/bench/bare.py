"""The least that pages can cost: one SELECT for a finished body, one INSERT for an answer."""

import os
import sqlite3
import threading

from flask import Flask, request

app = Flask("bare")
mine = threading.local()


@app.get("/lessons/<int:page_id>")
def lesson(page_id: int) -> str:
    """The stored body, as it is."""
    row = _connection().execute("SELECT html FROM lesson_pages WHERE id = ?", (page_id,))
    html: str = row.fetchone()[0]
    return html


@app.post("/attempts/<int:number>/answers")
def answer(number: int) -> dict[str, int]:
    """What was sent, put into a table of its own."""
    connection = _connection()
    connection.execute(
        "INSERT INTO bench_answers (attempt, body) VALUES (?, ?)", (number, request.get_data())
    )
    connection.commit()
    return {"attempt": number}


def _connection() -> sqlite3.Connection:
    """One for each thread, set up as ours are."""
    if not hasattr(mine, "connection"):
        mine.connection = sqlite3.connect(os.environ["BENCH_DATABASE"], timeout=30)
        mine.connection.execute("PRAGMA synchronous=NORMAL")
    connection: sqlite3.Connection = mine.connection
    return connection
