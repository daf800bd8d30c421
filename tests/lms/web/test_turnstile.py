"""Pages wait for each other; what takes the fast lane waits for none of them."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event, Lock

from lms.web.turnstile import AT_ONCE, Turnstile


def test_no_more_than_a_few_go_at_once_and_everybody_gets_through() -> None:
    lock, inside, most = Lock(), 0, 0
    full = Barrier(AT_ONCE)

    def behind(_environ: object, _start: object) -> tuple[bytes]:
        nonlocal inside, most
        with lock:
            inside += 1
            most = max(most, inside)
        full.wait(timeout=30)
        with lock:
            inside -= 1
        return (b"page",)

    turnstile = Turnstile(behind)
    with ThreadPoolExecutor(3 * AT_ONCE) as people:
        pages = [people.submit(turnstile, {}, print) for _ in range(3 * AT_ONCE)]
        answers = [page.result(timeout=60) for page in pages]

    assert answers == [(b"page",)] * (3 * AT_ONCE)
    assert most == AT_ONCE


def test_a_place_is_free_again_after_an_error() -> None:
    calls = []

    def behind(_environ: object, _start: object) -> tuple[bytes]:
        calls.append(1)
        if len(calls) <= AT_ONCE:
            raise ValueError
        return (b"page",)

    turnstile, passed = Turnstile(behind), Event()
    for _ in range(AT_ONCE):
        try:
            turnstile({}, print)
        except ValueError:
            passed.set()

    assert passed.is_set()
    assert list(turnstile({}, print)) == [b"page"]
