"""Warm starts: each job is forked from loaded libraries, and is alone all the same."""

import os
import signal
import textwrap
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil
import pytest

from assessments.notebooks import Limits, ReleasedAssignment, confinement, grade, zygote
from assessments.notebooks.coldstart import Started
from assessments.notebooks.confinement import MIB
from assessments.notebooks.libraries import DATA, LEARNING, libraries_for
from assessments.notebooks.sandbox import Child
from assessments.notebooks.worker import systemcalls
from assessments.notebooks.zygote import NoWarmStart, Zygote
from tests.assessments.notebooks.samples import with_first_cell
from tests.assessments.notebooks.test_attacks import printed


@pytest.fixture
def own() -> Iterator[Zygote]:
    """An interpreter of this test's own."""
    started = Zygote("run")
    yield started
    started.close()


def shown(released: ReleasedAssignment, code: str, **files: str) -> str:
    """What the code prints as a submission's first cell."""
    beside = {f"{name}.py": text.encode() for name, text in files.items()}
    book = with_first_cell(released.notebook, textwrap.dedent(code))
    return printed(grade(released.key, book, beside)).splitlines()[0]


def test_jobs_are_forked_and_not_started() -> None:
    with Child("run", Limits()) as child:
        assert isinstance(child._process, zygote.Forked)


def test_no_more_interpreters_stand_ready_than_may_and_none_goes_that_is_used(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    running: dict[zygote.Key, Zygote] = {}
    monkeypatch.setattr(zygote, "_running", running)
    monkeypatch.setattr(zygote, "MOST_READY", 2)

    with Child("run", Limits(), libraries=("json",)) as used:
        for library in ("csv", "wave"):
            with Child("run", Limits(), libraries=(library,)):
                pass
        assert not used._process.is_lost()

    assert [libraries for _, libraries, _ in running] == [("json",), ("wave",)]
    for one in running.values():
        one.close()


def test_a_job_sees_nothing_that_another_left(released: ReleasedAssignment) -> None:
    leave = """
        import os, builtins, numpy
        open('/tmp/left', 'w').write('x'); open('/dev/shm/left', 'w').write('x')
        builtins.left = numpy.left = 'left'
        print('done')
    """
    look = """
        import os, builtins, numpy
        print(os.path.exists('/tmp/left'), os.path.exists('/dev/shm/left'),
              hasattr(builtins, 'left'), hasattr(numpy, 'left'))
    """

    assert shown(released, leave) == "done"
    assert shown(released, look) == "False False False False"


def test_an_interpreter_below_the_folder_that_is_made_anew_for_each_job_stays_visible(
    released: ReleasedAssignment, monkeypatch: pytest.MonkeyPatch
) -> None:
    with TemporaryDirectory(dir="/tmp") as folder:
        Path(folder).chmod(0o755)
        Path(folder, "library.py").write_text("installed")
        interpreter = (*confinement.interpreter_folders(), folder)
        monkeypatch.setattr(confinement, "interpreter_folders", lambda: interpreter)
        monkeypatch.setattr(zygote, "_running", {})
        look = f"""
            from pathlib import Path
            library = Path({folder!r}, 'library.py')
            try: library.write_text('mine')
            except OSError: pass
            print(library.read_text())
        """
        try:
            assert shown(released, look) == "installed"
        finally:
            zygote.close_all()


def test_jobs_at_the_same_time_see_neither_each_other_nor_the_interpreter(
    released: ReleasedAssignment,
) -> None:
    look = """
        import os, time
        time.sleep(1)
        print(len([one for one in os.listdir('/proc') if one.isdigit()]), os.getppid())
    """
    seen: list[str] = []
    jobs = [threading.Thread(target=lambda: seen.append(shown(released, look))) for _ in range(3)]
    for job in jobs:
        job.start()
    for job in jobs:
        job.join()

    assert seen == ["2 1"] * 3


def test_a_notebook_is_forked_from_what_it_uses() -> None:
    assert libraries_for("print(1)") == ()
    assert libraries_for("import pandas as pd") == DATA
    assert libraries_for("import numpy\nfrom sklearn.svm import SVC") == LEARNING


def test_chance_is_not_the_same_for_every_job(released: ReleasedAssignment) -> None:
    code = "import random, numpy\nprint(random.random(), numpy.random.random())"
    first, second = shown(released, code).split(), shown(released, code).split()

    assert first[0] != second[0]
    assert first[1] != second[1]


def test_a_file_beside_the_notebook_wins_over_a_loaded_library(
    released: ReleasedAssignment,
) -> None:
    code = "import joblib, pandas\nprint(joblib.WHERE, pandas.DataFrame.__name__)"

    assert shown(released, code, joblib="WHERE = 'beside'") == "beside DataFrame"


@pytest.mark.parametrize(
    ("name", "call"),
    [
        ("unshare", "libc.syscall(unshare, 0x10000000)"),
        ("clone into a user namespace", "libc.syscall(clone, 0x10000011, 0, 0, 0, 0)"),
        ("ptrace", "libc.syscall(ptrace, 0, 0, 0, 0)"),
        ("keyctl", "libc.syscall(keyctl, 0, -3, 1)"),
        ("bpf", "libc.syscall(bpf, 0, 0, 0)"),
        ("io_uring_setup", "libc.syscall(425, 8, 0)"),
        ("mount", "libc.mount(b'x', b'/tmp', b'tmpfs', 0, None)"),
        ("numbers of the other table", "libc.syscall(0x40000000 + 39)"),
    ],
)
def test_system_calls_that_no_notebook_needs_are_refused(
    released: ReleasedAssignment, name: str, call: str
) -> None:
    machine = os.uname().machine
    numbers = {**systemcalls.NUMBERS[machine], "clone": systemcalls.CLONE[machine]}
    code = f"""
        import ctypes
        globals().update({numbers})
        libc = ctypes.CDLL(None, use_errno=True)
        print({call}, ctypes.get_errno())
    """

    assert shown(released, code) == "-1 1", name


def test_threads_and_processes_still_start(released: ReleasedAssignment) -> None:
    code = """
        import subprocess, threading, multiprocessing
        thread = threading.Thread(target=print, args=('thread',)); thread.start(); thread.join()
        with multiprocessing.get_context('fork').Pool(2) as pool: print(pool.map(abs, [-1, 2]))
        print(subprocess.run(['echo', 'ran'], capture_output=True, text=True).stdout)
    """
    book = with_first_cell(released.notebook, textwrap.dedent(code))
    lines = printed(grade(released.key, book)).splitlines()

    assert lines[:3] == ["thread", "[1, 2]", "ran"]


def test_a_run_whose_interpreter_is_killed_is_done_again(released: ReleasedAssignment) -> None:
    running = zygote._running["run", (), None]

    def kill() -> None:
        running._process.send_signal(signal.SIGKILL)

    slow = with_first_cell(released.notebook, "import time\ntime.sleep(2)")
    threading.Timer(1, kill).start()
    report = grade(released.key, slow)

    assert not any(flag.startswith("stopped") for flag in report.flags)
    assert zygote._running["run", (), None] is not running


def test_where_nothing_can_be_forked_a_job_starts_cold(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise NoWarmStart

    monkeypatch.setattr(zygote, "fork", fails)
    with Child("run", Limits()) as child:
        assert isinstance(child._process, Started)
        child.send({"result_fd": child.result_fd, "files": {}, "limits": _limits()}, seconds=5)
        child.send({"nonce": "1", "source": "print(6 * 7)", "trusted": False}, seconds=5)
        assert child.receive(seconds=60)["outputs"][0]["text"] == "42\n"


def test_a_job_ends_with_everything_in_it() -> None:
    with Child("run", Limits()) as child:
        job = psutil.Process(child._process.pid)
        assert job.is_running()

    # who collects the dead may come later
    with suppress(psutil.NoSuchProcess):
        assert job.status() == psutil.STATUS_ZOMBIE


def test_memory_of_the_libraries_is_not_counted_against_the_notebook(
    released: ReleasedAssignment,
) -> None:
    small = Limits(memory_bytes=200 * MIB)
    book = with_first_cell(released.notebook, "block = bytearray(100 * 1024 * 1024)\nprint('fits')")

    assert printed(grade(released.key, book, limits=small)).startswith("fits")


def test_an_interpreter_that_ended_forks_no_more(own: Zygote) -> None:
    own.fork(Limits(), []).end()
    own._process.kill()
    own._process.wait(10)

    with pytest.raises(NoWarmStart):
        own.fork(Limits(), [])


def test_a_job_is_lost_although_nobody_has_noticed_yet_that_its_interpreter_ended(
    own: Zygote, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(zygote, "FORK_SECONDS", 0.5)
    job = own.fork(Limits(), [])
    walls = psutil.Process(own._process.pid)
    interpreter = next(one for one in walls.children(recursive=True) if "forks" in one.cmdline())
    walls.suspend()  # who would tell us of the end is as slow as can be
    try:
        interpreter.kill()

        assert job.is_lost()
        assert own._process.poll() is None
    finally:
        walls.resume()
        job.end()


def test_a_job_that_ends_by_itself_is_not_lost(own: Zygote) -> None:
    job = own.take().fork(Limits(), [])
    os.kill(job.pid, signal.SIGKILL)

    assert not job.is_lost()
    job.end()
    assert own.is_idle


def _limits() -> dict[str, float]:
    return {
        "cell_seconds": 30,
        "total_seconds": 60,
        "memory_bytes": 500 * MIB,
        "disk_bytes": 10 * MIB,
        "processes": 64,
        "open_files": 64,
        "output_bytes": 10_000,
    }
