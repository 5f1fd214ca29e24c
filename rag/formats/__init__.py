"""The bytes of a file of any format -> an Extract: its text, and what the file says of it.

One module per format, imported when the first file of it is read: plain.py (.txt, .md), web_page.py (.html),
pdf.py over pdf_lines.py, word.py (.docx) and epub.py, both over archive.py; blocks.py makes HTML paragraphs.
The same bytes give the same text every time, and whatever they hold, only CorpusError is raised.
"""

from importlib import import_module
from typing import Protocol, cast

from rag.errors import CorpusError
from rag.formats.extract import Extract, checked_size
from rag.settings import MAX_DOCUMENT_BYTES, MAX_FILE_BYTES

TEXT_SUFFIXES = (".txt", ".md")
_READERS = {
    ".txt": "plain",
    ".md": "plain",
    ".html": "web_page",
    ".htm": "web_page",
    ".pdf": "pdf",
    ".docx": "word",
    ".epub": "epub",
}
SUFFIXES = tuple(_READERS)
KINDS = ".txt, .md, .html, .htm, .pdf, .docx or .epub"  # in messages
EXTRACTION_VERSION = 1  # of all but plain text: raise it when a text can come out differently


class _Reader(Protocol):
    def read(self, data: bytes, name: str) -> Extract: ...


def suffix_of(name: str) -> str:
    """The ending of a file's name that tells its format, "" for one that is not read.

    >>> suffix_of("Rapport annuel.PDF"), suffix_of("photo.png")
    ('.pdf', '')
    """
    return next((suffix for suffix in SUFFIXES if name.lower().endswith(suffix)), "")


def most_bytes(name: str) -> int:
    """How large a file of that name may be: pictures and fonts in it are no text."""
    return MAX_DOCUMENT_BYTES if suffix_of(name) in TEXT_SUFFIXES else MAX_FILE_BYTES


def extract(data: bytes, name: str) -> Extract:
    """The text of a file; its name tells the format. Raises CorpusError where there is none to be had."""
    checked_size(len(data), name, most_bytes(name))
    reader = cast(_Reader, import_module(f"rag.formats.{_READERS[suffix_of(name)]}"))
    try:
        found = reader.read(data, name)
    except CorpusError:
        raise
    except Exception as error:  # parsers raise whatever a broken file leads them to
        raise CorpusError(
            f"{name} is damaged, or no {suffix_of(name)} file ({type(error).__name__}): "
            "open it in the program that wrote it and save it again, or leave it out of the corpus.",
            reason="broken",
        ) from error
    checked_size(len(found.text.encode("utf-8", "replace")), f"The text of {name}", MAX_DOCUMENT_BYTES)
    return found
