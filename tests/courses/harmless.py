"""Whether a browser could run anything in a page: an independent reading of the HTML."""

from __future__ import annotations

from html.parser import HTMLParser

_RUNS = {
    "script", "style", "iframe", "frame", "object", "embed", "applet", "svg", "form", "button",
    "base", "meta", "link", "template", "foreignobject", "animate", "set", "video", "audio",
    "source", "portal", "marquee", "annotation-xml", "textarea", "select", "body", "html",
}  # fmt: skip
_ADDRESSES = {"href", "src", "xlink:href", "action", "formaction", "data", "poster", "srcset"}
_NEVER = {"style", "srcdoc", "ping", "background", "is", "name", "nonce", "target"}


class Danger(HTMLParser):
    """Gathers everything in some HTML that could run or lead to running code."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _RUNS:
            self.found.append(f"<{tag}>")
        for name, value in attrs:
            if name.startswith("on") or name in _NEVER:
                self.found.append(f"{tag}[{name}]")
            if name in _ADDRESSES and not _is_safe(tag, value or ""):
                self.found.append(f"{tag}[{name}={value}]")

    def handle_comment(self, data: str) -> None:
        self.found.append(f"<!--{data}-->")


def _is_safe(tag: str, address: str) -> bool:
    plain = "".join(c for c in address if c > " " and c != "\x7f").lower()
    head = plain.split("/")[0].split("?")[0].split("#")[0]
    if ":" not in head:
        return True
    return head.startswith(("http:", "https:", "mailto:")) or (
        tag == "img" and plain.startswith("data:image/png;base64,")
    )


def danger_in(html: str) -> list[str]:
    return Danger(html).found
