"""Runs one notebook's cells inside a confined process and reports what came out.

Protocol, one JSON object a line. The parent writes to standard input: first
``{"result_fd", "files", "limits"}``, then for each cell ``{"nonce", "source", "trusted"}``
with ``"probe": descriptor`` where the cell has hidden tests, and ``"canary": source`` where
its result counts. Each cell is answered on the result descriptor by ``{"nonce", "outputs",
"probed"}`` with ``"canary": outputs``.

A hidden test never enters the process that runs the trainee's notebook. At its place the
process forks: the copy keeps the state of that moment and waits on its own pipe, the
original goes on with the visible part of the cell. The parent sends the hidden tests to
the copies when it has all the outputs that anybody will be shown.
"""

import ast
import asyncio
import base64
import builtins
import gc
import importlib
import inspect
import io
import json
import linecache
import os
import random
import resource
import signal
import sys
import traceback
import types
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

from IPython.core.inputtransformer2 import TransformerManager
from traitlets.config import Config

# beside this file, wherever that lies
cellshell, systemcalls = (importlib.import_module(name) for name in ("cellshell", "systemcalls"))

TESTS = "<tests>"
CONFIG = Config(
    {
        "HistoryManager": {"enabled": False, "hist_file": ":memory:"},
        "InteractiveShell": {"colors": "nocolor"},
    }
)
can_be_replaced: set[str] = set()
"""What was loaded beforehand, and what that brought along."""


class CellTimeoutError(BaseException):
    """A cell ran longer than it may."""


def traceback_lines(error: BaseException) -> list[str]:
    """Return the error's traceback from the author's cell downwards."""
    frame = error.__traceback__
    while frame is not None and frame.tb_frame.f_code.co_filename != TESTS:
        frame = frame.tb_next
    return traceback.format_exception(type(error), error, frame)


class Runner:
    """Runs the cells one after another and answers for each."""

    def __init__(self, requests: io.TextIOBase, result_fd: int, limits: dict[str, Any]) -> None:
        self.requests, self.result_fd, self.limits = requests, result_fd, limits
        self.outputs = cellshell.Outputs(limits["output_bytes"])
        cellshell.Shell.outputs = self.outputs
        self.shell = cellshell.Shell.instance(config=CONFIG)
        sys.stdout, sys.stderr = (
            cellshell.Stream(self.outputs, "stdout"),
            cellshell.Stream(self.outputs, "stderr"),
        )
        self.transform = TransformerManager().transform_cell
        self.names = dict(vars(builtins))
        signal.signal(signal.SIGALRM, give_up)

    def serve(self) -> None:
        """Answer every request until the parent closes the channel."""
        for line in self.requests:
            request = json.loads(line)
            self.answer(request, is_probed="probe" in request and self.leave_copy(request["probe"]))

    def leave_copy(self, descriptor: int) -> bool:
        """Leave a copy of this moment behind; False when there may be no more processes."""
        try:
            if os.fork() == 0:
                self.probe(descriptor)
                os._exit(0)
        except OSError:
            return False
        return True

    def probe(self, descriptor: int) -> None:
        """Wait for the hidden tests, run them on the copied state and answer."""
        with os.fdopen(descriptor, "r", encoding="utf-8") as pipe:
            text = pipe.read()
        if text:
            self.answer(json.loads(text))

    def answer(self, request: dict[str, Any], *, is_probed: bool = False) -> None:
        """Run one cell and write its outputs to the result descriptor."""
        run = self.run_trusted if request["trusted"] else self.run_untrusted
        answer = {
            "nonce": request["nonce"],
            "outputs": self.outputs_of(run, request["source"]),
            "probed": is_probed,
        }
        if "canary" in request:
            answer["canary"] = self.outputs_of(run, request["canary"])
        data = (json.dumps(answer, default=str) + "\n").encode()
        while data:
            data = data[os.write(self.result_fd, data) :]

    def outputs_of(self, run: Callable[[str], None], source: str) -> list[dict[str, Any]]:
        """Run a cell and return what it put out."""
        self.outputs.begin()
        self.timed(run, source)
        return self.outputs.items

    def timed(self, run: Callable[[str], None], source: str) -> None:
        """Run a cell under its time limit; nothing it raises gets further than here."""
        try:
            signal.setitimer(signal.ITIMER_REAL, self.limits["cell_seconds"])
            run(source)
        except BaseException as error:  # noqa: BLE001 - a cell may raise anything
            self.outputs.add(
                cellshell.error_output(type(error), error, [f"{type(error).__name__}: {error}"])
            )
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)

    def run_untrusted(self, source: str) -> None:
        """Run a trainee's cell as IPython would."""
        result = self.shell.run_cell(source, store_history=True)
        failure = result.error_before_exec or result.error_in_exec
        if failure and not any(item["output_type"] == "error" for item in self.outputs.items):
            self.outputs.add(cellshell.error_output(type(failure), failure, [repr(failure)[:2000]]))

    def run_trusted(self, source: str) -> None:
        """Run the author's cell past every hook that a trainee's cell may have set."""
        self.restore()
        with self.shell.builtin_trap, self.shell.display_trap:
            try:
                value = self.value_of(source)
            except BaseException as error:  # noqa: BLE001 - a cell may raise anything
                self.outputs.add(cellshell.error_output(type(error), error, traceback_lines(error)))
                return
            if value is not None:
                self.show(value)

    def restore(self) -> None:
        """Put builtins, output streams and tracing back as they were at the start."""
        sys.settrace(None)
        sys.setprofile(None)
        vars(builtins).update(self.names)
        self.shell.user_ns["__builtins__"] = builtins
        self.shell.ast_transformers = []
        sys.stdout, sys.stderr = (
            cellshell.Stream(self.outputs, "stdout"),
            cellshell.Stream(self.outputs, "stderr"),
        )

    def value_of(self, source: str) -> Any:
        """Run the cell and return the value of its last expression, if it ends in one."""
        code = self.transform(source)
        linecache.cache[TESTS] = (len(code), None, code.splitlines(keepends=True), TESTS)
        body = ast.parse(code, TESTS).body
        last = body[-1] if body and isinstance(body[-1], ast.Expr) else None
        head = ast.Module(body[:-1] if last else body, type_ignores=[])
        self.evaluate(compile(head, TESTS, "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT))
        if last is None:
            return None
        tail = ast.Expression(last.value)
        value = self.evaluate(compile(tail, TESTS, "eval", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT))
        return None if cellshell.ResultHook.semicolon_at_end_of_expression(code) else value

    def evaluate(self, code: types.CodeType) -> Any:
        """Evaluate compiled code in the notebook's namespace."""
        value = eval(code, self.shell.user_ns)  # noqa: S307 - running code is the task, confined
        return asyncio.run(value) if code.co_flags & inspect.CO_COROUTINE else value

    def show(self, value: object) -> None:
        """Keep a test cell's value as its result."""
        data, metadata = self.shell.display_formatter.format(value)
        self.outputs.add(
            {
                "output_type": "execute_result",
                "execution_count": self.shell.execution_count,
                "data": data,
                "metadata": metadata,
            }
        )


def give_up(*_: object) -> None:
    """Stop the running cell."""
    raise CellTimeoutError("the cell ran longer than it may")


def confine(limits: dict[str, Any]) -> None:
    """Lower this process's limits for good, and refuse it what no notebook needs."""
    systemcalls.refuse()
    wanted: dict[int, float] = {
        resource.RLIMIT_CPU: limits["total_seconds"],
        resource.RLIMIT_DATA: limits["memory_bytes"] + data_bytes(),
        resource.RLIMIT_FSIZE: limits["disk_bytes"],
        resource.RLIMIT_NOFILE: limits["open_files"],
        resource.RLIMIT_CORE: 0,
    }
    if limits["processes"]:
        wanted[resource.RLIMIT_NPROC] = limits["processes"]
    for which, wish in wanted.items():
        hard = resource.getrlimit(which)[1]
        value = int(wish) if hard == resource.RLIM_INFINITY else min(int(wish), hard)
        resource.setrlimit(which, (value, value))


def data_bytes() -> int:
    """What this process had before the notebook came: the libraries that it was forked with."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmData:"))


def warm_up(libraries: Iterable[str]) -> None:
    """Import these once, before there is any notebook; what cannot be is left out.

    A process with threads cannot be copied safely: where a library starts some, nothing is warm.
    """
    before = set(sys.modules)
    for name in libraries:
        with suppress(Exception):
            importlib.import_module(name)
    if len(list(Path("/proc/self/task").iterdir())) > 1:
        raise SystemExit("a library started threads")
    loaded = {name.partition(".")[0] for name in set(sys.modules) - before}
    can_be_replaced.update(loaded - sys.stdlib_module_names - {"IPython", "traitlets"})
    cellshell.Shell.instance(config=CONFIG).run_cell("pass", store_history=False)
    gc.collect()
    gc.freeze()


def forget_what_the_files_replace(files: Iterable[str]) -> None:
    """Let `import name` find a file that came with the notebook, not a library that is loaded."""
    for name in {Path(file).parts[0].removesuffix(".py") for file in files} & can_be_replaced:
        for loaded in [one for one in sys.modules if one.partition(".")[0] == name]:
            del sys.modules[loaded]


def begin_at_random() -> None:
    """Give this copy randomness of its own; all copies have inherited the same state."""
    random.seed()
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed()


def main() -> None:
    """Serve one notebook."""
    requests = os.fdopen(os.dup(0), "r", encoding="utf-8")
    os.dup2(os.open(os.devnull, os.O_RDWR), 0)
    hello = json.loads(requests.readline())
    for name, content in hello["files"].items():
        path = Path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(base64.b64decode(content))
    forget_what_the_files_replace(hello["files"])
    begin_at_random()
    os.set_inheritable(hello["result_fd"], False)
    sys.stdin = io.StringIO()
    confine(hello["limits"])
    sys.path.insert(0, str(Path.cwd()))
    process = os.fork()
    if process == 0:
        Runner(requests, hello["result_fd"], hello["limits"]).serve()
        os._exit(0)
    tell_its_end(process, hello["result_fd"])


def tell_its_end(process: int, result_fd: int) -> None:
    """Say when the notebook's process has ended, and stay: its waiting copies still count.

    As the first process of its namespace this one also collects those left behind.
    """
    while True:
        try:
            ended, status = os.wait()
        except ChildProcessError:
            signal.pause()
            continue
        if ended == process:
            os.write(result_fd, (json.dumps({"ended": status}) + "\n").encode())
