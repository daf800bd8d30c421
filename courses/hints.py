"""How to mend each kind of problem, by its code."""

from __future__ import annotations

from dataclasses import replace

from courses.model import Problem

HINTS = {
    "bad-assignment": "an assignment is a folder assignments/<name>/ with <name>.ipynb in it",
    "bad-bibliography": "mend the BibTeX file",
    "bad-file-name": "give the file a name in UTF-8",
    "bad-id": "choose lower-case letters, digits and hyphens, and never change it again",
    "bad-languages": "name languages by their codes, the default first: [ko, en]",
    "bad-math": "look for a missing brace or a command that is not LaTeX mathematics",
    "bad-notebook": "open the file in JupyterLab and save it again",
    "bad-order": "list each name once",
    "bad-quiz-file": "mend the file, or take it out of the course",
    "bad-quiz-id": "choose lower-case letters, digits and hyphens",
    "bad-slug": "choose lower-case letters, digits and hyphens",
    "bad-toc": "list the pages as `- file: name`",
    "broken-anchor": "the anchor of a heading is its text in lower case, words joined by hyphens",
    "broken-link": "mend the path (it begins at this file, or with / at the course's folder), or add the file",
    "case-mismatch": "write the same upper and lower case letters as on disk",
    "different-ids": "give every language of a lesson the same id",
    "duplicate-anchor": "give the two places different ids",
    "duplicate-assignment": "list the assignment once",
    "duplicate-entry": "list each page once",
    "duplicate-id": "give one of the two lessons another id",
    "duplicate-quiz": "give each quiz of a lesson an id of its own",
    "duplicate-unit": "list the unit once",
    "empty-unit": "add a lesson to the folder, or take the unit out of the list",
    "external-image": "copy the picture into the course",
    "failing-cell": "mend the cell, or tag it raises-exception where the error is the point",
    "file-too-large": "make the file smaller, or take it out of the course",
    "folder-link": "link to a lesson or a file",
    "heading-jump": "leave out no level of headings",
    "hidden-link": "link to a file of the course",
    "large-image": "save the picture smaller: 1600 pixels wide are enough for every screen",
    "lfs-pointer": "fetch the file itself with `git lfs pull`",
    "loose-quiz": "link to it from a lesson, by its number or by the file's name",
    "missing-alt": "say in a few words what the picture shows: ![words](picture)",
    "missing-file": "add the file, or take its name out of the list",
    "missing-image": "mend the path, or add the picture",
    "missing-language": "add the file in that language; until then readers see the default language",
    "missing-page": "mend the name, or add the page",
    "needs-network": "ship the data with the course: labs and graders have no network to count on",
    "needs-secret": "let the lesson work without a key, or tag the cell skip-execution",
    "no-course": "add a course.yml, a table of contents, a Markdown file or a notebook",
    "no-id": "write `id: some-name` into the front matter: the lesson's address then stays when it moves",
    "no-lessons": "add a Markdown file or a notebook",
    "no-minutes": "write `minutes: 15` into the front matter",
    "no-title": "give the course a title",
    "no-units": "list the units in course.yml",
    "not-a-folder": "look at the path",
    "not-text": "save the file as UTF-8",
    "not-utf8": "save the file as UTF-8",
    "orphan-translation": "delete the translation, or give it the lesson's file name",
    "secret-in-code": "take the key out, and have it revoked: whoever has the file has the key",
    "solution-link": "nothing need be done: instructors find the solution, trainees read plain text",
    "symlink-broken": "put the file itself into the course",
    "symlink-folder": "put the folder itself into the course",
    "symlink-outside": "put the file itself into the course",
    "too-deep": "write it with less nesting",
    "too-many-files": "keep only the course in the folder",
    "unclosed-fence": "close the code with a line of as many marks as it was opened with",
    "unknown-assignment": "mend the name, or add the assignment's folder",
    "unlisted-assignment": "add it to `assignments` in course.yml",
    "unlisted-unit": "add it to `units` in course.yml",
    "unreadable-file": "look at the file's permissions",
    "unsafe-file": "put the program into a .zip, or link to where it is published",
    "unsafe-link": "link to a page with https, or to a file of the course",
    "wrong-file-kind": "give the file the ending that fits its content",
}


def with_hint(problem: Problem) -> Problem:
    """The problem with a word on how to mend it, if it has none of its own."""
    return problem if problem.hint else replace(problem, hint=HINTS.get(problem.code, ""))
