"""Glossaries as MyST writes them."""

from __future__ import annotations


def glossary_lines(body: list[str]) -> list[str]:
    """A glossary as a definition list, whichever of the two ways it was written in."""
    lines: list[str] = []
    inside = False
    for line in body:
        if not line.strip():
            lines.append("")
        elif line[0] in " :":
            text = line.strip().removeprefix(":").strip()
            lines.append(f"    {text}" if inside else f":   {text}")
            inside = True
        else:
            lines += ["", line] if inside else [line]
            inside = False
    return lines
