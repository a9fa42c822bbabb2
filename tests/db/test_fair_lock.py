"""The lock is handed over in the order it was asked for, whatever happens inside it."""

import threading
import time

import pytest

from avvikelse.db.fair_lock import FairLock

SOON = 5.0


def waiting(lock: FairLock) -> int:
    return len(lock._waiting)  # noqa: SLF001 (how the test knows that a thread stands in line)


def until(condition: object) -> None:
    """Waits until something is so, or fails."""
    end = time.monotonic() + SOON
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < end
        time.sleep(0.001)


def test_first_come_first_served() -> None:
    lock, order = FairLock(), []

    def work(number: int) -> None:
        with lock:
            order.append(number)

    threads = []
    with lock:
        for number in range(20):
            threads.append(threading.Thread(target=work, args=(number,)))
            threads[-1].start()
            until(lambda expected=number + 1: waiting(lock) == expected)
    for thread in threads:
        thread.join(SOON)
    assert order == list(range(20))


def test_one_at_a_time() -> None:
    lock, inside, most = FairLock(), 0, 0

    def work() -> None:
        nonlocal inside, most
        for _ in range(50):
            with lock:
                inside += 1
                most = max(most, inside)
                time.sleep(0)
                inside -= 1

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(SOON)
    assert (most, inside, waiting(lock)) == (1, 0, 0)


def test_nobody_who_comes_again_at_once_gets_ahead_of_those_who_wait() -> None:
    lock, order = FairLock(), []

    def greedy() -> None:
        for _ in range(3):
            with lock:
                order.append("greedy")
                until(lambda: waiting(lock) == 1 or "patient" in order)

    def patient() -> None:
        with lock:
            order.append("patient")

    first = threading.Thread(target=greedy)
    first.start()
    until(lambda: order == ["greedy"])
    second = threading.Thread(target=patient)
    second.start()
    first.join(SOON)
    second.join(SOON)
    assert order[:2] == ["greedy", "patient"]


def test_it_is_given_back_when_something_goes_wrong() -> None:
    lock = FairLock()
    for _ in range(3):
        with pytest.raises(ZeroDivisionError), lock:
            1 / 0  # noqa: B018 (something that goes wrong)


def test_it_is_given_to_the_next_when_something_goes_wrong() -> None:
    lock, taken = FairLock(), threading.Event()

    def fail_with_somebody_waiting() -> None:
        with lock:
            thread.start()
            until(lambda: waiting(lock) == 1)
            assert not taken.is_set()
            raise ZeroDivisionError

    def work() -> None:
        with lock:
            taken.set()

    thread = threading.Thread(target=work)
    with pytest.raises(ZeroDivisionError):
        fail_with_somebody_waiting()
    assert taken.wait(SOON)
    thread.join(SOON)
