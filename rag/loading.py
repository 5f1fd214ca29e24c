"""Corpus folder -> Documents, and what could not be read."""

import logging
import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from rag import attribution
from rag.errors import CorpusError
from rag.formats import EXTRACTION_VERSION, KINDS, SUFFIXES, TEXT_SUFFIXES, extract, most_bytes, suffix_of
from rag.formats.extract import checked_size
from rag.formats.plain import decoded
from rag.language import detect_language, encodable
from rag.settings import MAX_QUESTION_CHARS
from rag.types import Document, Skipped

_log = logging.getLogger(__name__)

SIDECARS = (".questions", ".source")  # files beside a text, named alike: its example questions, its address
_MAX_SIDECAR_BYTES = 1_000_000
_MAX_TITLE_CHARS = 200  # a headline; a longer first line is a paragraph
_MAX_SOURCE_CHARS = 2_000  # of an address; browsers and servers take no longer ones for granted
_NOT_IN_ADDRESSES = frozenset(' "<>\\^`{|}')  # RFC 3986; a browser takes a backslash for a slash


@dataclass(frozen=True, slots=True)
class CorpusFile:
    """A file of the corpus folder; `stamp` changes when it, or a file beside it, is written."""

    path: Path
    name: str
    size: int
    stamp: str


def load_folder(corpus: Path) -> tuple[list[Document], list[Skipped]]:
    """Read every file below `corpus` that can hold a document, by name; what begins with a dot is left out.

    A file that cannot be read, or has the text of another one, is skipped with its reason. Raises CorpusError
    where the folder or every file is missing.
    """
    files, skipped = find_files(corpus)
    documents: list[Document] = []
    texts: dict[str, str] = {}
    for file in files:
        found = read_file(file)
        if isinstance(found, Document) and texts.setdefault(found.sha256, found.name) != found.name:
            found = same_text(found.name, texts[found.sha256])
        if isinstance(found, Document):
            documents.append(found)
        else:
            skipped.append(found)
    if not documents:
        raise nothing_to_read(corpus, skipped)
    return documents, skipped


def find_files(corpus: Path) -> tuple[list[CorpusFile], list[Skipped]]:
    """The files below `corpus` that can hold a document, by name, and those whose name forbids it.

    Raises CorpusError where there is no such folder.
    """
    if not corpus.is_dir():
        raise CorpusError(f"There is no corpus folder at {corpus}: create it and put a {KINDS} file into it.")
    files, skipped = [], []
    for path in sorted(_files(corpus)):
        name = path.relative_to(corpus).as_posix()
        if encodable(name) == name:
            files.append(CorpusFile(path, name, *_size_and_stamp(path)))
        else:
            reason = f"{encodable(name)}: its file name is not UTF-8, rename it."
            skipped.append(Skipped(encodable(name), reason))
    return files, skipped


def read_file(file: CorpusFile) -> Document | Skipped:
    """The document in a file, or why there is none."""
    try:
        return read_document(file.path, file.name)
    except CorpusError as error:
        return Skipped(file.name, str(error), error.reason)
    except OSError as error:
        return Skipped(file.name, f"{file.name} cannot be read ({error.strerror}): check its permissions.")


def same_text(name: str, other: str) -> Skipped:
    """A file that is left out because another one has its text."""
    return Skipped(name, f"{name} has the same text as {other}: keep one of them.", "known")


def nothing_to_read(corpus: Path, skipped: Sequence[Skipped]) -> CorpusError:
    """The error for a folder of which no file can be read."""
    reasons = " ".join(skip.reason for skip in skipped) or f"Put a {KINDS} file into it."
    return CorpusError(f"The corpus folder {corpus} has no article that can be read. {reasons}")


def stamp_of(path: Path) -> str:
    """What changes when a file, or one beside it, is written, or when it is read otherwise than before."""
    return _size_and_stamp(path)[1]


def same_speakers(stamp: str, other: str) -> bool:
    """Whether the speakers of two files were found in the same way, as their stamps say."""
    return stamp.partition(" ")[0] == other.partition(" ")[0]


def read_document(path: Path, name: str) -> Document:
    """Read one file, whose name tells its format; raises CorpusError where there is no text to be had."""
    addresses = _lines_beside(path, name, ".source")
    return document_from(
        _data(path, name, most_bytes(name)),
        name,
        examples=tuple(line[:MAX_QUESTION_CHARS] for line in _lines_beside(path, name, ".questions")),
        source=web_address(addresses[0]) if addresses else "",
    )


def document_from(data: bytes, name: str, *, examples: tuple[str, ...] = (), source: str = "") -> Document:
    """The document that a file of these bytes holds; raises CorpusError where there is no text to be had."""
    found = extract(data, name)
    text = found.text
    if not text.strip():
        raise CorpusError(
            f"{name} is empty: write the article into it, or leave it out of the corpus.", reason="empty"
        )
    span = title_span(text)
    title = text[span[0] : span[1]].lstrip("# ").strip() if span else ""
    return Document(
        name,
        title or Path(name).stem,
        text,
        language=detect_language(text),
        examples=examples,
        source=source or web_address(found.source),
        byline=found.byline,
        date=found.date,
        pages=found.pages,
    )


def web_address(text: str) -> str:
    """`text` where it is an http or https address with a host, of at most 2,000 characters; else "".

    >>> web_address("https://example.org/an-article")
    'https://example.org/an-article'
    >>> web_address("javascript:alert(1)")
    ''
    """
    if len(text) > _MAX_SOURCE_CHARS or not text.isprintable() or _NOT_IN_ADDRESSES.intersection(text):
        return ""
    try:
        parts = urlsplit(text)
        valid = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:  # no port, no IPv6 address
        return ""
    return text if valid else ""


def title_span(text: str) -> tuple[int, int] | None:
    r"""The first line, where it is short and text follows, as (start, end) without white space around.

    >>> title_span("\n Un titre \nLe texte.")
    (2, 10)
    >>> title_span("Une seule ligne.") is None
    True
    """
    start = 0
    for line in text.splitlines(keepends=True):
        if line.strip():
            break
        start += len(line)
    else:
        return None
    if len(line.strip()) > _MAX_TITLE_CHARS or not text[start + len(line) :].strip():
        return None
    return start + len(line) - len(line.lstrip()), start + len(line.rstrip())


def _files(corpus: Path) -> Iterator[Path]:
    for folder, folders, names in os.walk(corpus):
        folders[:] = [name for name in folders if not name.startswith(".")]
        yield from (
            Path(folder, name)
            for name in names
            if not name.startswith(".") and name.lower().endswith(SUFFIXES)
        )


def _size_and_stamp(path: Path) -> tuple[int, str]:
    size = 0
    parts = [f"a{attribution.VERSION}"]
    if suffix_of(path.name) not in TEXT_SUFFIXES:
        parts.append(f"v{EXTRACTION_VERSION}")
    for beside in (path, *(path.with_suffix(suffix) for suffix in SIDECARS)):
        try:
            status = beside.stat()
        except OSError:
            parts.append("")
            continue
        size = size or status.st_size
        parts.append(f"{status.st_size}.{status.st_mtime_ns}.{status.st_ctime_ns}")
    return size, " ".join(parts)


def _data(path: Path, name: str, most: int) -> bytes:
    """The content of a file; raises CorpusError where it is no file or too large, before it is read."""
    status = path.stat()
    if not stat.S_ISREG(status.st_mode):
        raise CorpusError(f"{name} is no regular file: leave it out of the corpus.")
    checked_size(status.st_size, name, most)
    return path.read_bytes()


def _lines_beside(path: Path, name: str, suffix: str) -> list[str]:
    """The lines of a file beside an article, none empty; one that cannot be read never costs the article."""
    beside = path.with_suffix(suffix)
    if not beside.exists():
        return []
    named = Path(name).with_suffix(suffix).as_posix()
    try:
        text = decoded(_data(beside, named, _MAX_SIDECAR_BYTES), named)
    except (CorpusError, OSError) as error:
        _log.warning("A file beside %s is left out: %s", name, error)
        return []
    return [line.strip() for line in text.splitlines() if line.strip()]
