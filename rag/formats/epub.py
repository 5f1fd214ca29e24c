"""The bytes of an .epub file -> the text of its chapters, in the order in which they are read."""

import re
from collections.abc import Iterator
from html.entities import html5
from pathlib import PurePosixPath
from urllib.parse import unquote

from lxml import etree, html

from rag.errors import CorpusError
from rag.formats.archive import Archive, described, xml
from rag.formats.blocks import paragraphs
from rag.formats.extract import Extract, from_paragraphs, iso_date, tidy, tidy_byline
from rag.formats.plain import decoded

_CONTAINER = "META-INF/container.xml"
_ENCRYPTION = "META-INF/encryption.xml"
_CHAPTERS = ("application/xhtml+xml", "text/html", "application/x-dtbook+xml")
_ENTITY = re.compile(r"&([A-Za-z][A-Za-z0-9]*;)")
_OF_XML = ("amp;", "lt;", "gt;", "quot;", "apos;")
_DECLARATION = re.compile(r"\A\s*<\?xml.*?\?>|<!DOCTYPE[^>\[]*(?:\[[^\]]*\])?[^>]*>", re.DOTALL)


def read(data: bytes, name: str) -> Extract:
    """The text of the book; raises CorpusError where it is encrypted."""
    archive = Archive(data, name)
    (package_name,) = _attributes(archive.xml(_CONTAINER), "rootfile", "full-path")[:1]
    package = archive.xml(package_name)
    chapters = list(_chapters(package, PurePosixPath(package_name).parent))
    if _ENCRYPTION in archive:  # often of fonts alone
        locked = set(_attributes(archive.xml(_ENCRYPTION), "CipherReference", "URI"))
        if locked.intersection(chapters):
            raise CorpusError(
                f"{name} is encrypted (DRM): give a copy without it, or leave it out of the corpus.",
                reason="encrypted",
            )
    found = [block for chapter in chapters for block in paragraphs(_body(archive.read(chapter), name))]
    return Extract(
        from_paragraphs(found, title=tidy(described(package, "title"))),
        byline=tidy_byline(described(package, "creator")),
        date=iso_date(described(package, "date")),
    )


def _chapters(package: "etree._Element", folder: PurePosixPath) -> Iterator[str]:
    """The parts that hold the chapters, in the order of the spine; the table of contents is none."""
    items = {
        item.get("id"): item
        for item in package.iter("{*}item")
        if item.get("media-type") in _CHAPTERS and "nav" not in (item.get("properties") or "").split()
    }
    for reference in package.iter("{*}itemref"):
        item = items.get(reference.get("idref"))
        if item is not None:
            yield _normal(folder / unquote(item.get("href") or ""))


def _normal(path: PurePosixPath) -> str:
    parts: list[str] = []
    for part in path.parts:
        if part == ".." and parts:
            parts.pop()
        elif part != "..":
            parts.append(part)
    return "/".join(parts)


def _body(data: bytes, name: str) -> "etree._Element":
    """The body of a chapter, as XML, which it should be, else as HTML."""
    text = _DECLARATION.sub("", decoded(data, name, declared=True))
    try:
        root = xml(_ENTITY.sub(_character, text).encode())
    except etree.XMLSyntaxError:
        root = html.document_fromstring(text.encode(), html.HTMLParser(encoding="utf-8"))
    return next(root.iter("{*}body"), root)


def _character(entity: re.Match[str]) -> str:
    """The character that HTML means by a name, which XML does not know."""
    return entity[0] if entity[1] in _OF_XML else html5.get(entity[1], "")


def _attributes(root: "etree._Element", element: str, attribute: str) -> list[str]:
    return [value for found in root.iter(f"{{*}}{element}") if (value := found.get(attribute))]
