"""A text from outside -> a file of the corpus folder; a file of it -> set aside, never deleted."""

import os
import re
import unicodedata
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath
from uuid import uuid4

from rag.errors import CorpusError
from rag.formats import KINDS, SUFFIXES, TEXT_SUFFIXES, suffix_of
from rag.loading import SIDECARS, document_from, web_address
from rag.types import Document
from rag.volume import Header

_REMOVED = ".removed"  # in the corpus folder; a folder that begins with a dot is left out when it is read
_MAX_NAME_CHARS = 120
_MAX_NAME_BYTES = 240  # file systems take 255, and a file beside it has a longer ending
_FORBIDDEN = frozenset('/\\:*?"<>|')  # on one system or another
_INVISIBLE = ("Cc", "Cf", "Cs", "Zl", "Zp")  # Unicode categories: control, format, surrogate, line separators
_DEVICE = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|\Z)", re.IGNORECASE)  # no files on Windows


def accept(
    name: str, content: str | bytes, source: str, *, corpus: Path, known: Collection[Header]
) -> tuple[Document, bytes]:
    """The document that a new file of this name, content and address would be, and its bytes.

    Nothing is written. Raises CorpusError where the name is no plain file name or taken, the content has no
    text, is too large or `known` already, or the address is none.
    """
    if not isinstance(content, str | bytes) or not all(isinstance(given, str) for given in (name, source)):
        raise CorpusError("The name, the text and the address of a document are text (str).")
    _check_name(name)
    address = web_address(source.strip())
    if source.strip() and not address:
        raise CorpusError(
            f"{source[:100]!r} is no web address: give one that begins with http:// or https://, "
            "of at most 2,000 characters, or leave it away.",
            reason="source",
        )
    data = content if isinstance(content, bytes) else _encoded(content, name)
    document = document_from(data, name, source=address)
    same = next((other.name for other in known if other.sha256 == document.sha256), None)
    if same is not None:
        raise CorpusError(
            f"The text of {name} is in the corpus already, as {same}: ask that document.", reason="known"
        )
    try:
        stored = os.listdir(corpus)  # noqa: PTH208 - thousands of paths take their time
    except OSError as error:
        raise _not_writable(corpus, error) from error
    own = _stem(name)
    for other in dict.fromkeys((*stored, *(header.name for header in known))):
        if _stem(other) == own and other.lower().endswith((*SUFFIXES, *SIDECARS)):
            raise CorpusError(
                f"The name {name} is taken by {other}: give the document another name.", reason="taken"
            )
    return document, data


def _encoded(text: str, name: str) -> bytes:
    if suffix_of(name) not in TEXT_SUFFIXES:
        raise CorpusError(
            f"{name!r} does not end in .txt or .md: give a text a name that does, "
            "and the bytes of a file of another format to add_file.",
            reason="name",
        )
    try:
        return text.lstrip("\ufeff").encode()  # a mark in front is no part of any text
    except UnicodeEncodeError as error:  # half a character
        raise CorpusError(
            f"{name} is not UTF-8 text: leave it out of the corpus.", reason="not_text"
        ) from error


def free_name(name: str, *, corpus: Path) -> str:
    """That name, numbered where one alike is taken in the corpus folder."""
    taken = {_stem(path.name) for path in corpus.iterdir()}
    stem, dot, ending = name.rpartition(".")
    number, free = 1, name
    while _stem(free) in taken:
        number += 1
        free = f"{stem}-{number}{dot}{ending}"
    return free


@contextmanager
def filed(document: Document, data: bytes, *, corpus: Path) -> Iterator[None]:
    """Write an accepted document and its address; where the block raises, they are taken away again."""
    path = corpus / document.name
    files = {path.with_suffix(".source"): f"{document.source}\n".encode()} if document.source else {}
    files[path] = data  # last: who finds it finds its address
    written: list[Path] = []
    try:
        for target, content in files.items():
            _write_new(target, content)
            written.append(target)
        yield
    except BaseException as error:
        for target in reversed(written):
            target.unlink(missing_ok=True)
        if len(written) < len(files) and isinstance(error, OSError):
            raise _not_writable(corpus, error) from error
        raise


def set_aside(name: str, *, corpus: Path) -> None:
    """Move a document's file and those beside it into `.removed`, numbered where their name is taken there.

    Raises CorpusError where they cannot be moved; then they are where they were.
    """
    path = corpus / name
    shared = any(
        other != path and other.stem == path.stem and other.suffix.lower() in SUFFIXES
        for other in path.parent.glob("*")
    )
    suffixes = [path.suffix, *(() if shared else SIDECARS)]
    files = [path.with_suffix(suffix) for suffix in suffixes if path.with_suffix(suffix).exists()]
    moved: list[tuple[Path, Path]] = []
    try:
        folder = corpus / _REMOVED / PurePosixPath(name).parent
        folder.mkdir(parents=True, exist_ok=True)
        stem = _free_stem(folder, path.stem, [path.suffix, *SIDECARS])
        for file in files:
            target = folder / f"{stem}{file.suffix}"
            file.rename(target)
            moved.append((file, target))
    except OSError as error:
        for file, target in reversed(moved):
            target.rename(file)
        raise _not_writable(corpus, error) from error


def _check_name(name: str) -> None:
    stem, _, _ = name.rpartition(".")
    if not suffix_of(name):
        raise CorpusError(f"{name[:200]!r} does not end in {KINDS}: give a name that does.", reason="name")
    if len(name) > _MAX_NAME_CHARS or len(name.encode("utf-8", "replace")) > _MAX_NAME_BYTES:
        raise CorpusError(
            f"The name {name[:40]!r}... is too long: "
            f"give one of at most {_MAX_NAME_CHARS} characters and {_MAX_NAME_BYTES} bytes.",
            reason="name",
        )
    if (
        stem != stem.strip().rstrip(".")
        or name.startswith(".")
        or _FORBIDDEN.intersection(name)
        or any(unicodedata.category(character) in _INVISIBLE for character in name)
        or _DEVICE.match(name)
    ):
        raise CorpusError(
            f"{name!r} is no plain file name: give one such as my-article.txt, "
            'without / \\ : * ? " < > |, invisible characters, or a dot or space at its ends.',
            reason="name",
        )


def _stem(name: str) -> str:
    """What must differ between two files: some file systems tell neither case nor composed accents apart."""
    return unicodedata.normalize("NFC", name.rpartition(".")[0].casefold())


def _write_new(path: Path, content: bytes) -> None:
    """Write a file that is there whole or not at all; raises FileExistsError where there is one."""
    temporary = path.with_name(f".{uuid4().hex}.tmp")
    try:
        with temporary.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(temporary, path)
        except FileExistsError:
            raise
        except OSError:  # a file system without links
            if path.exists():
                raise
            temporary.rename(path)
    finally:
        with suppress(OSError):
            temporary.unlink()


def _free_stem(folder: Path, stem: str, suffixes: Collection[str]) -> str:
    number, free = 1, stem
    while any((folder / f"{free}{suffix}").exists() for suffix in suffixes):
        number += 1
        free = f"{stem} {number}"
    return free


def _not_writable(corpus: Path, error: OSError) -> CorpusError:
    return CorpusError(
        f"The corpus folder {corpus} cannot be changed ({error.strerror or error}): "
        "make it writable, or open another with --corpus or RAG_CORPUS.",
        reason="folder",
    )
