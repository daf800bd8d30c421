"""Whatever process is killed, the person goes on."""

import os
import signal
from pathlib import Path

import psutil
import pytest

from hub_config.processes import server_of, walls_of
from tests.hub_config.conftest import SMALL
from tests.hub_config.machine import Machine, Person, wait_for
from tests.hub_config.stand_in import StandIn

pytestmark = pytest.mark.hub


def walls(machine: Machine, name: str = "u7") -> list[psutil.Process]:
    return walls_of(machine.settings.labs_dir / name)


def kernels(person: Person) -> list[str]:
    answer = person.lab("GET", "api/kernels")
    return [one["id"] for one in answer.json()] if answer.status_code == 200 else []


def test_a_killed_hub_finds_its_labs_again(ben: Person, machine: Machine) -> None:
    kernel = ben.lab("POST", "api/kernels", json={"name": "python3"}).json()["id"]
    before = {process.pid for process in walls(machine)}
    assert machine.hub is not None
    machine.hub.kill()
    machine.hub.wait()

    machine.start_hub()

    assert {process.pid for process in walls(machine)} == before
    wait_for(lambda: machine.server_of("u7").get("ready"))
    assert wait_for(lambda: kernel in kernels(ben))
    ben.lab("DELETE", f"api/kernels/{kernel}")


def test_a_killed_hub_leaves_no_culler_behind(ben: Person, machine: Machine) -> None:
    assert machine.hub is not None
    children = psutil.Process(machine.hub.pid).children()
    cullers = [p for p in children if "jupyterhub_idle_culler" in " ".join(p.cmdline())]
    assert cullers
    machine.hub.kill()
    machine.hub.wait()

    wait_for(lambda: not any(culler.is_running() for culler in cullers), 10)
    machine.start_hub()


@pytest.mark.parametrize("victim", ["walls", "server"])
def test_a_killed_lab_is_there_again_at_the_next_click(
    ben: Person, machine: Machine, victim: str
) -> None:
    ben.click("lab")
    outermost = walls(machine)[0]
    server = server_of(outermost.pid)
    assert server is not None
    os.kill(outermost.pid if victim == "walls" else server.pid, signal.SIGKILL)
    wait_for(lambda: not outermost.is_running() or outermost.status() == psutil.STATUS_ZOMBIE)

    page = ben.click("lab")

    assert page.status_code == 200
    assert page.url.path.startswith("/user/u7/lab")
    assert not server.is_running()
    assert ben.run("print('on')") == "on\n"


def test_a_killed_proxy_gets_its_routes_back(ben: Person, machine: Machine) -> None:
    ben.click("lab")
    assert machine.proxy is not None
    machine.proxy.kill()
    machine.proxy.wait()

    machine.start_proxy()

    assert wait_for(lambda: ben.lab("GET", "api").status_code == 200, 20)


def test_a_full_disk_stops_the_lab_and_says_so(ben: Person, machine: Machine) -> None:
    ben.click("lab")
    big = machine.settings.labs_dir / "u7" / "big"
    ben.run("open('big', 'wb').write(bytes(350 * 1024**2))")
    wait_for(lambda: not walls(machine), 40)

    page = ben.click("baeum/open?run=ai-2026&lesson=values&lang=ko")

    assert page.status_code == 507
    assert "저장 공간이 가득 찼어요" in page.text
    assert "on" in ben.run("import os; os.remove('big'); print('on')")
    assert not big.exists()


def test_a_home_far_too_large_is_not_opened(machine: Machine, hub_lms: StandIn) -> None:
    home = machine.settings.labs_dir / "u70"
    home.mkdir(parents=True)
    (home / "big").write_bytes(bytes(640 * 1024**2))
    hub_lms.logs_in = "u70"
    with Person(machine, "u70") as full:
        page = full.click("lab")
    hub_lms.logs_in = "u7"
    (home / "big").unlink()

    assert page.status_code == 507
    assert "한도를 크게 넘어서" in page.text


def test_the_lms_starts_and_ends_a_lab(machine: Machine, hub_lms: StandIn) -> None:
    hub_lms.logs_in = "u71"
    with Person(machine, "u71") as person:
        person.log_in()
    hub_lms.logs_in = "u7"

    started = machine.ask("POST", "/users/u71/server")
    assert started.status_code in {201, 202}, started.text
    wait_for(lambda: machine.server_of("u71").get("ready"))
    assert machine.ask("DELETE", "/users/u71/server").status_code in {202, 204}
    wait_for(lambda: not machine.server_of("u71"))
    assert not walls(machine, "u71")


def test_a_hub_that_is_told_to_end_leaves_nothing_behind(hub_lms: StandIn, tmp_path: Path) -> None:
    machine = Machine(tmp_path, hub_lms.url, **SMALL)
    machine.start()
    try:
        with Person(machine, "u7") as person:
            person.click("lab")
        assert walls(machine)
    finally:
        machine.stop()

    assert not walls(machine)


def test_an_idle_lab_is_stopped(hub_lms: StandIn, tmp_path: Path) -> None:
    machine = Machine(tmp_path, hub_lms.url, **SMALL, BAEUM_LAB_IDLE_SECONDS="3")
    machine.start()
    try:
        with Person(machine, "u7") as person:
            person.click("lab")
        assert walls(machine)
        wait_for(lambda: not walls(machine), 60)
    finally:
        machine.stop()
