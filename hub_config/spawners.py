"""Starts, watches and ends labs on this machine, each behind its own walls."""

import asyncio
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from jupyterhub.spawner import LocalProcessSpawner, SpawnException
from jupyterhub.utils import random_port
from traitlets import Any as AnyTrait
from traitlets import Float, Unicode

from hub_config import cgroups, images, processes
from hub_config.confinement import Confinement, Lab, confined, passwd_files
from hub_config.lab.disk import disk_use
from hub_config.lab.words import said
from hub_config.lab_tokens import lab_token
from hub_config.settings import HubSettings

LOOK_EVERY = 0.05
DISK_CHECK_EVERY = 15.0
SECONDS_TO_END = 10.0
LARGEST_LOG = 4 * 1024 * 1024
FULL = said(
    "실습실 저장 공간이 한도를 크게 넘어서 열 수 없어요 ({use}). "
    "파일을 정리할 수 있게 운영자에게 알려 주세요.",
    "The lab is far over its disk limit and cannot be opened ({use}). "
    "Please tell an operator so that files can be cleared.",
)
DID_NOT_START = said(
    "실습실이 시작되지 못했어요. 잠시 뒤 다시 시도하고, 계속되면 운영자에게 알려 주세요.",
    "The lab did not start. Try again in a moment; if it goes on, please tell an operator.",
)


class LabSpawner(LocalProcessSpawner):
    """One lab a person, confined by bubblewrap, that outlives a killed Hub."""

    hub_settings: HubSettings = AnyTrait(help="The Hub's settings.").tag(config=True)
    confinement: Confinement = AnyTrait(Confinement.OWN_UID, help="The walls.").tag(config=True)
    started_at = Float(0.0, help="When the lab's outermost process began.")
    disk_ceiling = Float(0.0, help="The size of the home at which the lab is stopped.")
    lab_token = Unicode("", help="What the lab speaks to the LMS with.")
    next_disk_check = 0.0

    @property
    def lab(self) -> Lab:
        """This person's place on the machine."""
        name = str(self.user.name)
        if not (name.startswith("u") and name[1:].isdecimal()):
            raise SpawnException(f"{name} is no name the LMS gives", reason="name")
        return Lab(
            username=name,
            home=self.hub_settings.labs_dir / name,
            etc=self.hub_settings.hub_dir / "lab-etc" / name,
            read_only=(
                *images.interpreter_parts(),
                *images.project_parts(self.hub_settings.project_dir),
                self.hub_settings.environments_dir,
            ),
            limits=self.hub_settings.limits,
        )

    @property
    def inner_home(self) -> Path:
        """The home as the lab itself sees it."""
        return self.lab.home if self.confinement is Confinement.NONE else images.LAB_HOME

    def user_env(self, env: dict[str, str]) -> dict[str, str]:
        """Add what every lab starts with."""
        named = {
            "USER": self.user.name,
            "LOGNAME": self.user.name,
            "BAEUM_LAB_TOKEN": self.lab_token,
        }
        return {**env, **images.environment(self.hub_settings, self.inner_home), **named}

    def load_state(self, state: dict[str, Any]) -> None:
        """Take over a lab that an earlier Hub started."""
        super().load_state(state)
        self.started_at = state.get("started_at", 0.0)
        self.disk_ceiling = state.get("disk_ceiling", 0.0)

    def get_state(self) -> dict[str, Any]:
        """Return what a later Hub needs to take this lab over."""
        return {
            **super().get_state(),
            "started_at": self.started_at,
            "disk_ceiling": self.disk_ceiling,
        }

    async def start(self) -> tuple[str, int]:
        """Start the lab and return where it answers.

        Waiting here, in small steps, is quicker than the Hub's own growing ones.
        """
        lab = self.lab
        self.hub_settings.environments_dir.mkdir(mode=0o755, parents=True, exist_ok=True)
        await asyncio.to_thread(processes.end_now, 0, lab.home)
        prepare(lab, self.confinement)
        use = await asyncio.to_thread(disk_use, lab.home, lab.limits.disk)
        if use.is_far_over:
            raise SpawnException(FULL.format(use=use), reason="disk", status_code=507)
        self.disk_ceiling = float(use.ceiling)
        self.port = random_port()
        self.launch(lab)
        await self.answers()
        self.started_at = processes.started_at(self.pid)
        return ("127.0.0.1", self.port)

    def launch(self, lab: Lab) -> None:
        """Start the lab's process in a session of its own, its output going to its log."""
        environment = self.get_env()
        environment["BAEUM_LAB_DISK"] = str(lab.limits.disk)
        server = [sys.executable, "-m", "hub_config.lab.start", *self.get_args()]
        join = cgroups.joining(cgroups.create(cgroups.groups_of(lab.username, lab.limits)))
        command = [*join, *confined(server, lab, self.confinement)]
        self.log.info("starting the lab of %s (%s)", lab.username, self.confinement)
        with self.log_file.open("ab") as log:
            self.proc = subprocess.Popen(
                command,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                cwd=lab.home if self.confinement is Confinement.NONE else "/",
            )
        self.pid = self.proc.pid

    @property
    def log_file(self) -> Path:
        """Where the lab's output goes; begun anew when it has grown large."""
        folder = self.hub_settings.hub_dir / "lab-logs"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return folder / f"{self.user.name}.log"

    async def answers(self) -> None:
        """Wait until the lab itself takes connections, or refuse when it has ended.

        Whoever else listens there is another lab that wants this person's visits.
        """
        while True:
            if self.proc.poll() is not None:
                self.log.error("the lab of %s ended, see %s", self.user.name, self.log_file)
                raise SpawnException(DID_NOT_START, reason="ended", status_code=500)
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", self.port)
            except OSError:
                await asyncio.sleep(LOOK_EVERY)
                continue
            writer.close()
            if await asyncio.to_thread(processes.listens, self.pid, self.port):
                return
            await asyncio.sleep(LOOK_EVERY)

    async def poll(self) -> int | None:
        """Return None while the lab runs; an ended lab leaves nothing behind."""
        status = await self.status()
        if status is None:
            await self.watch_files()
        else:
            await asyncio.to_thread(self.clear_away)
        return status

    async def status(self) -> int | None:
        """Return None while the lab's outermost process runs, also one an earlier Hub started."""
        if self.proc is None and not processes.is_alive(self.pid, self.started_at):
            self.pid = 0
        status: int | None = await super().poll()
        return status

    async def watch_files(self) -> None:
        """Stop a lab whose home has grown beyond its limit, and keep its log small."""
        if time.monotonic() < self.next_disk_check or not self.disk_ceiling:
            return
        self.next_disk_check = time.monotonic() + DISK_CHECK_EVERY
        if self.log_file.exists() and self.log_file.stat().st_size > LARGEST_LOG:
            os.truncate(self.log_file, 0)
        use = await asyncio.to_thread(disk_use, self.lab.home, self.lab.limits.disk)
        if not use.is_over:
            self.disk_ceiling = float(use.allowed)
        elif use.used > self.disk_ceiling:
            self.log.warning("the lab of %s is stopped: disk full, %s", self.user.name, use)
            await asyncio.to_thread(processes.end_now, self.pid, self.lab.home)

    async def stop(self, now: bool = False) -> None:
        """End the lab, politely unless `now`, and everything in it."""
        if not now and await self.poll() is None:
            await asyncio.to_thread(processes.ask_to_end, self.pid)
            await self.ended(SECONDS_TO_END)
        await asyncio.to_thread(processes.end_now, self.pid, self.lab.home)
        await self.ended(SECONDS_TO_END)
        await asyncio.to_thread(self.clear_away)

    async def ended(self, seconds: float) -> None:
        """Wait until the lab has ended, at most so long."""
        deadline = time.monotonic() + seconds
        while await self.status() is None and time.monotonic() < deadline:  # noqa: ASYNC110 -- a process tells nobody
            await asyncio.sleep(LOOK_EVERY)

    def clear_away(self) -> None:
        """Remove what an ended lab may have left: its walls, its control groups."""
        processes.end_now(0, self.lab.home)
        cgroups.remove(cgroups.groups_of(self.lab.username, self.lab.limits))


def prepare(lab: Lab, level: Confinement) -> None:
    """Make a lab's home and its little /etc, the home belonging to the lab's own user."""
    lab.home.parent.mkdir(mode=0o711, parents=True, exist_ok=True)
    lab.home.mkdir(mode=0o700, exist_ok=True)
    lab.etc.mkdir(mode=0o755, parents=True, exist_ok=True)
    uid, gid = os.geteuid(), os.getegid()
    if level is Confinement.OWN_UID:
        uid = gid = lab.uid
        os.chown(lab.home, uid, gid)
    for name, text in passwd_files(lab, uid=uid, gid=gid).items():
        (lab.etc / name).write_text(text)


async def fetch_lab_token(spawner: LabSpawner) -> None:
    """Give a lab that is about to start the token of its owner."""
    settings = spawner.hub_settings
    spawner.lab_token = await lab_token(
        settings.internal_url, settings.service_token, spawner.user.name
    )


async def notice_an_ended_lab(path: str, request: Any, user: Any, base_url: str) -> None:  # noqa: ARG001 -- the Hub's signature
    """Look whether a lab still runs before a click is sent to it; then the Hub goes on as usual."""
    spawner = user.spawners[""]
    if spawner.ready:
        await spawner.poll_and_notify()


def spawner_values(settings: HubSettings, level: Confinement) -> dict[str, Any]:
    """Return the configuration of the spawner."""
    return {
        "hub_settings": settings,
        "confinement": level,
        "default_url": "/lab",
        "disable_user_config": True,
        "env_keep": ["TZ"],
        "args": ["--allow-root"] if level is Confinement.NONE else [],
        "poll_interval": 2,
        "start_timeout": 90,
        "http_timeout": 60,
        "pre_spawn_hook": fetch_lab_token,
    }
