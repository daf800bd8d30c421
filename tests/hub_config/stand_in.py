"""A small LMS of the tests' own: just what the Hub and a lab ask of it over HTTP."""

import base64
import hashlib
import io
import secrets
import tarfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from flask import Flask, Response, abort, jsonify, redirect, request
from flask.typing import ResponseReturnValue
from werkzeug.serving import make_server

CLIENT_SECRET = "client-secret"
SERVICE_TOKEN = "service-token"


def tar_of(files: dict[str, bytes]) -> bytes:
    """Return files as a gzip tar."""
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode="w:gz") as tar:
        for name, data in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            tar.addfile(entry, io.BytesIO(data))
    return held.getvalue()


@dataclass
class Submission:
    """One hand-in as the stand-in keeps it."""

    id: int
    assignment: str
    user: str
    files: dict[str, bytes]
    key: str
    at: datetime
    score: float | None = None
    feedback: bytes = b""

    def facts(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "timestamp": self.at.isoformat(),
            "attempt": self.id,
            "state": "graded" if self.feedback else "queued",
            "score": self.score,
            "max_score": 3.0,
            "feedback": bool(self.feedback),
            "feedback_sha256": hashlib.sha256(self.feedback).hexdigest() if self.feedback else None,
        }


@dataclass
class StandIn:
    """What the LMS of the tests holds; a test changes it and looks into it."""

    course: str = "ai-2026"
    idle: tuple[str, ...] = ()
    """Further courses, in which there is no assignment."""
    team: tuple[str, ...] | None = None
    """Where assignments are done in teams, who is in the owner's; nobody where there is none yet."""
    logs_in: str = "u7"
    archives: dict[str, dict[str, bytes]] = field(default_factory=dict)
    materials: dict[str, bytes] = field(default_factory=dict)
    submissions: list[Submission] = field(default_factory=list)
    codes: dict[str, tuple[str, str]] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    is_closed: bool = False
    counts: str = "best"
    is_away: bool = False
    waits: float = 0.0
    """Seconds that it takes over every answer."""
    url: str = ""
    more: tuple[Callable[[Flask, "StandIn"], None], ...] = ()
    """What else it can do."""

    @property
    def courses(self) -> tuple[str, ...]:
        return (*self.idle, self.course)

    def names(self, course: str) -> tuple[str, ...]:
        """The names of the assignments of a course."""
        return () if course in self.idle else tuple(self.archives)

    def token_of(self, username: str) -> str:
        token = secrets.token_urlsafe(24)
        self.tokens[token] = username
        return token

    def speaker(self) -> str:
        """Return who sends this request by its bearer token."""
        word, _, token = request.headers.get("Authorization", "").partition(" ")
        if word != "Bearer" or token not in self.tokens:
            abort(Response('{"error": "not_logged_in"}', 401))
        return self.tokens[token]

    def before_answering(self) -> Response | None:
        """Take time, or be away."""
        time.sleep(self.waits)
        return Response("away", 503) if self.is_away else None

    def app(self) -> Flask:
        app = Flask("stand-in")
        app.before_request(self.before_answering)
        add_identity(app, self)
        add_exchange(app, self)
        add_materials(app, self)
        for add in self.more:
            add(app, self)
        return app


def add_identity(app: Flask, lms: StandIn) -> None:
    """Add the OpenID Connect provider and the Hub's own call."""

    @app.get("/oauth/authorize")
    def authorize() -> ResponseReturnValue:
        assert request.args["code_challenge_method"] == "S256"
        code = secrets.token_urlsafe(8)
        lms.codes[code] = (lms.logs_in, request.args["code_challenge"])
        query = urlencode({"code": code, "state": request.args["state"]})
        return redirect(f"{request.args['redirect_uri']}?{query}")

    @app.post("/oauth/token")
    def token() -> ResponseReturnValue:
        assert request.form["client_secret"] == CLIENT_SECRET
        username, challenge = lms.codes.pop(request.form["code"])
        digest = hashlib.sha256(request.form["code_verifier"].encode()).digest()
        assert base64.urlsafe_b64encode(digest).decode().rstrip("=") == challenge
        return jsonify(access_token=lms.token_of(username), token_type="Bearer", refresh_token="r")

    @app.get("/oauth/userinfo")
    def userinfo() -> ResponseReturnValue:
        name = lms.speaker()
        return jsonify(sub=name, preferred_username=name, name="벤", email="ben@baeum.example")

    @app.get("/oauth/logout")
    def logout() -> ResponseReturnValue:
        return "logged out"

    @app.post("/api/hub/v1/lab-tokens")
    def lab_tokens() -> ResponseReturnValue:
        if request.headers.get("Authorization") != f"Bearer {SERVICE_TOKEN}":
            abort(401)
        assert request.json is not None
        return jsonify(
            token=lms.token_of(request.json["username"]), expires_at="2099-01-01T00:00:00Z"
        )


def add_exchange(app: Flask, lms: StandIn) -> None:
    """Add the exchange."""

    @app.get("/api/exchange/v1/me")
    def me() -> ResponseReturnValue:
        user = {"id": lms.speaker(), "name": "벤"}
        about = {"title": "AI 기초", "course": "ai-foundations"}
        courses = [{"course_id": each, **about} for each in lms.courses]
        return jsonify(user=user, server_time=datetime.now(UTC).isoformat(), courses=courses)

    @app.get("/api/exchange/v1/courses/<course>/assignments")
    def assignments(course: str) -> ResponseReturnValue:
        user = lms.speaker()
        if course not in lms.courses:
            return jsonify(error="forbidden", reason="no"), 403
        return jsonify(
            assignments=[assignment_facts(lms, name, user) for name in lms.names(course)]
        )

    @app.get("/api/exchange/v1/courses/<course>/assignments/<name>/archive")
    def archive(course: str, name: str) -> ResponseReturnValue:
        lms.speaker()
        if course != lms.course or name not in lms.archives:
            return jsonify(error="not_found", reason="없음"), 404
        return Response(tar_of(lms.archives[name]), mimetype="application/gzip")

    @app.post("/api/exchange/v1/courses/<course>/assignments/<name>/submissions")
    def submit(course: str, name: str) -> ResponseReturnValue:
        user, data = lms.speaker(), request.get_data()
        assert hashlib.sha256(data).hexdigest() == request.headers["X-Content-SHA256"]
        if lms.is_closed:
            return jsonify(error="closed", reason="closed"), 409
        key = request.headers["Idempotency-Key"]
        known = [one for one in lms.submissions if one.key == key]
        with tarfile.open(fileobj=io.BytesIO(data), mode="r:gz") as tar:
            files = {m.name: (tar.extractfile(m) or io.BytesIO()).read() for m in tar.getmembers()}
        one = (
            known[0]
            if known
            else Submission(len(lms.submissions) + 1, name, user, files, key, datetime.now(UTC))
        )
        if not known:
            lms.submissions.append(one)
        receipt = {
            "id": one.id,
            "timestamp": one.at.isoformat(),
            "attempt": one.id,
            "receipt": "R-1",
        }
        return jsonify(receipt), 200 if known else 201

    @app.get("/api/exchange/v1/submissions/<int:number>/feedback")
    def feedback(number: int) -> ResponseReturnValue:
        lms.speaker()
        one = lms.submissions[number - 1]
        page = base64.b64encode(one.feedback).decode()
        return jsonify(files=[{"name": f"{one.assignment}.html", "content_base64": page}])


def add_materials(app: Flask, lms: StandIn) -> None:
    """Add what "open in lab" delivers."""

    @app.get("/api/lab/v1/runs/<run>/lessons/<lesson>/materials")
    def materials(run: str, lesson: str) -> ResponseReturnValue:
        lms.speaker()
        if lesson != "values":
            return jsonify(error="not_found", reason="없음"), 404
        files = [
            {
                "path": path,
                "sha256": hashlib.sha256(data).hexdigest(),
                "size": len(data),
                "url": f"http://localhost/api/lab/v1/files/{hashlib.sha256(data).hexdigest()}",
            }
            for path, data in lms.materials.items()
        ]
        return jsonify(path=files[0]["path"], files=files)

    @app.get("/api/lab/v1/files/<sha256>")
    def file(sha256: str) -> ResponseReturnValue:
        lms.speaker()
        found = [d for d in lms.materials.values() if hashlib.sha256(d).hexdigest() == sha256]
        return Response(found[0], mimetype="application/octet-stream")


def assignment_facts(lms: StandIn, name: str, user: str) -> dict[str, Any]:
    """Return what the LMS tells of one assignment."""
    mine = [s.facts() for s in lms.submissions if s.assignment == name and s.user == user]
    if lms.team:
        mine = [one | {"team": "너구리", "handed_in_by": "길"} for one in mine]
    notebooks = [path[:-6] for path in lms.archives[name] if path.endswith(".ipynb")]
    return {
        "assignment_id": name,
        "title": name,
        "opens_at": None,
        "due_at": None,
        "closes_at": None,
        "attempts_allowed": 3,
        "attempts_used": len(mine),
        "in_teams": lms.team is not None,
        "team": {"name": "너구리", "members": list(lms.team)} if lms.team else None,
        "counts": lms.counts,
        "version": "1",
        "notebooks": notebooks,
        "submissions": mine,
    }


class Serving:
    """Serves a stand-in on a free port until it is closed."""

    def __init__(self, lms: StandIn) -> None:
        self.server = make_server("127.0.0.1", 0, lms.app(), threaded=True)
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()
        lms.url = f"http://127.0.0.1:{self.server.server_port}"

    def close(self) -> None:
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()
