"""Files, folders and web addresses -> files of the corpus folder, each taken or refused for itself."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np

from rag.changes import Added
from rag.errors import CorpusError
from rag.filing import accept, filed, free_name
from rag.formats import SUFFIXES, most_bytes
from rag.formats.extract import checked_size
from rag.volume import Header


def gather(
    given: Iterable[str | Path], *, corpus: Path, known: Iterable[Header], private: bool
) -> list[Added]:
    """File each, in order; one that is refused keeps no other out.

    A folder stands for the files in it that can be read. `known` are the documents in the library. With
    `private`, addresses of this machine and its networks are fetched too.
    """
    headers = list(known)
    found = []
    for each in given:
        for one in _files(each):
            try:
                name, content, source = _content(one, corpus, private)
                document, data = accept(name, content, source, corpus=corpus, known=headers)
                with filed(document, data, corpus=corpus):
                    pass
            except CorpusError as error:
                found.append(Added(str(one), refused=str(error), code=error.reason))
                continue
            counts = np.zeros(0, dtype=np.int32)
            headers.append(Header(name, "", document.language, counts, sha256=document.sha256))
            found.append(Added(str(one), name))
    return found


def is_address(given: str | Path) -> bool:
    """Whether it is meant as a web address.

    >>> is_address("HTTPS://example.org/a"), is_address("a.txt"), is_address(Path("http:/a"))
    (True, False, False)
    """
    return isinstance(given, str) and given.lower().startswith(("http://", "https://"))


def _files(given: str | Path) -> Iterator[str | Path]:
    """What is given, or the files below it by name; what begins with a dot is left out, as in the corpus."""
    if is_address(given) or not Path(given).is_dir():
        yield given
        return
    for folder, folders, names in os.walk(given):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if not name.startswith(".") and name.lower().endswith(SUFFIXES):
                yield Path(folder, name)


def _content(given: str | Path, corpus: Path, private: bool) -> tuple[str, bytes, str]:
    """The name, the bytes and the web address of what is given; raises CorpusError."""
    if is_address(given):
        from rag.web import anywhere, fetch  # for whoever gives an address

        fetched = fetch(str(given), allows=anywhere if private else None)
        return free_name(fetched.name, corpus=corpus), fetched.content, fetched.address
    path = Path(given)
    try:
        if not path.is_file():
            raise CorpusError(f"{path} is no file, folder or web address: give one that is.", reason="name")
        checked_size(path.stat().st_size, path.name, most_bytes(path.name))
        return path.name, path.read_bytes(), ""
    except OSError as error:
        raise CorpusError(
            f"{path} cannot be read ({error.strerror}): check its permissions.", reason="name"
        ) from error
