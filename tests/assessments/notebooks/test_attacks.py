"""Submissions that try to cheat or to break out; each names what it goes for."""

import os
import socket
import textwrap
import time
from pathlib import Path

import pytest

from assessments.notebooks import GradeReport, Limits, ReleasedAssignment, available_level, grade
from assessments.notebooks.confinement import MIB
from tests.assessments.notebooks.samples import edited, parsed, with_first_cell

WRONG = "def square(x):\n    return 4"


def attack(released: ReleasedAssignment, code: str, **settings: object) -> GradeReport:
    wrong = edited(released.notebook, square=WRONG)
    return grade(released.key, with_first_cell(wrong, textwrap.dedent(code)), **settings)  # type: ignore[arg-type]


def printed(report: GradeReport) -> str:
    """Everything that the executed notebook shows as output."""
    outputs = [
        out for one in parsed(report.executed or b"")["cells"] for out in one.get("outputs", ())
    ]
    return "\n".join(str(out.get("text") or out.get("traceback") or out["data"]) for out in outputs)


def test_this_machine_confines() -> None:
    assert available_level() == "namespaces"


@pytest.mark.parametrize(
    "code",
    [
        "get_ipython().input_transformers_post.append(lambda lines: ['3'])",
        "get_ipython().input_transformer_manager.transform_cell = lambda cell: '3'",
        """
        import ast
        class Away(ast.NodeTransformer):
            def visit_Assert(self, node):
                return ast.Pass()
        get_ipython().ast_transformers.append(Away())
        """,
        "get_ipython().showtraceback = lambda *a, **k: None",
        "type(get_ipython())._showtraceback = lambda *a, **k: None",
        "get_ipython().run_cell = lambda *a, **k: None",
        "get_ipython().run_code = lambda *a, **k: None",
        "import builtins\nbuiltins.range = lambda n: [2]\nbuiltins.compile = lambda *a, **k: None",
        "import builtins\nbuiltins.AssertionError = ValueError\nbuiltins.exec = print",
        "__builtins__ = {'range': lambda n: [2]}",
        "import sys\nsys.excepthook = lambda *a: None\nsys.displayhook = lambda *a: None",
        "import sys\nsys.settrace(lambda *a: None)\nsys.stderr = sys.stdout",
        """
        import os
        for fd in range(3, 12):
            try:
                os.write(fd, b'{"nonce": "x", "outputs": []}\\n' * 100)
            except OSError:
                pass
        """,
        "import IPython.core.inputtransformer2 as t\nt.TransformerManager.transform_cell = None",
    ],
)
def test_hooks_set_by_the_trainee_do_not_reach_the_tests(
    released: ReleasedAssignment, code: str
) -> None:
    scores = {one.grade_id: one.score for one in attack(released, code).cells}

    assert scores["square-tests"] == 0
    assert scores["partial"] in (0, 1)


def test_hidden_tests_cannot_be_read_and_shown(released: ReleasedAssignment) -> None:
    code = """
        import glob, os, sys, threading, gc
        seen = []
        def look():
            while True:
                for name in glob.glob('/proc/[0-9]*/cmdline') + glob.glob('/tmp/**', recursive=True):
                    try:
                        seen.append(open(name, errors='replace').read())
                    except OSError:
                        pass
                for frame in sys._current_frames().values():
                    while frame:
                        seen.append(str(frame.f_locals)[:5000])
                        frame = frame.f_back
                print('three' if any('three' + ' squared' in one for one in seen) else '.', end='')
        threading.Thread(target=look, daemon=True).start()
    """
    report = attack(released, code, timeout_s=3)

    assert "three" not in printed(report)
    assert len(printed(report)) > 0


def test_arguments_of_hidden_tests_do_not_come_out(released: ReleasedAssignment) -> None:
    spy = (
        "calls = []\ndef square(x):\n    calls.append(x)\n"
        "    open('/tmp/spy', 'a').write(f'{x} ')\n    return 4"
    )
    look = "print('calls', calls, open('/tmp/spy').read())"
    wrong = edited(released.notebook, square=spy, own_code=look)
    shown = printed(grade(released.key, wrong))

    assert "calls [2, 0, 1, 2, 3]" in shown
    assert "-5" not in shown


def test_a_message_made_by_the_trainee_does_not_carry_the_hidden_test(
    released: ReleasedAssignment,
) -> None:
    teller = (
        "import sys\ndef square(x):\n    if x == 2:\n        return 4\n"
        "    raise AssertionError(str(sys._getframe(1).f_code.co_consts))"
    )
    report = grade(released.key, edited(released.notebook, square=teller))

    assert {one.grade_id: one.error for one in report.cells}["square-tests"] == "hidden-test"
    assert "three squared" not in printed(report)


def test_the_machine_is_out_of_sight(released: ReleasedAssignment, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("hunter2")
    os.environ["BAEUM_TEST_SECRET"] = "hunter2"
    code = f"""
        import os, glob
        found = []
        for name in [{str(secret)!r}, '/etc/passwd', '/etc/shadow', *glob.glob('/proc/*/environ')]:
            try:
                found.append(open(name).read())
            except OSError as error:
                found.append(type(error).__name__)
        print('seen', found, dict(os.environ), os.listdir('/'), os.getuid())
        print('projects', glob.glob({str(Path(__file__).parents[3])!r} + '/*'))
        print('processes', sorted(int(n) for n in os.listdir('/proc') if n.isdigit())[-1] < 30)
    """
    try:
        shown = printed(attack(released, code))
    finally:
        del os.environ["BAEUM_TEST_SECRET"]

    assert "hunter2" not in shown.split("seen")[-1]
    assert "root:" not in shown
    assert "processes True" in shown
    assert "projects []" in shown or ".venv']" in shown


def test_nothing_but_its_own_folder_can_be_written(released: ReleasedAssignment) -> None:
    code = """
        import sys
        written = []
        for folder in ['/usr', '/opt/worker', '/', '/dev', sys.prefix, sys.base_prefix]:
            try:
                open(folder + '/left-behind', 'w').close()
                written.append(folder)
            except OSError:
                pass
        print('written', written)
    """
    assert "written []" in printed(attack(released, code))


def test_rights_cannot_be_won_back(released: ReleasedAssignment) -> None:
    code = """
        import os
        for gain in (lambda: os.setuid(0), lambda: os.chroot('/'), lambda: os.mount):
            try:
                gain()
                print('gained')
            except (OSError, AttributeError):
                pass
        status = open('/proc/self/status').read()
        print([l for l in status.splitlines() if l.startswith(('CapEff', 'CapBnd', 'NoNewPrivs'))])
    """
    shown = printed(attack(released, code))

    assert "CapEff:\\t0000000000000000" in shown
    assert "NoNewPrivs:\\t1" in shown
    assert "gained" not in shown


def test_there_is_no_network(released: ReleasedAssignment) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        code = f"""
            import socket
            try:
                socket.create_connection(('127.0.0.1', {server.getsockname()[1]}), timeout=2)
                print('connected')
            except OSError as error:
                print('refused', error)
            print(open('/proc/net/dev').read())
        """
        shown = printed(attack(released, code))

    assert "refused " in shown
    assert "eth0" not in shown


def test_a_fork_bomb_stays_inside(released: ReleasedAssignment) -> None:
    code = """
        import os, time
        children = 0
        try:
            while True:
                if os.fork() == 0:
                    time.sleep(60)
                    os._exit(0)
                children += 1
        except OSError:
            print('stopped after', children)
    """
    started = time.monotonic()
    report = attack(released, code, timeout_s=10, limits=Limits(processes=40))

    assert "stopped after" in printed(report)
    assert time.monotonic() - started < 60
    assert report.score <= 1


def test_a_memory_hog_is_stopped(released: ReleasedAssignment) -> None:
    report = attack(
        released,
        "hog = []\nwhile True:\n    hog.append(bytearray(10_000_000))",
        limits=Limits(memory_bytes=300 * MIB),
        timeout_s=20,
    )

    assert "MemoryError" in printed(report) or "too much memory" in str(report.flags)


def test_many_processes_together_may_not_use_more_memory_than_one(
    released: ReleasedAssignment,
) -> None:
    code = """
        import os, time
        for _ in range(8):
            if os.fork() == 0:
                hog = bytearray(b'x') * 150_000_000
                time.sleep(60)
        time.sleep(60)
    """
    report = attack(released, code, limits=Limits(memory_bytes=500 * MIB), timeout_s=30)

    assert "stopped:the notebook used too much memory" in report.flags


@pytest.mark.parametrize("place", ["/tmp/fill", "/dev/shm/fill"])
def test_a_disk_filler_hits_its_own_limit(released: ReleasedAssignment, place: str) -> None:
    code = f"""
        block = b'x' * 1_000_000
        try:
            for number in range(50):
                with open({place!r} + str(number), 'wb') as file:
                    for _ in range(10):
                        file.write(block)
            print('wrote it all')
        except OSError as error:
            print('full at', number)
    """
    shown = printed(attack(released, code, limits=Limits(disk_bytes=64 * MIB)))

    assert "full at" in shown


def test_endless_output_is_cut_and_the_rest_is_graded(released: ReleasedAssignment) -> None:
    report = attack(released, "while True:\n    print('x' * 1000)", timeout_s=2)

    assert len(report.executed or b"") < 2_000_000
    assert {one.grade_id: one.score for one in report.cells}["partial"] == 1


def test_a_flood_past_the_recorder_ends_the_run(released: ReleasedAssignment) -> None:
    code = """
        import os
        while True:
            for fd in range(3, 40):
                try:
                    os.write(fd, b'x' * 60_000)
                except OSError:
                    pass
    """
    report = attack(released, code, timeout_s=5)

    assert report.score == 0
    assert report.flags[-1].startswith("stopped:")


def test_a_loop_that_swallows_everything_is_ended_from_outside(
    released: ReleasedAssignment,
) -> None:
    code = """
        import signal
        signal.signal(signal.SIGALRM, signal.SIG_IGN)
        while True:
            try:
                while True:
                    pass
            except BaseException:
                pass
    """
    started = time.monotonic()
    report = attack(released, code, timeout_s=1)

    assert report.score == 0
    assert "stopped:the time was up" in report.flags
    assert time.monotonic() - started < 60


def test_leftover_threads_and_processes_are_gone_afterwards(
    released: ReleasedAssignment,
) -> None:
    code = """
        import os, threading, time
        threading.Thread(target=time.sleep, args=(1000,)).start()
        if os.fork() == 0:
            os.setsid()
            os.execvp('sleep', ['sleep', '987654'])
    """
    attack(released, code)
    left = [path.read_bytes() for path in Path("/proc").glob("[0-9]*/cmdline") if path.exists()]

    assert not any(b"987654" in line for line in left)
