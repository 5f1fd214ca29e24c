"""The commands of article-chat: settings and options -> what is printed, and the exit code (see rag.cli)."""

import json
import sqlite3
import sys
from argparse import Namespace
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from rag.errors import QuestionsFileError, RagError, ReceiptError, VerifyError
from rag.scope import Scope
from rag.settings import MAX_VERIFIED_CHARS, Settings
from rag.types import Explanation, Skipped

if TYPE_CHECKING:
    from rag.library import Library

_NOT_ANSWERED = 3
_DOES_NOT_HOLD = 4
_LOOK_SECONDS = 30  # between two looks at the corpus folder while the page is open


def ask(settings: Settings, options: Namespace) -> int:
    """Print the answer to a question."""
    scope = _scope(options)
    with open_library(settings) as library:
        answer = library.ask(options.question, explain=options.explain, document=scope, writer=options.writer)
    if options.receipt is not None:
        _write_receipt(options.receipt, answer.receipt())
    print(as_json(answer) if options.json else answer.text)
    if answer.explanation is not None and not options.json:
        _print_explanation(answer.explanation)
    return 0 if answer.answered else _NOT_ANSWERED


def search(settings: Settings, options: Namespace) -> int:
    """Print the passages nearest to a question."""
    scope = _scope(options)
    with open_library(settings) as library:
        passages = library.retrieve(options.question, k=options.k, document=scope)
    if options.json:
        print(as_json(passages))
    else:
        for passage in passages:
            place = f"{passage.document} ¶{passage.paragraph}"
            print(f"{passage.score:.2f}  {place}  {' '.join(passage.text.split())}")
    return 0


def verify_receipt(settings: Settings, options: Namespace) -> int:
    """Print of each citation of a receipt whether it still holds."""
    from rag.loading import load_folder  # the texts alone: no model to load, and no index that may be in use
    from rag.receipt import MAX_RECEIPT_BYTES, verify_receipt

    try:
        receipt = _content(options.file, MAX_RECEIPT_BYTES + 1)  # enough to show that it is too large
    except OSError as error:
        raise ReceiptError(
            f"The receipt {options.file} cannot be read ({error.strerror}): "
            "name a file that `ask --receipt` wrote."
        ) from error
    documents, skipped = load_folder(settings.corpus)
    _report(skipped)
    by_name = {document.name: document for document in documents}
    names = {document.sha256: document.name for document in documents}
    checks = verify_receipt(receipt, document=by_name.__getitem__, names=names)
    if options.json:
        print(as_json(checks))
    elif not checks:
        print("The receipt has no citations: there is nothing to check.")
    else:
        for check in checks:
            moved = f", now {check.now}" if check.now else ""
            place = f"{check.document} {check.start}-{check.end}{moved}"
            print(f"[{check.number}]", f"holds: {place}" if check.holds else f"DOES NOT HOLD: {check.reason}")
    return 0 if all(check.holds for check in checks) else _DOES_NOT_HOLD


def verify(settings: Settings, options: Namespace) -> int:
    """Print of each sentence of a text whether it is supported."""
    try:
        text = _content(options.file, 4 * MAX_VERIFIED_CHARS + 4).decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise VerifyError(f"The text {options.file} cannot be read ({error}): name a UTF-8 file.") from error
    with open_library(settings) as library:
        verdicts = library.verify(text)
    if options.json:
        print(as_json(verdicts))
    else:
        for verdict in verdicts:
            places = ", ".join(f"{each.document} ¶{each.paragraph}" for each in verdict.citations)
            print(f"{verdict.verdict:13}  {verdict.sentence}\n{'':13}  {verdict.reason or places}")
    return 0 if all(verdict.supported for verdict in verdicts) else _DOES_NOT_HOLD


def calibrate(settings: Settings, options: Namespace) -> int:
    """Print how often each outcome is wrong, by language."""
    from rag.calibration import calibrate, read_questions

    try:
        lines = options.questions.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise QuestionsFileError(
            f"The questions in {options.questions} cannot be read ({error}): name a UTF-8 file."
        ) from error
    questions = read_questions(lines)
    with open_library(settings) as library:
        errors = calibrate(library, questions)
    if options.json:
        print(as_json(errors))
        return 0
    print("          answerable                    not answerable")
    print("language    n  not answered  unanswered    n  answered  not unanswered")
    for row in errors:
        print(
            f"{row.language:8} {row.answerable:4}  {_percent(row.missed):>12}  {_percent(row.refused):>10} "
            f"{row.unanswerable:4}  {_percent(row.wrongly_answered):>8}  {_percent(row.not_refused):>14}"
        )
    return 0


def index(settings: Settings, options: Namespace) -> int:
    """Index what is new or changed, and print how much that was."""
    embedded = 0
    if options.ray is not None:
        from rag.cluster import embed_on_ray
        from rag.progress import ProgressBar

        embedded = embed_on_ray(settings, options.ray, ProgressBar() if sys.stderr.isatty() else None)
    with open_library(settings) as library:
        documents = [header.name for header in library.contents]
        embedded += library.embedded
        report = {"documents": documents, "embedded": embedded, "skipped": library.skipped}
    if options.json:
        print(as_json(report))
    else:
        print(f"Documents in the index: {len(documents)}. Texts embedded now: {embedded}.")
    return 0


def doctor(settings: Settings, options: Namespace) -> int:
    """Print what is in order and what is not."""
    from rag.doctor import examine

    checks = []
    for check in examine(settings):
        checks.append(check)
        if not options.json:
            print(f"{'ok   ' if check.ok else 'WRONG'}  {check.name:10}  {check.says}", flush=True)
    if options.json:
        print(as_json(checks))
    return 0 if all(check.ok for check in checks) else 1


def chat(settings: Settings, options: Namespace) -> int:
    """Serve the page until it is interrupted."""
    from concurrent.futures import Future

    from rag.page import serve

    opened: Future[Library] = Future()
    with serve(opened, settings, open_browser=not options.no_browser) as page:
        print(f"The page is at {page.local_url} (Ctrl-C ends it).", flush=True)
        with open_library(settings) as library:  # the page is there while it is opened
            opened.set_result(library)
            wrong = ""
            while page.wait(_LOOK_SECONDS):
                wrong = look_again(library, wrong)
    return 0


def open_library(settings: Settings) -> "Library":
    """The library of these settings; what cannot be read is told on stderr."""
    from rag.library import Library  # loads Chroma and the model: not for --help or a wrong option

    library = Library(settings, progress=sys.stderr.isatty())
    _report(library.skipped)
    return library


def _scope(options: Namespace) -> Scope:
    """The documents that the options name, all without."""
    return Scope(
        tuple(options.document or ()), options.language or "", options.since or "", options.until or ""
    )


def look_again(library: "Library", known: str) -> str:
    """Take in what came, went or changed in the corpus folder; returns what is wrong with it, "" for nothing.

    What is not `known` to be wrong is told on stderr.
    """
    from chromadb.errors import ChromaError

    skipped, wrong = library.skipped, ""
    try:
        library.update()
    except (RagError, OSError, sqlite3.Error, ChromaError) as error:  # a full disk must not end the page
        wrong = str(error)
        if wrong != known:
            print(f"article-chat: {wrong}", file=sys.stderr)
    _report(skip for skip in library.skipped if skip not in skipped)
    return wrong


def _report(skipped: Iterable[Skipped]) -> None:
    for skip in skipped:
        print(f"article-chat: left out: {skip.reason}", file=sys.stderr)


def _print_explanation(explanation: Explanation) -> None:
    signals = ", ".join(f"{name} {value:.2f}" for name, value in explanation.signals.items())
    print(
        f"\nRead as: {explanation.request}, {' | '.join(explanation.parts)}\n"
        f"Confidence {explanation.confidence:.2f} (answered from {explanation.sure}, closest from "
        f"{explanation.perhaps}): {signals}\n"
        f"Never in the corpus: {', '.join(explanation.unknown) or '-'}"
    )
    for candidate in explanation.candidates:
        parts = ", ".join(f"{name} {value:.3f}" for name, value in candidate.parts.items())
        place = f"{candidate.document} ¶{candidate.paragraph} {candidate.start}-{candidate.end}"
        print(
            f"\n{candidate.score:.3f}  {candidate.reason}  [{place}] {candidate.speaker}\n"
            f"       {parts}\n       {' '.join(candidate.text.split())}"
        )


def _percent(share: float | None) -> str:
    return "-" if share is None else f"{share:.0%}"


def _write_receipt(path: Path, receipt: str) -> None:
    try:
        path.write_text(receipt + "\n", encoding="utf-8")
    except OSError as error:
        raise ReceiptError(
            f"The receipt cannot be written to {path} ({error.strerror}): name a file that can be written."
        ) from error


def _content(name: str, most_bytes: int) -> bytes:
    """The first bytes of the file of that name, "-" standing for standard input."""
    if name == "-":
        return sys.stdin.buffer.read(most_bytes)
    with Path(name).open("rb") as file:
        return file.read(most_bytes)


def as_json(value: object) -> str:
    """A value of this package as JSON."""
    return json.dumps(value, ensure_ascii=False, indent=2, default=asdict)
