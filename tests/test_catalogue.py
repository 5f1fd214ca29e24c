"""rag.catalogue: what is known of volumes, kept in memory and counted, is what the file says."""

import sqlite3
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path

import pytest
from shelves import volume

from rag.catalogue import Catalogue
from rag.names import Names
from rag.volume import Volume

TRAINS = volume("Les trains\nLe train part à midi.", "trains.txt")
LATER = volume("Les trains\nLe train part à une heure.", "trains.txt")
HENS = volume("Hens\nHens lay one egg a day.\nThe farmer Paul Mercier says so.", "hens.txt")
PLAIN = volume("Mercers\nIn old books a mercier, or mercer, sells cloth.", "mercers.txt")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where a catalogue is."""
    return tmp_path / "catalogue.db"


@pytest.fixture
def catalogue(path: Path) -> Iterator[Catalogue]:
    """A catalogue of nothing."""
    made = Catalogue(path, "kind")
    yield made
    made.close()


def put(catalogue: Catalogue, *volumes: Volume) -> None:
    """Put volumes, each with a stamp and a row."""
    catalogue.put([(each, f"stamp of {each.key}", 7) for each in volumes])


def shown(catalogue: Catalogue) -> list[dict[str, object]]:
    """What it tells of its volumes, by name."""
    headers = sorted(catalogue.headers(), key=lambda header: header.name)
    return [asdict(header) | {"counts": header.counts.tolist()} for header in headers]


def as_read(path: Path) -> list[dict[str, object]]:
    """What somebody tells who opens the file now."""
    read = Catalogue(path, "kind")
    found = shown(read)
    read.close()
    return found


def known(catalogue: Catalogue, question: str) -> set[str]:
    """The names in a question."""
    return set(Names(catalogue.words).known(question).values())


def test_what_is_kept_of_headers_is_what_the_file_says_after_every_change(
    catalogue: Catalogue, path: Path
) -> None:
    moved = replace(TRAINS.document, name="railway.txt")
    changes = [
        (lambda: put(catalogue, TRAINS, HENS), ["hens.txt", "trains.txt"]),
        (lambda: catalogue.adopt(moved, TRAINS.key, "moved"), ["hens.txt", "railway.txt"]),
        (lambda: put(catalogue, LATER), ["hens.txt", "railway.txt", "trains.txt"]),
        (lambda: catalogue.remove("hens.txt"), ["railway.txt", "trains.txt"]),
        (lambda: catalogue.adopt(HENS.document, HENS.key, ""), ["hens.txt", "railway.txt", "trains.txt"]),
        (lambda: catalogue.adopt(LATER.document, TRAINS.key, ""), ["hens.txt", "trains.txt"]),
        (lambda: catalogue.forget([LATER.key]), ["hens.txt", "trains.txt"]),
        (lambda: catalogue.move(2, {HENS.key: 1, TRAINS.key: 5}), ["hens.txt", "trains.txt"]),
        (catalogue.clear, []),
    ]
    for change, names in changes:
        change()
        assert [header["name"] for header in shown(catalogue)] == names
        assert shown(catalogue) == as_read(path)


def test_what_another_connection_changes_is_seen(catalogue: Catalogue, path: Path) -> None:
    put(catalogue, TRAINS)
    other = Catalogue(path, "kind")
    put(other, HENS)
    assert shown(catalogue) == shown(other)
    catalogue.remove("trains.txt")
    assert shown(other) == shown(catalogue)
    assert [header["name"] for header in shown(other)] == ["hens.txt"]
    other.close()


def test_a_change_that_fails_midway_changes_nothing(catalogue: Catalogue, path: Path) -> None:
    put(catalogue, TRAINS)
    before = shown(catalogue)
    with pytest.raises(sqlite3.Error):
        catalogue.put([(LATER, "", 0), (HENS, "", object())])  # type: ignore[list-item]
    assert shown(catalogue) == before == as_read(path)
    catalogue.count_words()
    assert known(catalogue, "Paul Mercier?") == set()


def test_words_are_those_that_were_there_when_they_were_counted(catalogue: Catalogue) -> None:
    put(catalogue, HENS)
    assert known(catalogue, "Who is Mercier?") == set()
    assert not catalogue.is_settled()
    catalogue.count_words()
    assert catalogue.is_settled()
    assert known(catalogue, "Who is Mercier?") == {"mercier"}
    put(catalogue, PLAIN)
    assert known(catalogue, "Who is Mercier?") == {"mercier"}
    catalogue.count_words()
    assert known(catalogue, "Who is Mercier?") == set()  # somebody writes it in small letters
    catalogue.remove("mercers.txt")
    catalogue.forget([PLAIN.key])
    catalogue.count_words()
    assert known(catalogue, "Who is Mercier?") == {"mercier"}
    assert not catalogue.words.has("cloth")
