"""Answer -> its receipt; receipt and documents -> whether each of its citations still holds.

A receipt is a small JSON text with the question, the status and, for each citation, the quote, its offsets
and the SHA-256 of the document's text. It proves the text, not who issued it: there is no signature, anybody
can write one, and only the quotes and their places are compared with the documents, not what else is in it.
"""

import json
import re
import reprlib
from collections.abc import Callable, Mapping
from importlib.metadata import PackageNotFoundError, version
from typing import Any, get_args

from rag.errors import ReceiptError
from rag.language import encodable
from rag.settings import MAX_DOCUMENT_BYTES
from rag.types import Answer, CitationCheck, Document, Status

FORMAT = 1
MAX_RECEIPT_BYTES = 1_000_000  # a thousand times what the receipt in README.md takes

_FIELDS = {"receipt": int, "version": str, "question": str, "status": str, "language": str, "citations": list}
_CITATION_FIELDS = {
    "number": int,
    "document": str,
    "sha256": str,
    "start": int,
    "end": int,
    "quote": str,
    "speaker": str,
}
_JSON_NAMES = {int: "whole number", str: "string", list: "array"}
_SHA256 = re.compile("[0-9a-f]{64}")


def receipt(answer: Answer) -> str:
    """The receipt of an answer, as JSON text with the fields of `_FIELDS` and `_CITATION_FIELDS`.

    `version` is that of this package, "" where it is not installed. Raises ReceiptError for a citation that
    does not know the SHA-256 of its document.
    """
    for citation in answer.citations:
        if not citation.document_sha256:
            raise ReceiptError(
                f"A receipt needs the SHA-256 of every cited text, but citation {citation.number} of "
                f"{citation.document!r} has none: take the receipt of an answer that `ask` gave."
            )
    fields = {
        "receipt": FORMAT,
        "version": _package_version(),
        "question": answer.question,
        "status": answer.status,
        "language": answer.language,
        "citations": [
            {
                "number": citation.number,
                "document": citation.document,
                "sha256": citation.document_sha256,
                "start": citation.start,
                "end": citation.end,
                "quote": citation.quote,
                "speaker": citation.speaker,
            }
            for citation in answer.citations
        ],
    }
    return json.dumps(fields, ensure_ascii=False, indent=2)


def verify_receipt(
    receipt: str | bytes | Mapping[str, object],
    *,
    document: Callable[[str], Document],
    names: Mapping[str, str] | None = None,
) -> tuple[CitationCheck, ...]:
    """Check every citation of a receipt, in its order, against the documents as they are now.

    `receipt` is the JSON text, its bytes in UTF-8, or what `json.loads` makes of it. `document` gives the
    document of a name and raises LookupError, as UnknownDocument is, where there is none; `names` are those
    of all documents by the SHA-256 of their text, to find one whose file was moved. A citation holds if the
    SHA-256 of the document's text is the receipt's and the quote stands at its offsets. A receipt
    without citations gives (). Raises ReceiptError where `receipt` is none.
    """
    return tuple(_check(cited, document, names or {}) for cited in _citations(receipt))


def _check(
    cited: Mapping[str, Any], document: Callable[[str], Document], names: Mapping[str, str]
) -> CitationCheck:
    name, start, end = cited["document"], cited["start"], cited["end"]
    now, found = "", None
    try:
        found = document(name)
    except LookupError:
        if now := names.get(cited["sha256"], ""):
            found = document(now)
    reason = _difference(found, cited) if found else f"there is no document {name!r} any more"
    return CitationCheck(cited["number"], name, start, end, holds=not reason, reason=reason, now=now)


def _difference(document: Document, cited: Mapping[str, Any]) -> str:
    """What is not as the receipt says; "" where all is."""
    start, end = cited["start"], cited["end"]
    stands = document.text[start:end] == cited["quote"]
    if document.sha256 != cited["sha256"]:
        quote = "the quote itself still stands" if stands else "the quote no longer stands"
        return (
            f"the text of {document.name!r} is no longer the one that was cited "
            f"(one or more characters differ); {quote} at its place"
        )
    if not stands:
        return (
            f"the text of {document.name!r} is the one that was cited, but the quote is not what stands "
            f"at {start}-{end} of it: the receipt was changed"
        )
    return ""


def _citations(receipt: object) -> list[Mapping[str, Any]]:
    """The citations of a receipt, every field checked; raises ReceiptError."""
    content = receipt if isinstance(receipt, Mapping) else _parsed(receipt)
    if not isinstance(content, Mapping) or "receipt" not in content:
        raise _refusal('A receipt is a JSON object with a field "receipt", but this is none.')
    if isinstance(content["receipt"], bool) or content["receipt"] != FORMAT:
        raise ReceiptError(
            f"Receipts of format {FORMAT} can be verified, but this one is of format "
            f"{_shown(content['receipt'])}: verify it with the version of article-chat that wrote it."
        )
    fields = _checked_fields(content, _FIELDS, "The receipt")
    if fields["status"] not in get_args(Status):
        raise _refusal(
            f"The status in a receipt is one of {', '.join(get_args(Status))}, "
            f"but is {_shown(fields['status'])}."
        )
    return [_citation(value, place) for place, value in enumerate(fields["citations"], start=1)]


def _citation(value: object, place: int) -> Mapping[str, Any]:
    where = f"Entry {place} of the citations"
    cited = _checked_fields(value, _CITATION_FIELDS, where)
    number, start, end = cited["number"], cited["start"], cited["end"]
    if not 1 <= number <= MAX_DOCUMENT_BYTES:
        raise _refusal(f"{where} must have a number from 1 on, but has {_shown(number)}.")
    if not _SHA256.fullmatch(cited["sha256"]):
        raise _refusal(
            f"{where} must have a sha256 of 64 digits 0-9 and a-f, but has {_shown(cited['sha256'])}."
        )
    if not 0 <= start < end <= MAX_DOCUMENT_BYTES:  # a text has no more characters than bytes
        raise _refusal(
            f"{where} must have 0 <= start < end <= {MAX_DOCUMENT_BYTES:,}, "
            f"but start is {_shown(start)} and end is {_shown(end)}."
        )
    return cited


def _checked_fields(value: object, wanted: Mapping[str, type], where: str) -> Mapping[str, Any]:
    """`value`, if it is an object of just these fields and types; text must be writable as UTF-8."""
    if not isinstance(value, Mapping):
        raise _refusal(f"{where} must be a JSON object, but is {_shown(value)}.")
    if set(value) != set(wanted):
        missing = [name for name in wanted if name not in value]
        unknown = [name for name in value if name not in wanted]
        odd = f"lacks {missing[0]}" if missing else f"also has {_shown(unknown[0])}"
        raise _refusal(f"{where} must have just the fields {', '.join(wanted)}, but {odd}.")
    for name, kind in wanted.items():
        field = value[name]
        if not isinstance(field, kind) or isinstance(field, bool):
            raise _refusal(
                f"{where} must have as {name} a JSON {_JSON_NAMES[kind]}, but it is {_shown(field)}."
            )
        if isinstance(field, str) and encodable(field) != field:
            raise _refusal(f"{where} has characters as {name} that no text has: {_shown(field)}.")
    return value


def _parsed(receipt: object) -> object:
    if not isinstance(receipt, str | bytes):
        raise _refusal(f"A receipt is JSON text or a mapping, but this is {_shown(receipt)}.")
    data = receipt if isinstance(receipt, bytes) else receipt.encode("utf-8", "surrogatepass")
    if len(data) > MAX_RECEIPT_BYTES:
        raise _refusal(f"A receipt has {MAX_RECEIPT_BYTES:,} bytes at most, and this has more.")
    try:
        text = data.decode("utf-8-sig")  # some editors put a byte order mark first
        return json.loads(text, parse_constant=_refuse_constant, object_pairs_hook=_object)
    except RecursionError:
        raise _refusal("A receipt is a flat JSON object, but this is nested too deeply.") from None
    except ValueError as error:  # also what is no UTF-8, and numbers of thousands of digits
        raise _refusal(f"A receipt is JSON text in UTF-8, but this is not ({error}).") from None


def _refuse_constant(name: str) -> object:
    raise ValueError(f"{name} is no number of JSON")


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """A JSON object; a reader could see one value of a field that is there twice, and the check another."""
    content = dict(pairs)
    if len(content) != len(pairs):
        raise ValueError("a field is there twice")
    return content


def _refusal(what: str) -> ReceiptError:
    return ReceiptError(f"{what} Give a receipt as `answer.receipt()` or `ask --receipt` wrote it.")


def _shown(value: object) -> str:
    """A value in a message: cut short, and only its type where it is no plain text or number."""
    if isinstance(value, str | float) or (isinstance(value, int) and value.bit_length() < 64):
        return reprlib.repr(value)
    return f"a value of type {type(value).__name__}"


def _package_version() -> str:
    try:
        return version("article-chat")
    except PackageNotFoundError:
        return ""
