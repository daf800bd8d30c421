"""Notebooks of a course run in the Python of that course, if it has one of its own."""

import asyncio
import time
from pathlib import PurePosixPath
from typing import Any

from jupyter_server.services.kernels.kernelmanager import AsyncMappingKernelManager

from hub_config.lab.client import LmsClient, LmsRefused

USUAL = "python3"
OF_COURSE = "baeum-"
PAUSE_SECONDS = 30.0
"""An LMS that was away is not asked again for so long."""


class CourseKernels(AsyncMappingKernelManager):
    """Starts in a course's folder the kernel of that course, whatever Python 3 was asked for."""

    courses: dict[str, str]
    """The courses by the names of their runs, as far as the LMS was asked."""
    not_before = 0.0

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.courses = {}

    async def start_kernel(
        self, *, kernel_id: str | None = None, path: str | None = None, **words: Any
    ) -> str:
        """Start a kernel; one that was asked for by another name is that one."""
        if words.get("kernel_name") in (None, USUAL) and (own := await self.of_course(path)):
            words["kernel_name"] = own
        started: str = await super().start_kernel(kernel_id=kernel_id, path=path, **words)
        return started

    async def of_course(self, path: str | None) -> str | None:
        """Return the kernel of the course that a folder belongs to: lessons lie below the name of
        the course, assignments below that of its run.
        """
        parts = PurePosixPath((path or "").strip("/")).parts
        known = {n for n in self.kernel_spec_manager.find_kernel_specs() if n.startswith(OF_COURSE)}
        if not parts or not known:
            return None
        if (named := OF_COURSE + parts[0]) in known:
            return named
        if parts[0] not in self.courses and time.monotonic() >= self.not_before:
            self.not_before = time.monotonic() + PAUSE_SECONDS
            self.courses |= await asyncio.to_thread(courses_by_run)
        named = OF_COURSE + self.courses.get(parts[0], "")
        return named if named in known else None


def courses_by_run() -> dict[str, str]:
    """Return the owner's courses by the names of their runs; nothing when the LMS is away."""
    try:
        told = LmsClient.from_env().me()
    except LmsRefused:
        return {}
    return {str(one["course_id"]): str(one.get("course", "")) for one in told["courses"]}
