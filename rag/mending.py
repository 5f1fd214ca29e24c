"""What a kill or some damage left in an index folder -> a folder whose parts agree again."""

import logging
import sqlite3
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from rag.catalogue import Catalogue
from rag.lexical import Segments
from rag.store import PassageStore
from rag.vectors import VectorFile, rows_of
from rag.volume import Header

_log = logging.getLogger(__name__)
_LEAST_COMPACTED = 2_000  # rows nobody needs: fewer are not worth writing the others anew
_TOGETHER = 100  # volumes that are written anew at a time
_SAMPLE_ROWS = 256  # looked at on opening


def open_catalogue(folder: Path, kind: str) -> Catalogue:
    """The catalogue in a folder, begun anew where it is damaged."""
    path = folder / "catalogue.db"
    try:
        return Catalogue(path, kind)
    except sqlite3.DatabaseError as error:
        _log.warning("The index in %s is rebuilt: its catalogue is damaged (%s).", folder, error)
        for damaged in folder.glob("catalogue.db*"):
            damaged.unlink()
        return Catalogue(path, kind)


def mend(
    folder: Path, catalogue: Catalogue, store: PassageStore, segments: Segments, dimension: int
) -> VectorFile:
    """Take away what is stale or half written, make anew what is missing, and return the vector file.

    Where another opening of this process has the folder too, nothing that it may need is taken away.
    """
    current = folder / f"vectors-{catalogue.vector_file}"
    if store.is_alone:
        forget(catalogue, store)
        for path in folder.glob("vectors-*"):
            if path != current:  # of a kill while vectors were moved
                path.unlink()
    file = VectorFile(current, dimension)
    headers = catalogue.headers()
    rows = rows_of([header.first_row for header in headers], [header.rows for header in headers])
    if not file.is_sound(np.append(rows[:: 1 + len(rows) // _SAMPLE_ROWS], rows[-1:])):
        _log.warning("The index in %s is rebuilt: its vectors are damaged.", folder)
        catalogue.clear()
        headers = []
    if not headers:
        segments.clear()
    wasted = len(file) > 2 * len(rows) + _LEAST_COMPACTED
    if store.is_alone and wasted and not catalogue.spare():  # spare rows are worth more than the room
        file = _compacted(folder, catalogue, file, dimension)
        headers = catalogue.headers()
    missing = store.missing(headers)
    for at in range(0, len(missing), _TOGETHER):
        part = missing[at : at + _TOGETHER]
        vectors = [file.rows(slice(h.first_row, h.first_row + h.rows)) for h in part]
        store.write([catalogue.volume(header.key) for header in part], vectors)
    return file


def forget(catalogue: Catalogue, store: PassageStore) -> None:
    """Delete the rows of what is stale or half written."""
    if gone := catalogue.gone():
        stale, pending = gone
        # What is half written of a shared store another process may be writing too: it will be whole.
        store.delete(stale if store.is_shared else [*stale, *pending])
        catalogue.forget([*stale, *pending])


def _compacted(folder: Path, catalogue: Catalogue, file: VectorFile, dimension: int) -> VectorFile:
    """Move the vectors that are needed to another file, which takes the place of this one."""
    number = catalogue.vector_file
    headers: Sequence[Header] = catalogue.headers()
    other, moved = VectorFile(folder / f"vectors-{number + 1}", dimension), dict[str, int]()
    for at in range(0, len(headers), _TOGETHER):
        part = headers[at : at + _TOGETHER]
        sizes = [header.rows for header in part]
        first = other.append(file.rows(rows_of([header.first_row for header in part], sizes)))
        starts = (first + start for start in np.cumsum([0, *sizes]).tolist())
        moved |= zip([header.key for header in part], starts, strict=False)
    catalogue.move(number + 1, moved)
    (folder / f"vectors-{number}").unlink()
    return other
