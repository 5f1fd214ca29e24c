"""rag.locking: many readers or one writer."""

import threading
from collections.abc import Callable

import pytest

from rag.locking import ReadWriteLock

SECONDS = 5  # for what must happen; it takes milliseconds
A_WHILE = 0.1  # for what must not


def begin(work: Callable[[], None]) -> threading.Thread:
    """A thread that works, given the time to come as far as it can."""
    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    thread.join(A_WHILE)
    return thread


def test_two_may_read_at_a_time() -> None:
    lock = ReadWriteLock()

    def read() -> None:
        with lock.reading():
            pass

    with lock.reading():
        other = begin(read)
        other.join(SECONDS)
        assert not other.is_alive()


def test_a_writer_waits_for_those_inside_and_is_let_in_before_those_who_come_after() -> None:
    lock = ReadWriteLock()
    order: list[str] = []

    def write() -> None:
        with lock.writing():
            order.append("written")

    def read() -> None:
        with lock.reading():
            order.append("read after")

    with lock.reading():
        threads = [begin(write), begin(read), begin(write)]
        assert order == []
        order.append("read before")
    for thread in threads:
        thread.join(SECONDS)
    assert order == ["read before", "written", "written", "read after"]


def test_nobody_reads_or_writes_while_one_writes() -> None:
    lock = ReadWriteLock()
    order: list[str] = []

    def write() -> None:
        with lock.writing():
            order.append("another")

    def read() -> None:
        with lock.reading():
            order.append("another")

    with lock.writing():
        threads = [begin(write), begin(read)]
        order.append("the writer inside")
    for thread in threads:
        thread.join(SECONDS)
    assert order == ["the writer inside", "another", "another"]


def test_who_fails_inside_leaves_the_lock_open_to_others() -> None:
    lock = ReadWriteLock()
    with pytest.raises(ValueError, match="a reader"), lock.reading():
        raise ValueError("a reader")
    with pytest.raises(ValueError, match="a writer"), lock.writing():
        raise ValueError("a writer")
    with lock.writing():
        pass
    with lock.reading():
        pass
