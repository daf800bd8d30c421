"""Why a course that was sent is not taken."""

from lms.errors import Invalid, TooLarge


class BadArchive(Invalid):
    """A zip file that cannot be read, or holds what a course must not hold."""

    code = "bad_archive"


class ArchiveTooLarge(TooLarge):
    """A zip file that is, or would become, larger than is taken."""

    code = "archive_too_large"


class BadGitAddress(Invalid):
    """No address of a git repository that is fetched from here."""

    code = "bad_git_address"


class GitFailed(Invalid):
    """The repository could not be fetched; the reason is git's own."""

    code = "git_failed"


class BadSlug(Invalid):
    """No name that a course can have."""

    code = "bad_slug"


class BadFolder(Invalid):
    """There is no such folder in what was sent."""

    code = "bad_folder"
