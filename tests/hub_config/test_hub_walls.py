"""What code in a real lab's kernel can see and use up."""

import json

import pytest

from tests.hub_config.machine import PROJECT, Machine, Person
from tests.hub_config.stand_in import CLIENT_SECRET, SERVICE_TOKEN

pytestmark = pytest.mark.hub


def test_the_kernel_sees_nothing_of_the_installation(ben: Person, machine: Machine) -> None:
    (machine.data / "labs" / "u99").mkdir(exist_ok=True)
    said = ben.run(
        "import os, json\n"
        f"look = lambda path: sorted(os.listdir(path)) if os.path.isdir(path) else None\n"
        f"print(json.dumps([look({str(machine.data)!r}), look({str(PROJECT)!r}),\n"
        f"  look({str(PROJECT / 'hub_config')!r}), look('/home'), os.path.exists('/home/baeum/../u99')]))"
    )

    data, project, package, homes, other = json.loads(said)
    assert data == ["environments"]  # of courses, to be read only
    assert set(project) <= {".venv", "hub_config"}
    assert set(package) <= {"__init__.py", "__pycache__", "lab", "nbgrader_config.py"}
    assert homes == ["baeum"]
    assert other is False


def test_the_kernel_holds_no_secret_of_the_installation(ben: Person, machine: Machine) -> None:
    said = ben.run("import os; print(dict(os.environ))")

    for secret in (CLIENT_SECRET, SERVICE_TOKEN, "proxy-token", "0" * 64):
        assert secret not in said


def test_the_kernel_is_nobody_in_particular(ben: Person) -> None:
    said = ben.run(
        "import os; s = open('/proc/self/status').read()\n"
        "print(os.getuid() != 0, 'CapEff:\\t0000000000000000' in s, 'NoNewPrivs:\\t1' in s)\n"
        "print(sum(name.isdigit() for name in os.listdir('/proc')) < 20)"
    )

    assert said == "True True True\nTrue\n"


def test_memory_has_an_end_and_the_lab_goes_on(ben: Person) -> None:
    assert "MemoryError" in ben.run("x = bytearray(2 * 1024**3)")
    assert ben.run("print('on')") == "on\n"


def test_processes_have_an_end_and_the_lab_goes_on(ben: Person) -> None:
    said = ben.run(
        "import subprocess\nstarted = []\n"
        "try:\n    while len(started) < 1000: started.append(subprocess.Popen(['sleep', '60']))\n"
        "except OSError as error:\n    print(type(error).__name__, len(started) < 200)\n"
        "for one in started: one.kill()\nfor one in started: one.wait()"
    )

    assert said == "BlockingIOError True\n"
    assert ben.run("print('on')") == "on\n"


@pytest.mark.parametrize("folder", ["/tmp", "/dev/shm"])
def test_memory_folders_have_a_size(ben: Person, folder: str) -> None:
    said = ben.run(
        f"import os\nname = '{folder}/big'\n"
        "try:\n    open(name, 'wb').write(bytes(100 * 1024**2))\n"
        "except OSError as error:\n    print(error.strerror)\n"
        "finally:\n    os.remove(name)"
    )

    assert said == "No space left on device\n"


def test_a_file_has_a_largest_size(ben: Person) -> None:
    said = ben.run(
        "import os\n"
        "try:\n    f = open('big', 'wb'); f.seek(500 * 1024**2); f.write(b'x'); f.flush()\n"
        "except OSError as error:\n    print(error.strerror)\n"
        "finally:\n    os.remove('big')"
    )

    assert said == "File too large\n"


def test_kernels_do_not_listen_on_the_shared_network(ben: Person) -> None:
    said = ben.run(
        "import json, os, ipykernel\nprint(json.load(open(ipykernel.get_connection_file()))['transport'])"
    )

    assert said == "ipc\n"


def test_the_hubs_own_files_are_the_hubs_alone(machine: Machine) -> None:
    folder = machine.data / "hub"

    assert folder.stat().st_mode & 0o077 == 0
