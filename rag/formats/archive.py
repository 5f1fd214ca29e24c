"""The bytes of a zip archive, as .docx and .epub files are -> its parts, bounded in number and size."""

import zipfile
from io import BytesIO

from lxml import etree

from rag.errors import CorpusError
from rag.formats.extract import checked_size

_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # begins .doc files, and .docx files with a password
_MAX_PARTS = 10_000
_MAX_UNPACKED_BYTES = 300_000_000  # of all parts, pictures included
_MAX_PART_BYTES = 50_000_000  # of one that is read: some hundred times the text of a novel's chapter


class Archive:
    """The parts of an archive by name, unpacked when they are read."""

    def __init__(self, data: bytes, name: str) -> None:
        """Open it; raises CorpusError where it is encrypted or would be too large unpacked."""
        self._name = name
        if data.startswith(_OLD_OFFICE):
            raise _encrypted(f"{name} is encrypted, or in the old format of Word (.doc)")
        self._zip = zipfile.ZipFile(BytesIO(data))
        parts = self._zip.infolist()
        checked_size(len(parts), f"{name}, counted in parts,", _MAX_PARTS)
        checked_size(sum(part.file_size for part in parts), f"{name}, unpacked,", _MAX_UNPACKED_BYTES)
        if any(part.flag_bits & 1 for part in parts):
            raise _encrypted(f"{name} is encrypted")
        self._sizes = {part.filename: part.file_size for part in parts}

    def read(self, part: str) -> bytes:
        """The bytes of a part; raises KeyError where it is missing, CorpusError where it is too large."""
        checked_size(self._sizes[part], f"{part} in {self._name}", _MAX_PART_BYTES)
        return self._zip.read(part)  # of a part that is longer than it says, only that much

    def xml(self, part: str) -> "etree._Element":
        """The root of an XML part; raises KeyError where it is missing, XMLSyntaxError where it is broken."""
        return xml(self.read(part))

    def checked(self) -> None:
        """Raises CorpusError where any part is too large, for a reader that opens the archive itself."""
        for part, size in self._sizes.items():
            if part.endswith((".xml", ".rels")):
                checked_size(size, f"{part} in {self._name}", _MAX_PART_BYTES)

    def __contains__(self, part: str) -> bool:
        return part in self._sizes


def xml(data: bytes) -> "etree._Element":
    """The root of an XML text; nothing outside it is read, and entities that it defines are left out."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    return etree.fromstring(data, parser)


def described(root: "etree._Element", field: str) -> str:
    """What a description in the terms of Dublin Core says in that field, "" for nothing."""
    found = root.iter(f"{{http://purl.org/dc/elements/1.1/}}{field}", f"{{http://purl.org/dc/terms/}}{field}")
    return next((element.text.strip() for element in found if element.text and element.text.strip()), "")


def _encrypted(what: str) -> CorpusError:
    return CorpusError(
        f"{what}: save it without a password, in the format that its name ends in, "
        "or leave it out of the corpus.",
        reason="encrypted",
    )
