"""The IPython shell that cells run in, and what they put out, as notebooks store it."""

import base64
import io
import json
from typing import Any

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from traitlets import Type

TRUNCATED = "\n... output truncated ...\n"


class Outputs:
    """The outputs of the cell that is running, in order and no larger than allowed."""

    def __init__(self, budget: int) -> None:
        self.budget = budget
        self.begin()

    def begin(self) -> None:
        """Start the next cell with nothing shown."""
        self.items: list[dict[str, Any]] = []
        self.left = self.budget
        self.clear_next = False

    def stream(self, name: str, text: str) -> None:
        """Append printed text, joined to what the same stream printed just before."""
        text = self._cut(text)
        if not text:
            return
        self.clear_if_asked()
        last = self.items[-1] if self.items else None
        if last is not None and last.get("name") == name:
            last["text"] += text
        else:
            self.items.append({"output_type": "stream", "name": name, "text": text})

    def add(self, output: dict[str, Any]) -> None:
        """Append a rich output, or a note when it is too large to keep."""
        self.clear_if_asked()
        if "data" in output:
            output["data"] = {mime: as_text(value) for mime, value in output["data"].items()}
        size = len(json.dumps(output, default=str))
        if size > self.left and output["output_type"] != "error":
            self.stream("stdout", TRUNCATED)
            return
        self.left -= size
        self.items.append(output)

    def _cut(self, text: str) -> str:
        if self.left <= 0:
            return ""
        kept = text[: self.left]
        self.left -= len(text)
        return kept if len(kept) == len(text) else kept + TRUNCATED

    def clear_if_asked(self) -> None:
        if self.clear_next:
            self.items, self.clear_next = [], False


class Stream(io.TextIOBase):
    """Standard output or error of the cells."""

    encoding = "utf-8"

    def __init__(self, outputs: Outputs, name: str) -> None:
        self._outputs, self._name = outputs, name

    def writable(self) -> bool:
        """Say that it can be written to."""
        return True

    def write(self, text: str) -> int:
        """Keep the text as an output of the running cell."""
        self._outputs.stream(self._name, str(text))
        return len(text)


class ResultHook(DisplayHook):
    """Keeps the value of a cell's last expression as its result."""

    def write_output_prompt(self) -> None:
        """Print no prompt."""

    def finish_displayhook(self) -> None:
        """Print no separator."""
        self._is_active = False

    def write_format_data(self, format_dict: Any, md_dict: Any = None) -> None:
        """Keep every format of the value."""
        self.shell.outputs.add(
            {
                "output_type": "execute_result",
                "execution_count": self.shell.execution_count,
                "data": format_dict,
                "metadata": md_dict or {},
            }
        )


class Publisher(DisplayPublisher):
    """Keeps what a cell displays."""

    def publish(self, data: Any, metadata: Any = None, **_: Any) -> None:
        """Keep every format of the displayed thing."""
        self.shell.outputs.add(
            {"output_type": "display_data", "data": data, "metadata": metadata or {}}
        )

    def clear_output(self, wait: bool = False) -> None:
        """Drop what was shown, now or when the next output comes."""
        self.shell.outputs.clear_next = True
        if not wait:
            self.shell.outputs.clear_if_asked()


class Shell(InteractiveShell):
    """IPython without a terminal: everything shown becomes an output."""

    displayhook_class = Type(ResultHook)
    display_pub_class = Type(Publisher)
    outputs: Outputs

    def _showtraceback(self, etype: Any, evalue: Any, stb: list[str]) -> None:
        self.outputs.add(error_output(etype, evalue, stb))

    def ask_exit(self) -> None:
        """Ignore exit and quit."""

    def enable_gui(self, gui: Any = None) -> None:
        """Open no windows."""


def as_text(value: Any) -> Any:
    """Return bytes as notebooks store them."""
    return base64.b64encode(value).decode() if isinstance(value, bytes) else value


def error_output(etype: Any, evalue: Any, lines: list[str]) -> dict[str, Any]:
    """Return an error as notebooks store it."""
    name = getattr(etype, "__name__", str(etype))
    try:
        text = str(evalue)
    except Exception:  # noqa: BLE001 - a trainee's exception may fail to say itself
        text = ""
    kept = [line[:4000] for line in lines[:60]]
    return {
        "output_type": "error",
        "ename": name[:200],
        "evalue": text[:2000],
        "traceback": kept,
    }
