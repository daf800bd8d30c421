"""The least a lesson page can cost: a Flask view that reads a finished body with one SELECT."""

import os
import sqlite3
import threading

from flask import Flask

app = Flask("bare")
mine = threading.local()


@app.get("/lessons/<int:page_id>")
def lesson(page_id: int) -> str:
    """The stored body, as it is; one connection a thread."""
    if not hasattr(mine, "connection"):
        mine.connection = sqlite3.connect(os.environ["BENCH_DATABASE"])
    row = mine.connection.execute("SELECT html FROM lesson_pages WHERE id = ?", (page_id,))
    html: str = row.fetchone()[0]
    return html
