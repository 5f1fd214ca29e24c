"""The bytes of a .docx file -> its text in paragraphs, footnotes at the end."""

from io import BytesIO

import mammoth
from lxml import html

from rag.formats.archive import Archive, described
from rag.formats.blocks import paragraphs
from rag.formats.extract import Extract, from_paragraphs, iso_date, tidy_byline

_DESCRIPTION = "docProps/core.xml"


def read(data: bytes, name: str) -> Extract:
    """The text of the file, insertions accepted and deletions left out, without headers and footers."""
    archive = Archive(data, name)
    archive.checked()
    pictures = mammoth.images.img_element(lambda _: {"src": ""})
    found = mammoth.convert_to_html(
        BytesIO(data), convert_image=pictures, include_embedded_style_map=False, external_file_access=False
    )
    body = html.fragment_fromstring(found.value, create_parent="body")
    text = from_paragraphs(paragraphs(body))
    if _DESCRIPTION not in archive:
        return Extract(text)
    said = archive.xml(_DESCRIPTION)
    return Extract(
        text, byline=tidy_byline(described(said, "creator")), date=iso_date(described(said, "created"))
    )
