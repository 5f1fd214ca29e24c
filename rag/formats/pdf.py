"""The bytes of a .pdf file -> its text in paragraphs, with the offset at which each page begins."""

import threading
from collections.abc import Iterator
from ctypes import byref, c_double

import pypdfium2
from pypdfium2 import raw

from rag.errors import CorpusError
from rag.formats.extract import Extract, checked_size, iso_date, tidy_byline
from rag.formats.pdf_lines import Line, joined
from rag.settings import MAX_DOCUMENT_BYTES

_MAX_PAGES = 10_000
_HYPHEN = 2  # PDFium's mark for a hyphen at the end of a line that parts a word
_pdfium = threading.Lock()  # PDFium may be called from one thread at a time


def read(data: bytes, name: str) -> Extract:
    """The text of the file; raises CorpusError where it has none, or a password is wanted."""
    with _pdfium:
        try:
            document = pypdfium2.PdfDocument(data)
        except pypdfium2.PdfiumError as error:
            if error.err_code != raw.FPDF_ERR_PASSWORD:
                raise
            raise CorpusError(
                f"{name} is encrypted: save it without a password, or leave it out of the corpus.",
                reason="encrypted",
            ) from error
        with document:
            checked_size(len(document), f"{name}, counted in pages,", _MAX_PAGES)
            pages = _pages(document, name)
            said = document.get_metadata_dict()
    text, begins = joined(pages)
    if not text:
        raise CorpusError(
            f"{name} has no text, only pictures of it, as a scanner makes them: "
            "have text recognition (OCR) write it into the file, or leave it out of the corpus.",
            reason="no_text",
        )
    date = iso_date(said.get("CreationDate", "").removeprefix("D:")[:8])
    return Extract(text, byline=tidy_byline(said.get("Author", "")), date=date, pages=begins)


def _pages(document: pypdfium2.PdfDocument, name: str) -> list[list[Line]]:
    pages, chars = [], 0
    for number in range(len(document)):
        page = document[number]
        try:
            text_page = page.get_textpage()
            try:
                chars += text_page.count_chars()
                checked_size(chars, f"The text of {name}", MAX_DOCUMENT_BYTES)
                pages.append(list(_lines(text_page)))
            finally:
                text_page.close()
        finally:
            page.close()
    return pages


def _lines(page: pypdfium2.PdfTextPage) -> Iterator[Line]:
    units: list[int] = []  # of UTF-16
    places: list[int] = []  # of the visible ones on the page
    for at in range(page.count_chars()):
        unit = raw.FPDFText_GetUnicode(page, at)
        if unit in (10, 13, _HYPHEN):
            if places:
                yield _line(page, units, places, hyphen=unit == _HYPHEN)
            units, places = [], []
        elif unit:
            units.append(unit)
            if not chr(unit).isspace() and not raw.FPDFText_IsGenerated(page, at):
                places.append(at)
    if places:
        yield _line(page, units, places, hyphen=False)


def _line(page: pypdfium2.PdfTextPage, units: list[int], places: list[int], *, hyphen: bool) -> Line:
    x, y = c_double(), c_double()
    raw.FPDFText_GetCharOrigin(page, places[0], byref(x), byref(y))
    _, bottom, _, top = page.get_charbox(places[len(places) // 2], loose=True)
    _, _, right, _ = page.get_charbox(places[-1])
    encoded = b"".join(_as_meant(unit).encode("utf-16-le", "surrogatepass") for unit in units)
    text = encoded.decode("utf-16-le", "ignore")
    return Line(text, x.value, right, y.value, top - bottom, hyphen)


def _as_meant(unit: int) -> str:
    """The character of a unit of UTF-16; fonts that name none give codes of Windows-1252."""
    return bytes([unit]).decode("cp1252", "ignore") if 0x80 <= unit < 0xA0 else chr(unit)
