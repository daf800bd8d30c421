"""A thousand people sit an exam at once; what was acknowledged is there afterwards, and once."""

from __future__ import annotations

import asyncio
import random
import statistics
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp

from tests.bench.served import Server, serving
from tests.lms.postgresql import Cluster, running_cluster
from tests.strength.candidate import REQUEST_SECONDS, Candidate, Log, Plan
from tests.strength.examhall import Hall
from tests.strength.report import Fact, Failed

KILL_EVERY = 10.0
SLOWEST_SAVE = 0.5
"""Seconds in which 99 of 100 answers are acknowledged while nothing dies."""


def on_postgresql(folder: Path, seed: int, n_people: int) -> list[Fact]:
    """Nothing dies."""
    with running_cluster(is_durable=True) as cluster:
        return Sitting(Hall.open(folder / "hall", n_people, cluster.url), seed).facts()


def on_sqlite(folder: Path, seed: int, n_people: int) -> list[Fact]:
    """Nothing dies."""
    return Sitting(Hall.open(folder / "hall", n_people, None), seed).facts()


def among_deaths(folder: Path, seed: int, n_people: int) -> list[Fact]:
    """A web worker is killed every ten seconds, PostgreSQL crashes once."""
    with running_cluster(is_durable=True) as cluster:
        return Sitting(Hall.open(folder / "hall", n_people, cluster.url), seed, cluster).facts()


@dataclass
class Sitting:
    """Everybody in the hall at one exam; with a cluster that is `doomed`, processes die."""

    hall: Hall
    seed: int
    doomed: Cluster | None = None
    plan: Plan = field(default_factory=Plan)
    log: Log = field(default_factory=Log)
    killed: Counter[str] = field(default_factory=Counter)

    def facts(self) -> list[Fact]:
        """Let them sit it; raises Failed if an answer is lost, counted twice or too slow."""
        hall = self.hall
        with serving(hall.settings, "lms.wsgi:app", hall.environment) as server:
            before, own = server.cpu_seconds(), time.process_time()
            candidates = asyncio.run(self._everybody(server))
            used, own = server.cpu_seconds() - before, time.process_time() - own
        hall.compare(candidates)
        facts = [
            Fact("answers acknowledged", sum(one.n_saves for one in candidates), ""),
            Fact("acknowledged answers lost or counted twice", 0, ""),
            *_percentiles(self.log),
            *(Fact(f"sent again: {kind}", n, "") for kind, n in sorted(self.log.again.items())),
            *(Fact(f"killed: {what}", n, "") for what, n in sorted(self.killed.items())),
            Fact("web server, at the end", used, "s of a core, of those that live"),
            Fact("candidates", own, "s of a core"),
            Fact("the whole sitting", self.plan.hand_in_until, "s on all cores"),
        ]
        if self.doomed is None and _percentile(self.log.seconds["save"], 99) > SLOWEST_SAVE:
            raise Failed("\n".join(["a hundredth of the saves is too slow", *map(str, facts)]))
        return facts

    async def _everybody(self, server: Server) -> list[Candidate]:
        async with aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=0),
            timeout=aiohttp.ClientTimeout(total=REQUEST_SECONDS),
            cookie_jar=aiohttp.DummyCookieJar(),
        ) as http:
            base = f"http://127.0.0.1:{server.port}"
            candidates = [
                Candidate(http, base, self.hall.exam, cookie, self.seed + number)
                for number, cookie in enumerate(self.hall.cookies)
            ]
            begun = time.monotonic()
            with self._deaths(server):
                await asyncio.gather(*(one.sit(begun, self.plan, self.log) for one in candidates))
        return candidates

    @contextmanager
    def _deaths(self, server: Server) -> Iterator[None]:
        """Let workers and the database die meanwhile, if they are to."""
        tasks: list[asyncio.Task[None]] = []
        if self.doomed is not None:
            tasks = [
                asyncio.ensure_future(self._kill_workers(server)),
                asyncio.ensure_future(self._crash(self.doomed)),
            ]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()

    async def _kill_workers(self, server: Server) -> None:
        chance = random.Random(self.seed)
        while True:
            await asyncio.sleep(KILL_EVERY)
            workers = server.process.children()
            if workers:
                chance.choice(workers).kill()
                self.killed["web worker"] += 1

    async def _crash(self, cluster: Cluster) -> None:
        await asyncio.sleep(self.plan.hand_in_from / 2)
        await asyncio.to_thread(cluster.crash_and_start)
        self.killed["database"] += 1


def _percentiles(log: Log) -> Iterator[Fact]:
    for kind, seconds in log.seconds.items():
        for n in (50, 99):
            yield Fact(f"{kind}, p{n}", _percentile(seconds, n) * 1000, "ms")
        yield Fact(f"{kind}, slowest", max(seconds) * 1000, "ms")


def _percentile(values: list[float], n: int) -> float:
    return statistics.quantiles(values, n=100, method="inclusive")[n - 1]
