"""Starts the real Hub and the real proxy, and lets a person use them as a browser does."""

import asyncio
import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any, Self

import httpx
from tornado.httpclient import HTTPRequest
from tornado.websocket import WebSocketClientConnection, websocket_connect

from hub_config.hub import proxy_command
from hub_config.settings import HubSettings
from tests.hub_config.stand_in import CLIENT_SECRET, SERVICE_TOKEN

PROJECT = Path(__file__).parents[2]
PROXY = PROJECT / "node_modules" / ".bin" / "configurable-http-proxy"


def free_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return int(held.getsockname()[1])


def wait_for(what: Callable[[], Any], seconds: float = 60, every: float = 0.1) -> Any:
    """Return the first true answer; an answer that never comes is a failure."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with contextlib.suppress(httpx.HTTPError):
            if answer := what():
                return answer
        time.sleep(every)
    raise AssertionError(f"nothing came within {seconds} s")


class Machine:
    """One Hub and its proxy, with a data folder of their own."""

    def __init__(self, data: Path, lms_url: str, **more: str) -> None:
        ports = {name: str(free_port()) for name in ("HUB_PORT", "HUB_API_PORT", "PROXY_API_PORT")}
        self.environ = {
            "PATH": os.environ["PATH"],
            "HOME": os.environ.get("HOME", "/"),
            "LANG": "C.UTF-8",
            "BAEUM_INSTANCE": "production",
            "BAEUM_DATA_DIR": str(data),
            "BAEUM_PROJECT_DIR": str(PROJECT),
            "BAEUM_PUBLIC_URL": lms_url,
            "BAEUM_INTERNAL_URL": lms_url,
            "BAEUM_HUB_CLIENT_SECRET": CLIENT_SECRET,
            "BAEUM_HUB_SERVICE_TOKEN": SERVICE_TOKEN,
            "CONFIGPROXY_AUTH_TOKEN": "proxy-token",
            "JUPYTERHUB_CRYPT_KEY": "0" * 64,
            **{f"BAEUM_{name}": port for name, port in ports.items()},
            **more,
        }
        self.settings = HubSettings.from_env(self.environ)
        self.data = data
        self.log = data / "hub-test.log"
        self.hub: subprocess.Popen[bytes] | None = None
        self.proxy: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return self.settings.hub_public_url

    def start(self) -> None:
        self.start_proxy()
        self.start_hub()

    def start_proxy(self) -> None:
        self.proxy = self.process(proxy_command(self.settings, str(PROXY)))

    def start_hub(self) -> None:
        config = PROJECT / "hub_config" / "jupyterhub_config.py"
        self.hub = self.process([sys.executable, "-m", "jupyterhub", "-f", str(config)])
        wait_for(self.is_up, 60)

    def process(self, command: list[str]) -> subprocess.Popen[bytes]:
        with self.log.open("ab") as log:
            return subprocess.Popen(
                command, env=self.environ, stdout=log, stderr=log, start_new_session=True
            )

    def is_up(self) -> bool:
        assert self.hub is not None
        assert self.hub.poll() is None, self.log.read_text()[-3000:]
        return httpx.get(f"{self.url}/hub/health", timeout=2).status_code == 200

    def stop(self) -> None:
        for process, patience in ((self.hub, 40), (self.proxy, 10)):
            if process is not None and process.poll() is None:
                process.send_signal(signal.SIGTERM)
                process.wait(patience)

    def ask(self, method: str, path: str) -> httpx.Response:
        """Ask the Hub's API as the LMS does."""
        headers = {"Authorization": f"token {SERVICE_TOKEN}"}
        return httpx.request(method, f"{self.url}/hub/api{path}", headers=headers, timeout=20)

    def server_of(self, name: str) -> dict[str, Any]:
        """Return what the Hub knows of a person's lab; empty when none runs."""
        servers: dict[str, Any] = self.ask("GET", f"/users/{name}").json().get("servers", {})
        return servers.get("", {})


class Person:
    """Somebody with a browser."""

    def __init__(self, machine: Machine, name: str) -> None:
        self.machine, self.name = machine, name
        self.http = httpx.Client(base_url=machine.url, follow_redirects=True, timeout=30)
        self.token = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.http.close()

    def click(self, path: str) -> httpx.Response:
        """Follow a link into the lab, waiting on the Hub's pages as a browser does."""

        def arrived() -> httpx.Response | None:
            page = self.http.get(f"/hub/user-redirect/{path}")
            return None if "spawn-pending" in str(page.url) else page

        page: httpx.Response = wait_for(arrived, 90, 0.3)
        return page

    def log_in(self) -> None:
        """Enter the Hub and take a token for the calls that a page's script would make."""
        self.http.get("/hub/home")
        xsrf = [c.value for c in self.http.cookies.jar if c.name == "_xsrf" and c.path == "/hub/"]
        answer = self.http.post(
            f"/hub/api/users/{self.name}/tokens",
            headers={"X-XSRFToken": xsrf[0] or "", "Referer": f"{self.machine.url}/hub/token"},
            json={"note": "test"},
        )
        assert answer.status_code == 201, answer.text
        self.token = answer.json()["token"]

    def lab(self, method: str, path: str, **options: Any) -> httpx.Response:
        """Call the lab's server."""
        url = f"{self.machine.url}/user/{self.name}/{path}"
        headers = {"Authorization": f"token {self.token}"}
        return httpx.request(method, url, headers=headers, timeout=90, **options)

    def run(self, code: str, notebook: str = "") -> str:
        """Run code in a new kernel, as a notebook's where one is named; what it printed, or its error."""
        kernel = self.lab(
            "POST",
            "api/kernels",
            json={"name": "python3", **({"path": notebook} if notebook else {})},
        )
        assert kernel.status_code == 201, kernel.text
        number = kernel.json()["id"]
        try:
            return asyncio.run(self.talk(number, code))
        finally:
            self.lab("DELETE", f"api/kernels/{number}")

    async def talk(self, kernel: str, code: str) -> str:
        """Send one execute request and gather what comes back until the kernel is idle."""
        where = f"{self.machine.url}/user/{self.name}/api/kernels/{kernel}/channels"
        request = HTTPRequest(
            where.replace("http", "ws", 1), headers={"Authorization": f"token {self.token}"}
        )
        socket_ = await websocket_connect(request)
        try:
            return await self.hear(socket_, code)
        finally:
            socket_.close()
            while await socket_.read_message() is not None:
                pass

    async def hear(self, socket_: WebSocketClientConnection, code: str) -> str:
        """Ask for the code to be run, and gather what it says."""
        number = uuid.uuid4().hex
        header = {
            "msg_id": number,
            "msg_type": "execute_request",
            "username": "",
            "session": number,
            "version": "5.3",
            "date": "",
        }
        content = {
            "code": code,
            "silent": False,
            "store_history": False,
            "user_expressions": {},
            "allow_stdin": False,
        }
        message = {
            "header": header,
            "parent_header": {},
            "metadata": {},
            "content": content,
            "channel": "shell",
            "buffers": [],
        }
        await socket_.write_message(json.dumps(message))
        said = ""
        while True:
            text = await asyncio.wait_for(socket_.read_message(), 90)
            if text is None:
                return said + "[the kernel went away]"
            told = json.loads(text)
            if told["msg_type"] == "status" and told["content"]["execution_state"] in {
                "restarting",
                "dead",
            }:
                return said + "[the kernel went away]"
            if told["parent_header"].get("msg_id") != number:
                continue
            if told["msg_type"] == "stream":
                said += told["content"]["text"]
            if told["msg_type"] == "error":
                said += f"{told['content']['ename']}: {told['content']['evalue']}"
            if told["msg_type"] == "status" and told["content"]["execution_state"] == "idle":
                return said
