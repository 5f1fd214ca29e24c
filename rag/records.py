"""Volumes <-> the columns of their rows in the catalogue, and its tables."""

import json
from dataclasses import asdict
from typing import Any

import numpy as np

from rag.types import Document
from rag.volume import Header, Volume

VERSION = 2  # of the tables below
TABLES = """
create table kind (kind text);
create table vectors (file integer, background text, first_row integer);
create table volumes (
    key text primary key, name text, stale integer default 0, stamp text, sha256 text, language text,
    first_row integer, document text, text blob, passages blob,
    sentences blob, counts blob, said text
) without rowid;
create unique index current on volumes (name) where not stale;
create table pending (key text primary key) without rowid;
create table spare (text text primary key, row integer) without rowid;
create table words (
    word text primary key, volumes integer, plain integer, named integer, name text
) without rowid;
create index names_by_first on words (substr(word, 1, 1), length(word)) where named > 0 and plain = 0;
create index names_by_last on words (substr(word, -1), length(word)) where named > 0 and plain = 0;
create table word_changes (word text, volumes integer, plain integer, named integer, name text);
create table speakers (speaker text primary key, volumes integer, last text) without rowid;
create index speakers_by_last on speakers (last);
create table speaker_changes (speaker text, volumes integer, last text);
"""
HEADERS = (
    "select name, key, language, counts, first_row, sha256, stamp, document from volumes where not stale"
)
WHOLE = "select name, document, text, passages, sentences, counts, said from volumes"
INSERT = "insert into volumes values (?, ?, 0, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_NOT_FIELDS = ("name", "text", "sha256")  # of a Document, which have columns of their own


def fields_of(document: Document) -> str:
    """What has no column of its own."""
    return json.dumps({name: value for name, value in asdict(document).items() if name not in _NOT_FIELDS})


def row_of(volume: Volume, stamp: str, first_row: int) -> tuple[object, ...]:
    """The values of `INSERT`."""
    document = volume.document
    return (
        *(volume.key, document.name, stamp, document.sha256, document.language, first_row),
        *(fields_of(document), document.text.encode("utf-8", "surrogatepass")),
        *(volume.passage_places.tobytes(), volume.sentence_places.tobytes()),
        *(volume.counts.tobytes(), json.dumps(volume.said)),
    )


def header_of(
    name: str, key: str, language: str, counts: bytes, first_row: int, sha256: str, stamp: str, document: str
) -> Header:
    """A header of the columns of `HEADERS`."""
    fields = json.loads(document)
    shown = fields["title"], fields["source"], tuple(fields["examples"]), fields["date"]
    counted = np.frombuffer(counts, dtype=np.int32)
    return Header(name, key, language, counted, first_row, sha256, stamp, *shown)


def volume_of(
    name: str, document: str, text: bytes, passages: bytes, sentences: bytes, counts: bytes, said: str
) -> Volume:
    """A volume of the columns of `WHOLE`."""
    fields: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value for key, value in json.loads(document).items()
    }
    return Volume(
        Document(name=name, text=text.decode("utf-8", "surrogatepass"), **fields),
        np.frombuffer(passages, dtype=np.int32).reshape(-1, 3),
        np.frombuffer(sentences, dtype=np.int32).reshape(-1, 3),
        np.frombuffer(counts, dtype=np.int32),
        tuple(tuple(each) if each else None for each in json.loads(said)),
    )
