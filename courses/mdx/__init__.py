"""MDX read as Markdown: what only the site it was written for can run becomes text, with a Problem."""

from courses.mdx.reader import ReadMdx, is_mdx, read_mdx

__all__ = ["ReadMdx", "is_mdx", "read_mdx"]
