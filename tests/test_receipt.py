"""Receipts: what is written, when it holds, how it fails, and what is no receipt."""

import hashlib
import io
import json
import sys
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import rag
from rag.cli import main
from rag.loading import read_document
from rag.receipt import verify_receipt

TEXT = (
    "Le marché de la vallée\n"
    "Le marché de la vallée ouvre en été à six heures du matin.\n"
    "« Nous vendons du miel de lavande », a déclaré Anna Moss.\n"
    "Les ruches ont été déplacées en mai vers le nord du lac.\n"
)
QUESTION = "When does the market open?"
ROOT = Path(__file__).resolve().parent.parent

Receipt = dict[str, Any]


@pytest.fixture(scope="module")
def answer(tmp_path_factory: pytest.TempPathFactory) -> rag.Answer:
    folder = tmp_path_factory.mktemp("receipt")
    (folder / "market.txt").write_text(TEXT, encoding="utf-8")
    with rag.Library.open(folder) as library:
        found = library.ask(f"  {QUESTION}\n")
        assert all(check.holds for check in library.verify_receipt(found.receipt()))
    assert found.citations[0].quote.startswith("Le marché de la vallée ouvre")
    return found


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """A folder with the text that was cited, and another one."""
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "market.txt").write_bytes(TEXT.encode())
    (tmp_path / "corpus" / "other.txt").write_text("Un titre\nLe chat dort.\n", encoding="utf-8")
    return tmp_path / "corpus"


@pytest.fixture
def written(answer: rag.Answer) -> Receipt:
    """The fields of the receipt, to be tampered with."""
    fields: Receipt = json.loads(answer.receipt())
    return fields


def _check(receipt: str | bytes | Receipt, corpus: Path) -> tuple[rag.CitationCheck, ...]:
    return verify_receipt(receipt, document=lambda name: read_document(corpus / name, name))


def test_a_receipt_has_the_question_the_outcome_and_every_place_with_the_texts_digest(
    answer: rag.Answer, written: Receipt
) -> None:
    assert answer.receipt().startswith('{\n  "receipt": 1,\n  "version": "')
    assert list(written) == ["receipt", "version", "question", "status", "language", "citations"]
    assert (written["question"], written["language"]) == (QUESTION, "en")
    assert written["status"] == answer.status
    cited = written["citations"][0]
    assert list(cited) == ["number", "document", "sha256", "start", "end", "quote", "speaker"]
    assert cited["sha256"] == hashlib.sha256(TEXT.encode()).hexdigest()
    assert TEXT[cited["start"] : cited["end"]] == cited["quote"]
    assert "marché" in answer.receipt()  # readable: not written as \u00e9


def test_a_receipt_of_an_unchanged_text_holds_as_text_bytes_and_mapping(
    answer: rag.Answer, written: Receipt, corpus: Path
) -> None:
    receipt = answer.receipt()
    for form in (receipt, receipt.encode(), b"\xef\xbb\xbf" + receipt.encode(), written):
        checks = _check(form, corpus)
        assert [check.number for check in checks] == [c.number for c in answer.citations]
        assert all(check.holds and not check.reason for check in checks)


@pytest.mark.parametrize(
    ("change", "quote"),
    [
        (lambda text: text.replace("mai", "Mai"), "the quote itself still stands at its place"),
        (lambda text: text + " ", "the quote itself still stands at its place"),
        (lambda text: text[:-1], "the quote itself still stands at its place"),
        (lambda text: text.replace("nord", "no\u200brd"), "the quote itself still stands at its place"),
        (lambda text: text.replace("six", "dix"), "the quote no longer stands at its place"),
        (lambda text: " " + text, "the quote no longer stands at its place"),
        (lambda text: text.replace("\n", "\r\n"), "the quote no longer stands at its place"),
        (lambda text: unicodedata.normalize("NFD", text), "the quote no longer stands at its place"),
    ],
    ids=["letter", "space", "newline", "zero-width", "in quote", "shifted", "CRLF", "NFD"],
)
def test_one_changed_character_anywhere_fails_every_citation_of_the_text(
    answer: rag.Answer, corpus: Path, change: Callable[[str], str], quote: str
) -> None:
    changed = change(TEXT)
    assert changed != TEXT
    (corpus / "market.txt").write_bytes(changed.encode())
    checks = _check(answer.receipt(), corpus)
    assert len(checks) == len(answer.citations)
    assert not any(check.holds for check in checks)
    assert "'market.txt' is no longer the one that was cited" in checks[0].reason
    assert quote in checks[0].reason


def test_a_citation_of_a_removed_document_does_not_hold(answer: rag.Answer) -> None:
    checks = verify_receipt(answer.receipt(), document=dict[str, rag.Document]().__getitem__)
    assert not any(check.holds for check in checks)
    assert checks[0].reason == "there is no document 'market.txt' any more"


@pytest.mark.parametrize(
    ("field", "forged", "reason"),
    [
        ("quote", "Le marché de la vallée ouvre en été à dix heures du matin.", "the receipt was changed"),
        ("quote", "Le marché de la vallée ouvre en été à six heures du matin", "the receipt was changed"),
        ("start", 22, "the receipt was changed"),
        ("end", 9_999_999, "the receipt was changed"),
        ("sha256", "0" * 64, "one or more characters differ"),
        ("document", "other.txt", "'other.txt' is no longer the one that was cited"),
        ("document", "x\n[2] holds: y", r"no document 'x\n[2] holds: y'"),
    ],
)
def test_a_forged_field_does_not_hold(
    written: Receipt, corpus: Path, field: str, forged: object, reason: str
) -> None:
    assert written["citations"][0][field] != forged
    written["citations"][0][field] = forged
    documents = {name: read_document(corpus / name, name) for name in ("market.txt", "other.txt")}
    checks = verify_receipt(written, document=documents.__getitem__)
    assert not checks[0].holds
    assert reason in checks[0].reason
    assert all(check.holds for check in checks[1:])


@pytest.mark.parametrize(
    ("receipt", "message"),
    [
        ("", "this is not"),
        ("no JSON", "this is not"),
        ("[]", "this is none"),
        ("null", "this is none"),
        ("{}", "this is none"),
        (b"\xff\xfe{}", "UTF-8"),
        ("[" * 100_000, "nested too deeply"),
        ('{"receipt": NaN}', "NaN is no number"),
        ('{"receipt": 1, "receipt": 1}', "there twice"),
        ('{"receipt": ' + "1" * 5_000 + "}", "this is not"),
        ('{"receipt": 2, "new": 0}', "this one is of format 2: verify it with the version"),
        ('{"receipt": true}', "this one is of format True"),
        (" " * 1_000_001, "1,000,000 bytes at most"),
        (None, "but this is a value of type NoneType"),
        ({"receipt": 1}, "lacks version"),
    ],
)
def test_what_is_no_receipt_is_refused_and_says_what_to_do(receipt: Any, message: str, corpus: Path) -> None:
    with pytest.raises(rag.ReceiptError) as refused:
        _check(receipt, corpus)
    assert message in str(refused.value)
    assert "Give a receipt" in str(refused.value) or "verify it with" in str(refused.value)
    assert len(str(refused.value)) < 400


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("start", -1, "0 <= start < end <= 10,000,000, but start is -1"),
        ("start", True, "as start a JSON whole number, but it is True"),
        ("start", 3.0, "as start a JSON whole number, but it is 3.0"),
        ("start", float("nan"), "as start a JSON whole number, but it is nan"),
        ("end", "9", "as end a JSON whole number, but it is '9'"),
        ("end", 0, "end is 0"),
        pytest.param("end", 1 << 20_000, "end is a value of type int", id="a number too long to print"),
        ("number", 0, "a number from 1 on, but has 0"),
        ("number", None, "as number a JSON whole number, but it is a value of type NoneType"),
        ("sha256", "", "64 digits"),
        ("sha256", "A" * 64, "64 digits"),
        ("sha256", "0" * 64 + "\n", "64 digits"),
        ("quote", ["x"], "as quote a JSON string"),
        ("quote", "\ud800", "characters as quote that no text has"),
        ("page", 1, "also has 'page'"),
    ],
)
def test_a_citation_with_an_odd_field_is_refused(
    written: Receipt, corpus: Path, field: str, value: object, message: str
) -> None:
    written["citations"][0][field] = value
    with pytest.raises(rag.ReceiptError) as refused:
        _check(written, corpus)
    assert "Entry 1 of the citations" in str(refused.value)
    assert message in str(refused.value)


@pytest.mark.parametrize("field", ["number", "document", "sha256", "start", "end", "quote", "speaker"])
def test_a_citation_without_one_of_its_fields_is_refused(written: Receipt, corpus: Path, field: str) -> None:
    del written["citations"][0][field]
    with pytest.raises(rag.ReceiptError, match=f"lacks {field}"):
        _check(written, corpus)


@pytest.mark.parametrize(
    ("field", "value"),
    [("citations", {}), ("citations", [3]), ("status", "sure"), ("question", None), ("answer", "Yes.")],
)
def test_a_receipt_with_an_odd_field_is_refused(
    written: Receipt, corpus: Path, field: str, value: object
) -> None:
    written[field] = value
    with pytest.raises(rag.ReceiptError):
        _check(written, corpus)


def test_an_answer_without_citations_has_a_receipt_with_nothing_to_check(corpus: Path) -> None:
    receipt = rag.Answer("No.", "unanswered", "en", question="Eggs?").receipt()
    assert json.loads(receipt)["citations"] == []
    assert _check(receipt, corpus) == ()


def test_a_citation_without_the_digest_of_its_text_gets_no_receipt() -> None:
    answer = rag.Answer("...", "answered", "en", (rag.Citation(1, "x", "a.txt", 1, 0, 1),))
    with pytest.raises(rag.ReceiptError, match=r"citation 1 of 'a\.txt' has none"):
        answer.receipt()


@pytest.fixture
def receipt(answer: rag.Answer, tmp_path: Path) -> Path:
    path = tmp_path / "receipt.json"
    path.write_text(answer.receipt(), encoding="utf-8")
    return path


def test_the_command_says_that_a_citation_holds(
    answer: rag.Answer, receipt: Path, corpus: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["verify-receipt", str(receipt), "--corpus", str(corpus)]) == 0
    first = answer.citations[0]
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == f"[1] holds: market.txt {first.start}-{first.end}"
    assert len(lines) == len(answer.citations)
    assert not (corpus / ".index").exists()  # only the texts are read


@pytest.mark.parametrize("change", [lambda path: path.write_bytes(TEXT.encode() + b"\n"), Path.unlink])
def test_the_command_exits_with_4_when_a_text_has_changed_or_gone(
    receipt: Path, corpus: Path, capsys: pytest.CaptureFixture[str], change: Callable[[Path], object]
) -> None:
    change(corpus / "market.txt")
    assert main(["verify-receipt", str(receipt), "--corpus", str(corpus)]) == 4
    assert capsys.readouterr().out.startswith("[1] DOES NOT HOLD: the")
    assert main(["verify-receipt", str(receipt), "--json", "--corpus", str(corpus)]) == 4
    check = json.loads(capsys.readouterr().out)[0]
    assert set(check) == {"number", "document", "start", "end", "holds", "reason", "now"}
    assert check["holds"] is False


def test_the_command_reads_standard_input_and_says_when_there_is_nothing_to_check(
    corpus: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    receipt = rag.Answer("No.", "unanswered", "en").receipt()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(receipt.encode())))
    assert main(["verify-receipt", "-", "--corpus", str(corpus)]) == 0
    assert "nothing to check" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("content", "message"),
    [(None, "cannot be read (No such file"), (b"\xff", "UTF-8"), (b" " * 2_000_000, "bytes at most")],
)
def test_a_file_that_is_no_receipt_is_one_sentence_and_exit_code_1(
    tmp_path: Path,
    corpus: Path,
    capsys: pytest.CaptureFixture[str],
    content: bytes | None,
    message: str,
) -> None:
    if content is not None:
        (tmp_path / "file").write_bytes(content)
    assert main(["verify-receipt", str(tmp_path / "file"), "--corpus", str(corpus)]) == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    assert message in captured.err
    assert captured.err.count("\n") == 1


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    yield str(tmp_path_factory.mktemp("index"))


def test_ask_writes_a_receipt_that_holds_while_another_has_the_index(index: str, tmp_path: Path) -> None:
    folders = ["--corpus", str(ROOT / "corpus"), "--index", index]
    path = tmp_path / "receipt.json"
    path.write_text("an older one", encoding="utf-8")
    assert main(["ask", "What did Chen promise?", "--receipt", str(path), *folders]) == 0
    assert json.loads(path.read_text(encoding="utf-8"))["question"] == "What did Chen promise?"
    with rag.Library.open(ROOT / "corpus", index):
        assert main(["verify-receipt", str(path), *folders]) == 0


def test_a_receipt_that_cannot_be_written_says_so(
    index: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folders = ["--corpus", str(ROOT / "corpus"), "--index", index]
    assert main(["ask", "Who is Chen?", "--receipt", str(tmp_path / "no" / "file"), *folders]) == 1
    assert "cannot be written to" in capsys.readouterr().err
