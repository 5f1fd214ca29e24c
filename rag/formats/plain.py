"""The bytes of a .txt or .md file -> its text, unchanged but for a byte order mark."""

import re

from rag.errors import CorpusError
from rag.formats.extract import Extract

_BYTE_ORDER_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_DECLARED_BYTES = 2_048  # in which a page names its encoding (the HTML standard has 1,024)
_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
_DETECTED_BYTES = 200_000  # enough to tell an encoding by; more would take seconds


def read(data: bytes, name: str) -> Extract:
    """The text of the file; raises CorpusError where it is none."""
    return Extract(decoded(data, name))


def decoded(data: bytes, name: str, *, declared: bool = False) -> str:
    """The text in its encoding: by its mark, as UTF-8, else detected; with `declared`, as it says itself.

    Raises CorpusError where it is no text.
    """
    mark = next((encoding for mark, encoding in _BYTE_ORDER_MARKS if data.startswith(mark)), "")
    named = _declared(data) if declared and not mark else ""
    text = _decode(data, mark or named or "utf-8")
    if text is None and named:
        text = _decode(data, "utf-8")
    if text is None and not mark and b"\0" not in data:
        text = _detected(data)
    if text is None:
        raise CorpusError(
            f"{name} is not UTF-8 text: save it as UTF-8, or leave it out of the corpus.", reason="not_text"
        )
    if "\0" in text:
        raise CorpusError(f"{name} is a binary file: leave it out of the corpus.", reason="not_text")
    return text


def _declared(data: bytes) -> str:
    found = _DECLARED.search(data[:_DECLARED_BYTES])
    named = found[1].decode("ascii").lower() if found else ""
    # What browsers take these for (the WHATWG's Encoding Standard): pages that say Latin-1 are Windows-1252.
    return {"iso-8859-1": "cp1252", "latin-1": "cp1252", "latin1": "cp1252", "ascii": "cp1252"}.get(
        named, named
    )


def _decode(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return None


def _detected(data: bytes) -> str | None:
    from charset_normalizer import from_bytes  # a tenth of a second, and rarely needed

    best = from_bytes(data[:_DETECTED_BYTES]).best()
    # A few words fit many encodings: unless a language is recognised, the guess would quote wrong letters.
    return _decode(data, best.encoding) if best and best.coherence else None
