"""Corpus folder -> Documents, and what could not be read."""

import logging
import os
import stat
from collections.abc import Iterator
from pathlib import Path

from rag.errors import CorpusError
from rag.language import detect_language, encodable
from rag.settings import MAX_DOCUMENT_BYTES, MAX_QUESTION_CHARS
from rag.types import Document, Skipped

_log = logging.getLogger(__name__)

_SUFFIXES = (".txt", ".md")
_MAX_TITLE_CHARS = 200  # a headline; a longer first line is a paragraph
_BYTE_ORDER_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


def load_folder(corpus: Path) -> tuple[list[Document], list[Skipped]]:
    """Read every .txt and .md file below `corpus`, by name; what begins with a dot is left out.

    A file that cannot be read is skipped with its reason. Raises CorpusError where the folder or every file
    is missing.
    """
    if not corpus.is_dir():
        raise CorpusError(
            f"There is no corpus folder at {corpus}: create it and put a .txt or .md file into it."
        )
    documents, skipped = [], []
    for path in sorted(_files(corpus)):
        name = path.relative_to(corpus).as_posix()
        if encodable(name) != name:
            skipped.append(
                Skipped(encodable(name), f"{encodable(name)}: its file name is not UTF-8, rename it.")
            )
            continue
        try:
            documents.append(read_document(path, name))
        except CorpusError as error:
            skipped.append(Skipped(name, str(error)))
        except OSError as error:
            skipped.append(Skipped(name, f"{name} cannot be read ({error.strerror}): check its permissions."))
    if not documents:
        reasons = " ".join(skip.reason for skip in skipped) or "Put a .txt or .md file into it."
        raise CorpusError(f"The corpus folder {corpus} has no article that can be read. {reasons}")
    return documents, skipped


def read_document(path: Path, name: str) -> Document:
    """Read one file as UTF-8 (or UTF-16 with a byte order mark); raises CorpusError where it is not text."""
    text = _text(path, name)
    if not text.strip():
        raise CorpusError(f"{name} is empty: write the article into it, or take it out of the corpus.")
    span = title_span(text)
    title = text[span[0] : span[1]].lstrip("# ").strip() if span else ""
    return Document(
        name, title or Path(name).stem, text, language=detect_language(text), examples=_examples(path, name)
    )


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
            if not name.startswith(".") and name.lower().endswith(_SUFFIXES)
        )


def _text(path: Path, name: str) -> str:
    """The decoded file; raises CorpusError where it is too large or no text."""
    status = path.stat()
    if not stat.S_ISREG(status.st_mode):
        raise CorpusError(f"{name} is no regular file: take it out of the corpus.")
    size = status.st_size
    if size > MAX_DOCUMENT_BYTES:
        raise CorpusError(
            f"{name} has {size:,} bytes, "
            f"{MAX_DOCUMENT_BYTES:,} are read at most: split it into several files."
        )
    data = path.read_bytes()
    encoding = next((encoding for mark, encoding in _BYTE_ORDER_MARKS if data.startswith(mark)), "utf-8")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise CorpusError(
            f"{name} is not UTF-8 text: save it as UTF-8, or take it out of the corpus."
        ) from error
    if "\0" in text:
        raise CorpusError(f"{name} is a binary file: take it out of the corpus.")
    return text


def _examples(path: Path, name: str) -> tuple[str, ...]:
    """The example questions beside an article; a file of them that cannot be read never costs the article."""
    beside = path.with_suffix(".questions")
    if not beside.exists():
        return ()
    try:
        text = _text(beside, Path(name).with_suffix(".questions").as_posix())
    except (CorpusError, OSError) as error:
        _log.warning("Example questions are left out: %s", error)
        return ()
    lines = (line.strip() for line in text.splitlines())
    return tuple(line[:MAX_QUESTION_CHARS] for line in lines if line)
