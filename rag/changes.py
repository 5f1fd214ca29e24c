"""What a library held before and holds now -> Changes; what was given to it -> Added."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rag.types import Skipped


@dataclass(frozen=True, slots=True)
class Added:
    """What became of one file or address that was given: the document's `name`, or why there is none.

    `code` is `CorpusError.reason`.
    """

    given: str
    name: str = ""
    refused: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class Changes:
    """What an update found, by name: documents that came, went, or have another text.

    `moved` are (old name, new name) of one text. `skipped` are all files that cannot be read, `embedded` is
    the number of texts that were embedded.
    """

    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[str, ...]
    moved: tuple[tuple[str, str], ...]
    skipped: tuple[Skipped, ...]
    embedded: int


def changes(
    before: Mapping[str, str], after: Mapping[str, str], *, skipped: Sequence[Skipped], embedded: int
) -> Changes:
    """Compare the documents, name -> SHA-256 of the text.

    >>> before, after = {"a": "1", "b": "2", "c": "3"}, {"a": "1", "b": "4", "d": "3"}
    >>> found = changes(before, after, skipped=(), embedded=9)
    >>> found.added, found.removed, found.changed, found.moved
    ((), (), ('b',), (('c', 'd'),))
    """
    gone = {before[name]: name for name in before.keys() - after.keys()}
    came = sorted(after.keys() - before.keys())
    moved = [(gone.pop(after[name]), name) for name in came if after[name] in gone]
    new = {name for _, name in moved}
    return Changes(
        added=tuple(name for name in came if name not in new),
        removed=tuple(sorted(gone.values())),
        changed=tuple(sorted(name for name in before.keys() & after.keys() if before[name] != after[name])),
        moved=tuple(sorted(moved)),
        skipped=tuple(skipped),
        embedded=embedded,
    )
