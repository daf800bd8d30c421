"""The walls of a lab, first as words, then as walls."""

import os
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from hub_config.confinement import Confinement, Lab, LabsWouldBeOpen, choose, confined, works_here
from hub_config.settings import LabLimits
from hub_config.spawners import prepare

NOBODY = 65534
LEVELS = [Confinement.USER_NAMESPACE, *([Confinement.OWN_UID] if os.geteuid() == 0 else [])]


@pytest.fixture
def lab() -> Iterator[Lab]:
    """A lab in a folder that nobody is kept out of, as an ordinary user's would be."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield Lab("u7", folder / "labs" / "u7", folder / "etc", (), LabLimits(tmp=8 * 1024 * 1024))


def words(lab: Lab, level: Confinement) -> str:
    return " ".join(confined(["server"], lab, level))


def test_a_lab_started_by_root_becomes_a_user_of_its_own(lab: Lab) -> None:
    assert "setpriv --reuid=100007 --regid=100007 --clear-groups --no-new-privs" in words(
        lab, Confinement.OWN_UID
    )


def test_a_lab_started_by_an_ordinary_user_has_a_user_namespace(lab: Lab) -> None:
    assert "--unshare-user" in words(lab, Confinement.USER_NAMESPACE)
    assert "setpriv" not in words(lab, Confinement.USER_NAMESPACE)


def test_no_secret_is_among_the_words(lab: Lab) -> None:
    assert "--setenv" not in words(lab, Confinement.OWN_UID)


def test_two_labs_never_share_a_user(lab: Lab) -> None:
    other = Lab("u8", lab.home, lab.etc, (), lab.limits)

    assert lab.uid != other.uid


def test_open_labs_are_for_a_demonstration_only() -> None:
    with pytest.raises(LabsWouldBeOpen, match="bubblewrap"):
        choose("none", is_demo=False)
    assert choose("none", is_demo=True) is Confinement.NONE


def look(lab: Lab, level: Confinement, script: str) -> str:
    """Run a script behind the walls of a level, as root or as nobody."""
    prepare(lab, level)
    command = confined(["sh", "-c", script], lab, level)
    user = None
    if level is Confinement.USER_NAMESPACE and os.geteuid() == 0:
        os.chown(lab.home, NOBODY, NOBODY)
        user = NOBODY
    done = subprocess.run(
        command, check=False, capture_output=True, text=True, user=user, group=user, env={}
    )
    return done.stdout + done.stderr


@pytest.fixture(params=LEVELS)
def level(request: pytest.FixtureRequest) -> Confinement:
    assert works_here(request.param)
    return Confinement(request.param)


def test_a_lab_sees_its_own_home_and_nobody_elses(lab: Lab, level: Confinement) -> None:
    (lab.home.parent / "u8").mkdir(parents=True)
    (lab.home.parent.parent / "secret").write_text("x")

    said = look(
        lab, level, f"pwd; ls /home; ls {lab.home.parent.parent}; touch ~/x 2>&1; touch mine; ls"
    )

    assert said.startswith("/home/baeum\nbaeum\n")
    assert "u8" not in said
    assert "secret" not in said
    assert "mine" in said


def test_a_lab_cannot_write_outside_its_home_and_tmp(lab: Lab, level: Confinement) -> None:
    said = look(
        lab, level, "for d in / /etc /usr /dev /home; do touch $d/x 2>/dev/null && echo $d; done"
    )

    assert not said


def test_tmp_has_a_size(lab: Lab, level: Confinement) -> None:
    said = look(lab, level, "head -c 20000000 /dev/zero > /tmp/x; stat -c %s /tmp/x")

    assert "No space left" in said


def test_a_lab_sees_no_process_of_the_machine(lab: Lab, level: Confinement) -> None:
    said = look(lab, level, "ls /proc | grep -c '^[0-9]'")

    assert int(said) < 8


def test_a_lab_has_no_privilege_and_wins_none(lab: Lab, level: Confinement) -> None:
    said = look(
        lab,
        level,
        "grep -E 'CapEff|NoNewPrivs' /proc/self/status; unshare -m true; mount -t tmpfs x /tmp",
    )

    assert "CapEff:\t0000000000000000" in said
    assert "NoNewPrivs:\t1" in said


def test_a_lab_reads_what_the_system_offers_to_all(lab: Lab, level: Confinement) -> None:
    said = look(lab, level, "cut -d: -f1 /etc/passwd; head -c 5 /etc/fonts/fonts.conf")

    assert said == "root\nu7\n<?xml"
