"""Volumes -> rows of one SQLite file, read again one at a time: texts, pieces, speakers, words."""

import sqlite3
import threading
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rag.errors import IndexClosed, UnknownDocument
from rag.records import HEADERS, INSERT, TABLES, VERSION, WHOLE, fields_of, header_of, row_of, volume_of
from rag.types import Document
from rag.vocabulary import count_words, counted_words, note_words
from rag.volume import Header, Volume

_KEPT_CHARS = 20_000_000  # of the texts that were read last: some hundred articles, or two thick books


class Catalogue:
    """What is known of the volumes of one index; called from several threads.

    A volume that is replaced or removed is stale: it can be read until `forget`. `pending` are keys whose
    vectors may be in Chroma though the volume is not here.
    """

    def __init__(self, path: Path, kind: str) -> None:
        """Open the file, made where it is missing, emptied where it was made for another `kind` of vectors.

        Raises sqlite3.DatabaseError where it is damaged.
        """
        self._database = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._closed = False
        self._lock = threading.RLock()
        self.words = counted_words(self._all)
        self._headers: dict[str, Header] | None = None  # by name, of this version of the file
        self._version = 0
        self._kept: OrderedDict[str, Volume] = OrderedDict()  # those read last at the end
        self._kept_chars = 0
        try:
            self._connection.execute("pragma journal_mode = wal")
            self._connection.execute("pragma synchronous = normal")
            self._prepare(kind)
        except BaseException:
            self.close()
            raise

    @property
    def vector_file(self) -> int:
        """The number of the vector file."""
        return int(self._all("select file from vectors")[0][0])

    def background(self, key: str) -> int | None:
        """The first row of the background sentences of that key; None where they are not there."""
        rows = self._all("select first_row from vectors where background = ?", key)
        return int(rows[0][0]) if rows else None

    def keep_background(self, key: str, first_row: int) -> None:
        """The background sentences of that key are in the vector file."""
        with self._transaction() as run:
            run.execute("update vectors set background = ?, first_row = ?", (key, first_row))

    def move(self, vector_file: int, first_rows: Mapping[str, int]) -> None:
        """The vectors of all volumes, by key, are in another vector file, and nothing else is."""
        with self._transaction() as run:
            run.execute("update vectors set file = ?, background = ''", (vector_file,))
            run.execute("delete from spare")
            run.executemany(
                "update volumes set first_row = ? where key = ?",
                [(row, key) for key, row in first_rows.items()],
            )
            self._headers = None

    def clear(self) -> None:
        """Forget all volumes."""
        ((kind,),) = self._all("select kind from kind")
        self._empty(kind)

    def close(self) -> None:
        """Close the file; nothing here can be used after."""
        with self._lock:
            self._closed = True
            self._database.close()

    def headers(self) -> list[Header]:
        """All volumes that are not stale."""
        with self._lock:
            return list(self._current().values())

    def header(self, name: str) -> Header | None:
        """The volume of the document of that name, unless it is stale."""
        with self._lock:
            return self._current().get(name)

    def volume(self, key: str) -> Volume:
        """The volume of that key; raises UnknownDocument where it is gone."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
            row = self._connection.execute(f"{WHOLE} where key = ?", (key,)).fetchone()
            if row is None:
                raise UnknownDocument("This document was removed: ask again.")
            self._kept[key] = volume = volume_of(*row)
            self._kept_chars += len(volume.document.text)
            while self._kept_chars > _KEPT_CHARS and len(self._kept) > 1:
                self._let_go(next(iter(self._kept)))
            return volume

    def put(self, volumes: Sequence[tuple[Volume, str, int]]) -> None:
        """Keep volumes, each with the stamp of its file and its first row in the vector file.

        One of the same name becomes stale. They are no longer pending, and no vectors are spare.
        """
        with self._transaction() as run:
            for volume, stamp, first_row in volumes:
                run.execute("update volumes set stale = 1 where name = ?", (volume.document.name,))
                self._drop(run, volume.key)
                run.execute(INSERT, row_of(volume, stamp, first_row))
                run.execute("delete from pending where key = ?", (volume.key,))
                note_words(run, volume, 1)
            run.execute("delete from spare")
            self._read_again([volume.document.name for volume, _, _ in volumes])

    def adopt(self, document: Document, key: str, stamp: str) -> bool:
        """Whether the volume of that key is there, if stale: if so, it is that of `document` from now on."""
        with self._transaction() as run:
            if (row := run.execute("select name from volumes where key = ?", (key,)).fetchone()) is None:
                return False
            run.execute("update volumes set stale = 1 where name = ? and key != ?", (document.name, key))
            run.execute(
                "update volumes set stale = 0, name = ?, stamp = ?, document = ? where key = ?",
                (document.name, stamp, fields_of(document), key),
            )
            self._let_go(key)
            self._read_again([row[0], document.name])
            return True

    def remove(self, name: str) -> None:
        """The volume of that name becomes stale."""
        with self._transaction() as run:
            run.execute("update volumes set stale = 1 where name = ?", (name,))
            self._read_again([name])

    def count_words(self) -> None:
        """From now on `words` are those of the volumes that came and went."""
        with self._transaction() as run:
            count_words(run)

    def is_settled(self) -> bool:
        """Whether nothing is stale or pending, and all words are counted."""
        return not (self.gone() or self._all("select 1 from word_changes limit 1"))

    def gone(self) -> tuple[list[str], list[str]] | None:
        """The keys that are stale, and those that are pending; None where there are none."""
        stale = [key for (key,) in self._all("select key from volumes where stale")]
        pending = [key for (key,) in self._all("select key from pending")]
        return (stale, pending) if stale or pending else None

    def pend(self, keys: Iterable[str]) -> None:
        """Their vectors are about to be written to Chroma."""
        with self._transaction() as run:
            run.executemany("insert or ignore into pending values (?)", [(key,) for key in keys])

    def forget(self, keys: Sequence[str]) -> None:
        """Nothing of these keys, stale or pending, is in Chroma any more, or ever asked for."""
        with self._transaction() as run:
            for key in keys:
                self._drop(run, key)
                run.execute("delete from pending where key = ?", (key,))

    def spare(self) -> dict[str, int]:
        """Texts, by their SHA-256, whose vectors were written for a volume that is not whole -> their row."""
        return dict(self._all("select text, row from spare"))

    def keep_spare(self, rows: Iterable[tuple[str, int]]) -> None:
        """Remember the rows of texts of a volume that is not whole yet."""
        with self._transaction() as run:
            run.executemany("insert or replace into spare values (?, ?)", rows)

    def _current(self) -> dict[str, Header]:
        """Name -> header, read anew only where another connection wrote; call it with the lock."""
        ((version,),) = self._all("pragma data_version")
        if self._headers is None or version != self._version:
            self._headers, self._version = {row[0]: header_of(*row) for row in self._all(HEADERS)}, version
        return self._headers

    def _read_again(self, names: Iterable[str]) -> None:
        """The headers of these documents change in this transaction."""
        headers = self._current()
        for name in names:
            headers.pop(name, None)
            headers.update((name, header_of(*row)) for row in self._all(f"{HEADERS} and name = ?", name))

    def _drop(self, run: sqlite3.Cursor, key: str) -> None:
        """Delete the volume of that key, if it is stale."""
        if row := run.execute(f"{WHOLE} where key = ? and stale", (key,)).fetchone():
            note_words(run, volume_of(*row), -1)
            run.execute("delete from volumes where key = ?", (key,))
            self._let_go(key)

    def _let_go(self, key: str) -> None:
        """Read the volume of that key anew the next time."""
        if volume := self._kept.pop(key, None):
            self._kept_chars -= len(volume.document.text)

    def _prepare(self, kind: str) -> None:
        (version,) = self._connection.execute("pragma user_version").fetchone()
        if version != VERSION or self._all("select kind from kind") != [(kind,)]:
            self._empty(kind)

    def _empty(self, kind: str) -> None:
        with self._transaction() as run:
            for (name,) in run.execute("select name from sqlite_master where type = 'table'").fetchall():
                run.execute(f'drop table "{name}"')
            for statement in TABLES.split(";"):
                run.execute(statement)
            run.execute("insert into kind values (?)", (kind,))
            run.execute("insert into vectors values (1, '', 0)")
            run.execute(f"pragma user_version = {VERSION}")
            self._headers = None
            for key in list(self._kept):
                self._let_go(key)

    @property
    def _connection(self) -> sqlite3.Connection:
        if self._closed:
            raise IndexClosed
        return self._database

    def _all(self, statement: str, *values: object) -> list[Any]:
        with self._lock:
            return self._connection.execute(statement, values).fetchall()

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Cursor]:
        with self._lock:
            cursor = self._connection.cursor()
            cursor.execute("begin immediate")
            try:
                yield cursor
                cursor.execute("commit")
            except BaseException:
                self._headers = None
                cursor.execute("rollback")
                raise
