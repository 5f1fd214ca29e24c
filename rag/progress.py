"""How far an indexing is -> a bar on stderr."""

from collections.abc import Callable

from tqdm import tqdm

Progress = Callable[[int, int], None]  # called with what is done so far and all there is to do, in one unit


class ProgressBar:
    """A `Progress` that draws a bar on stderr."""

    def __call__(self, done: int, total: int) -> None:
        """Draw how far it is."""
        if not done:
            self._bar = tqdm(total=total, desc="Indexing", unit="B", unit_scale=True)
        self._bar.update(done - self._bar.n)
        if done == total:
            self._bar.close()
