"""Files of the formats that are read, made by their usual writers or by hand, for a test's corpus."""

import zipfile
from collections.abc import Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Literal

from fpdf import FPDF
from fpdf.enums import AccessPermission

TITLE = "L'été des négociations"
FIRST = (
    "Mark Chen a promis qu'il travaillait « 24 heures sur 24 » avec les dirigeants de l'entreprise, près du "
    "château où se tenaient les réunions de juillet."
)
SECOND = (
    "La direction n'a rien répondu à cette lettre, ni en juillet ni plus tard, et les chercheurs sont partis "
    "ailleurs, dans d'autres laboratoires de la même industrie."
)


class _Paper(FPDF):
    head = ""

    def header(self) -> None:
        if self.head:
            self.set_font("Helvetica", size=8)
            self.cell(0, 8, self.head)
            self.ln(12)

    def footer(self) -> None:
        if self.head:
            self.set_y(-15)
            self.set_font("Helvetica", size=8)
            self.cell(0, 8, f"Page {self.page_no()}", align="C")


def pdf(
    pages: Sequence[Sequence[str]], *, head: str = "", password: str = "", align: Literal["J", "L"] = "J"
) -> bytes:
    """A PDF with these paragraphs on its pages; those of the first page begin with a heading."""
    paper = _Paper()
    paper.head = head
    paper.set_author("Zoé Née")
    paper.set_auto_page_break(False)
    for number, paragraphs in enumerate(pages):
        paper.add_page()
        for place, paragraph in enumerate(paragraphs):
            heading = number == place == 0
            paper.set_font("Helvetica", "B" if heading else "", 18 if heading else 11)
            paper.multi_cell(0, 9 if heading else 5.5, paragraph, align=align)
            paper.ln(3)
    if password:
        paper.set_encryption(
            owner_password="owner", user_password=password, permissions=AccessPermission.all()
        )
    return bytes(paper.output())


def scanned_pdf() -> bytes:
    """A PDF that shows something, but has no text."""
    paper = FPDF()
    paper.add_page()
    paper.rect(20, 20, 100, 50, style="F")
    return bytes(paper.output())


def archive(parts: Mapping[str, str | bytes]) -> bytes:
    """A zip archive of these parts."""
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as written:
        for name, content in parts.items():
            written.writestr(name, content)
    return packed.getvalue()


_WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"


def docx(*paragraphs: str, body: str = "", document_type: str = "") -> bytes:
    """A Word document; `body` is XML after the paragraphs, `document_type` stands before everything."""
    written = "".join(f"<w:p><w:r><w:t>{paragraph}</w:t></w:r></w:p>" for paragraph in paragraphs)
    return archive(
        {
            "[Content_Types].xml": f'<Types xmlns="{_TYPES}"><Default Extension="xml" ContentType='
            '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>',
            "_rels/.rels": f'<Relationships xmlns="{_RELATIONS}"><Relationship Id="r1" '
            f'Type="{_OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>',
            "word/document.xml": f"{document_type}<w:document {_WORD}><w:body>{written}{body}</w:body>"
            "</w:document>",
            "docProps/core.xml": '<p xmlns:dc="http://purl.org/dc/elements/1.1/" '
            'xmlns:t="http://purl.org/dc/terms/"><dc:creator>Zoé Née</dc:creator>'
            "<t:created>2025-07-01T10:00:00Z</t:created></p>",
        }
    )


def epub(
    chapters: Mapping[str, str], *, spine: Sequence[str], more: Mapping[str, str] | None = None
) -> bytes:
    """A book of chapters, the insides of <body> by name, read in the order of `spine`."""
    items = "".join(f'<item id="{n}" href="{n}.xhtml" media-type="application/xhtml+xml"/>' for n in chapters)
    order = "".join(f'<itemref idref="{name}"/>' for name in spine)
    pages = {
        f"book/{name}.xhtml": '<?xml version="1.0" encoding="utf-8"?><!DOCTYPE html>'
        f'<html xmlns="http://www.w3.org/1999/xhtml"><head><title/></head><body>{inside}</body></html>'
        for name, inside in chapters.items()
    }
    return archive(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container">'
            '<rootfiles><rootfile full-path="book/package.opf"/></rootfiles></container>',
            "book/package.opf": '<package xmlns="http://www.idpf.org/2007/opf" '
            'xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata>'
            f"<dc:title>{TITLE}</dc:title><dc:creator>Zoé Née</dc:creator><dc:date>2025-07</dc:date>"
            f"</metadata><manifest>{items}</manifest><spine>{order}</spine></package>",
            **pages,
            **(more or {}),
        }
    )


PAGE = f"""<!DOCTYPE html><html lang="fr"><head><meta charset="utf-8"><title>{TITLE} - La Gazette</title>
<link rel="canonical" href="https://gazette.example/ete">
<meta name="author" content="Zoé Née"><meta property="article:published_time" content="2025-07-01T10:00:00Z">
</head><body><nav><ul><li><a href="/">Accueil</a><li><a href="/sport">Sport</a></ul></nav>
<article><h1>{TITLE}</h1><p>{FIRST}</p><p>{SECOND}</p></article>
<footer><p>Mentions légales et <a href="/cookies">cookies</a></p></footer>
<script>alert("non")</script></body></html>"""


def write_all(folder: Path) -> None:
    """The same article, but for its last words, in every format."""
    (folder / "a.txt").write_text(f"{TITLE}\n\n{FIRST}\n\n{SECOND} Un.", encoding="utf-8")
    (folder / "b.pdf").write_bytes(pdf([[TITLE, FIRST], [f"{SECOND} Deux."]]))
    (folder / "c.docx").write_bytes(docx(TITLE, FIRST, f"{SECOND} Trois."))
    (folder / "d.epub").write_bytes(epub({"a": f"<p>{FIRST}</p><p>{SECOND} Quatre.</p>"}, spine=["a"]))
    (folder / "e.html").write_text(PAGE, encoding="utf-8")
