"""A lock: many read at a time, or one writes."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Condition


class ReadWriteLock:
    """Lets any number of readers through at a time, or one writer.

    A writer waits for the readers inside and is let in before those who come after it, so that endless
    reading cannot keep it out. Neither side may be entered by a thread that is inside already.
    """

    def __init__(self) -> None:
        self._changed = Condition()
        self._readers = 0  # inside
        self._writers = 0  # inside or waiting

    @contextmanager
    def reading(self) -> Iterator[None]:
        """While this lasts nobody writes."""
        with self._changed:
            self._changed.wait_for(lambda: not self._writers)
            self._readers += 1
        try:
            yield
        finally:
            with self._changed:
                self._readers -= 1
                self._changed.notify_all()

    @contextmanager
    def writing(self) -> Iterator[None]:
        """While this lasts nobody else writes, and nobody reads."""
        with self._changed:  # held to the end: without it nobody comes in
            self._writers += 1
            try:
                self._changed.wait_for(lambda: not self._readers)
                yield
            finally:
                self._writers -= 1
                self._changed.notify_all()
