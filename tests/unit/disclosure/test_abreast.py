"""Things are worked on at the same time, one a processor, and come back in their own order."""

from __future__ import annotations

import threading
import time

import pytest

from disclosure.suppression.abreast import abreast


def test_two_things_are_worked_on_at_the_same_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    both_at_work = threading.Barrier(2, timeout=10)

    def work(thing: int) -> int:
        both_at_work.wait()
        time.sleep(0.02 * (thing == 1))
        return 10 * thing

    assert abreast(work, [1, 2]) == [10, 20], "the first one ends last"


def test_no_more_things_are_worked_on_at_once_than_there_are_processors(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("os.cpu_count", lambda: 1)
    at_work = threading.Lock()

    def work(thing: int) -> int:
        assert at_work.acquire(blocking=False), "nothing else is at work"
        time.sleep(0.01)
        at_work.release()
        return thing

    assert abreast(work, [3, 1, 2]) == [3, 1, 2]


@pytest.mark.parametrize("things", [[], [7]])
def test_a_single_thing_needs_no_thread_and_nothing_needs_no_work(things: list[int]) -> None:
    here = threading.current_thread()
    assert abreast(lambda thing: (thing, threading.current_thread()), things) == [(n, here) for n in things]
