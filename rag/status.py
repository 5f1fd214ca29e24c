"""Settings -> what the index holds and what of the corpus folder is not in it yet; nothing is changed.

Read from the catalogue of the index beside the process that owns it, if one does.
"""

import ast
import json
import sqlite3
from collections import Counter
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import numpy as np
from filelock import FileLock, Timeout

from rag.errors import IndexFolderError
from rag.loading import find_files
from rag.settings import Settings

_WANTED = "select name, language, stamp, counts, document, sha256 from volumes where not stale"


@dataclass(frozen=True, slots=True)
class Listed:
    """A document of the corpus folder or the index; `state` is indexed, new, changed or gone.

    Of a new one only the name is known. `pages` are those of a PDF, else 0.
    """

    name: str
    state: str
    title: str = ""
    language: str = ""
    source: str = ""
    byline: str = ""
    date: str = ""
    pages: int = 0
    passages: int = 0
    sentences: int = 0
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class Status:
    """What an index holds: counts, languages by how many documents are in them, its size, its model.

    `owner` is "this process", "another process" or "nobody"; `waiting` are files that an update would read,
    or whose documents it would remove.
    """

    corpus: str
    index: str
    documents: int
    passages: int
    sentences: int
    languages: Mapping[str, int]
    index_bytes: int
    model: str
    owner: str
    waiting: tuple[str, ...]


def listed(settings: Settings) -> list[Listed]:
    """The documents by name; raises CorpusError without a corpus, IndexFolderError for a damaged index."""
    files = {file.name: file for file in find_files(settings.corpus)[0]}
    rows, _ = _catalogued(_folder(settings))
    found = []
    for name, (language, stamp, counts, document, sha256) in rows.items():
        here = files.get(name)
        state = "gone" if here is None else "indexed" if here.stamp == stamp else "changed"
        sentences = np.frombuffer(counts, dtype=np.int32)
        said = json.loads(document)
        texts = {field: said.get(field, "") for field in ("title", "source", "byline", "date")}
        pages = len(said.get("pages", ()))
        found.append(
            Listed(
                name,
                state,
                language=language,
                pages=pages,
                **texts,
                passages=len(sentences),
                sentences=int(sentences.sum()),
                sha256=sha256,
            )
        )
    found += [Listed(name, "new") for name in files if name not in rows]
    return sorted(found, key=lambda each: each.name.split("/"))


def status(settings: Settings, *, owned: bool = False) -> Status:
    """What `listed` sums up to; `owned` says that this process owns the index. Raises what that raises."""
    documents = listed(settings)
    indexed = [each for each in documents if each.state != "new"]
    folder = _folder(settings)
    _, model = _catalogued(folder)
    return Status(
        corpus=str(settings.corpus),
        index=str(folder),
        documents=len(indexed),
        passages=sum(each.passages for each in indexed),
        sentences=sum(each.sentences for each in indexed),
        languages=dict(Counter(each.language for each in indexed).most_common()),
        index_bytes=sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()),
        model=model,
        owner="this process" if owned else _owner(folder),
        waiting=tuple(each.name for each in documents if each.state != "indexed"),
    )


def _folder(settings: Settings) -> Path:
    return settings.index or settings.corpus / ".index"


def _catalogued(folder: Path) -> tuple[dict[str, tuple[Any, ...]], str]:
    """The rows of the documents by name, and the name of the model; none without an index."""
    path = folder / "catalogue.db"
    if not path.exists():
        return {}, ""
    try:
        with closing(sqlite3.connect(f"file:{quote(str(path.resolve()))}?mode=ro", uri=True)) as database:
            rows = {name: tuple(row) for name, *row in database.execute(_WANTED)}
            ((kind,),) = database.execute("select kind from kind")
    except sqlite3.Error as error:
        raise IndexFolderError(
            f"The index in {folder} cannot be read ({error}): `article-chat update` makes it anew."
        ) from error
    return rows, str(dict(ast.literal_eval(kind)).get("model", ""))


def _owner(folder: Path) -> str:
    lock = folder / "lock"
    if not lock.exists():
        return "nobody"
    try:
        with FileLock(lock, timeout=0):
            return "nobody"
    except Timeout:
        return "another process"
