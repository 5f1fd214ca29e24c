"""article-chat ask|search|verify|verify-receipt|calibrate|index|doctor|chat: parse, call the package, print.

Exit codes: 0 done (for ask: answered), 1 an error, 2 wrong usage, 3 not answered (nothing, or only the
closest passages), 4 a citation of the receipt no longer holds, or a sentence is not supported.
"""

import argparse
import json
import logging
import sys
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING

from rag.errors import QuestionsFileError, RagError, ReceiptError, VerifyError
from rag.settings import MAX_VERIFIED_CHARS, Settings
from rag.types import Explanation, Skipped

if TYPE_CHECKING:
    from rag.library import Library

_NOT_ANSWERED = 3
_DOES_NOT_HOLD = 4
_INTERRUPTED = 130  # what a shell reports for Ctrl-C


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    options = _parser().parse_args(arguments)
    logging.basicConfig(format="article-chat: %(message)s", level=logging.WARNING)
    try:
        settings = _settings(options)
        return _COMMANDS[options.command](settings, options)
    except RagError as error:
        print(f"article-chat: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return _INTERRUPTED


def _parser() -> argparse.ArgumentParser:
    folders = argparse.ArgumentParser(add_help=False)
    folders.add_argument("--corpus", type=Path, help="folder of .txt and .md articles (RAG_CORPUS)")
    folders.add_argument(
        "--index", type=Path, help="folder of the index (RAG_INDEX; default: .index in the corpus folder)"
    )
    as_json = argparse.ArgumentParser(add_help=False)
    as_json.add_argument("--json", action="store_true", help="print JSON")

    parser = argparse.ArgumentParser(
        prog="article-chat",
        description="Ask an article anything and get its own words back, each with its place.",
    )
    commands = parser.add_subparsers(dest="command", required=True)
    ask = commands.add_parser("ask", parents=[folders, as_json], help="answer a question with citations")
    ask.add_argument("question")
    ask.add_argument(
        "--explain", action="store_true", help="list every sentence that was read, with its score"
    )
    ask.add_argument(
        "--writer",
        choices=["quotes", "model"],
        help="quotes alone, or sentences of the chat model (RAG_CHAT_MODEL; the default where it is set)",
    )
    ask.add_argument("--receipt", type=Path, metavar="FILE", help="write the receipt of the answer to FILE")
    search = commands.add_parser(
        "search", parents=[folders, as_json], help="list the passages nearest to a question"
    )
    search.add_argument("question")
    search.add_argument("-k", type=int, default=5, help="how many passages (default: 5)")
    verifying = commands.add_parser(
        "verify", parents=[folders, as_json], help="say of each sentence of a text whether it is supported"
    )
    verifying.add_argument("file", metavar="FILE", help="the text (UTF-8); - reads it from standard input")
    verify = commands.add_parser(
        "verify-receipt", parents=[folders, as_json], help="say whether the citations of a receipt still hold"
    )
    verify.add_argument("file", metavar="FILE", help="the receipt; - reads it from standard input")
    commands.add_parser(
        "index", parents=[folders, as_json], help="index what is new or changed in the corpus"
    )
    calibrating = commands.add_parser(
        "calibrate",
        parents=[folders, as_json],
        help="count wrong outcomes over questions known to be answerable or not",
    )
    calibrating.add_argument("questions", type=Path, metavar="QUESTIONS.jsonl")
    commands.add_parser(
        "doctor", parents=[folders, as_json], help="say what is in order and how to mend what is not"
    )
    chat = commands.add_parser("chat", parents=[folders], help="open the page in the browser")
    chat.add_argument("--host", help="address to serve on (RAG_HOST; default: 127.0.0.1)")
    chat.add_argument("--port", type=_port, help="port to serve on (RAG_PORT; default: 7860)")
    chat.add_argument("--no-browser", action="store_true", help="only serve, open no browser")
    return parser


def _port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 0 < int(text) < 65536:
        raise argparse.ArgumentTypeError(f"a port is a number from 1 to 65535, not {text!r}")
    return int(text)


def _settings(options: argparse.Namespace) -> Settings:
    """The environment's settings, under what the command line says."""
    settings = Settings.from_environment()
    if options.corpus is not None:
        settings = replace(settings, corpus=options.corpus, index=None)
    given = {
        name: value
        for name in ("index", "host", "port")
        if (value := getattr(options, name, None)) is not None
    }
    return replace(settings, **given)


def _open(settings: Settings) -> "Library":
    from rag.library import Library  # loads Chroma and the model: not for --help or a wrong option

    library = Library(settings, progress=sys.stderr.isatty())
    _report(library.skipped)
    return library


def _report(skipped: list[Skipped]) -> None:
    for skip in skipped:
        print(f"article-chat: left out: {skip.reason}", file=sys.stderr)


def _ask(settings: Settings, options: argparse.Namespace) -> int:
    with _open(settings) as library:
        answer = library.ask(options.question, explain=options.explain, writer=options.writer)
    if options.receipt is not None:
        _write_receipt(options.receipt, answer.receipt())
    print(_json(asdict(answer)) if options.json else answer.text)
    if answer.explanation is not None and not options.json:
        _print_explanation(answer.explanation)
    return 0 if answer.answered else _NOT_ANSWERED


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


def _search(settings: Settings, options: argparse.Namespace) -> int:
    with _open(settings) as library:
        passages = library.retrieve(options.question, k=options.k)
    if options.json:
        print(_json([asdict(passage) for passage in passages]))
    else:
        for passage in passages:
            print(
                f"{passage.score:.2f}  {passage.document} ¶{passage.paragraph}",
                " ".join(passage.text.split()),
                sep="  ",
            )
    return 0


def _verify_receipt(settings: Settings, options: argparse.Namespace) -> int:
    from rag.loading import load_folder  # the texts alone: no model to load, and no index that may be in use
    from rag.receipt import verify_receipt

    receipt = _read_receipt(options.file)
    documents, skipped = load_folder(settings.corpus)
    _report(skipped)
    checks = verify_receipt(receipt, document={document.name: document for document in documents}.__getitem__)
    if options.json:
        print(_json([asdict(check) for check in checks]))
    elif not checks:
        print("The receipt has no citations: there is nothing to check.")
    else:
        for check in checks:
            place = f"{check.document} {check.start}-{check.end}"
            print(f"[{check.number}]", f"holds: {place}" if check.holds else f"DOES NOT HOLD: {check.reason}")
    return 0 if all(check.holds for check in checks) else _DOES_NOT_HOLD


def _verify(settings: Settings, options: argparse.Namespace) -> int:
    try:
        text = _content(options.file, 4 * MAX_VERIFIED_CHARS + 4).decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise VerifyError(f"The text {options.file} cannot be read ({error}): name a UTF-8 file.") from error
    with _open(settings) as library:
        verdicts = library.verify(text)
    if options.json:
        print(_json([asdict(verdict) for verdict in verdicts]))
    else:
        for verdict in verdicts:
            places = ", ".join(f"{each.document} ¶{each.paragraph}" for each in verdict.citations)
            print(f"{verdict.verdict:13}  {verdict.sentence}\n{'':13}  {verdict.reason or places}")
    return 0 if all(verdict.supported for verdict in verdicts) else _DOES_NOT_HOLD


def _calibrate(settings: Settings, options: argparse.Namespace) -> int:
    from rag.calibration import calibrate, read_questions

    try:
        lines = options.questions.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise QuestionsFileError(
            f"The questions in {options.questions} cannot be read ({error}): name a UTF-8 file."
        ) from error
    questions = read_questions(lines)
    with _open(settings) as library:
        errors = calibrate(library, questions)
    if options.json:
        print(_json([asdict(row) for row in errors]))
        return 0
    print("          answerable                    not answerable")
    print("language    n  not answered  unanswered    n  answered  not unanswered")
    for row in errors:
        print(
            f"{row.language:8} {row.answerable:4}  {_percent(row.missed):>12}  {_percent(row.refused):>10} "
            f"{row.unanswerable:4}  {_percent(row.wrongly_answered):>8}  {_percent(row.not_refused):>14}"
        )
    return 0


def _percent(share: float | None) -> str:
    return "-" if share is None else f"{share:.0%}"


def _index(settings: Settings, options: argparse.Namespace) -> int:
    with _open(settings) as library:
        documents = [document.name for document in library.documents]
        report = {
            "documents": documents,
            "embedded": library.embedded,
            "skipped": [asdict(s) for s in library.skipped],
        }
    if options.json:
        print(_json(report))
    else:
        print(f"Documents in the index: {len(documents)}. Texts embedded now: {library.embedded}.")
    return 0


def _doctor(settings: Settings, options: argparse.Namespace) -> int:
    from rag.doctor import examine

    checks = []
    for check in examine(settings):
        checks.append(check)
        if not options.json:
            print(f"{'ok   ' if check.ok else 'WRONG'}  {check.name:10}  {check.says}", flush=True)
    if options.json:
        print(_json([asdict(check) for check in checks]))
    return 0 if all(check.ok for check in checks) else 1


def _chat(settings: Settings, options: argparse.Namespace) -> int:
    from concurrent.futures import Future

    from rag.page import serve

    opened: Future[Library] = Future()
    with serve(opened, settings, open_browser=not options.no_browser) as page:
        print(f"The page is at {page.local_url} (Ctrl-C ends it).", flush=True)
        with _open(settings) as library:  # the page is there while it is opened
            opened.set_result(library)
            page.wait()
    return 0


_COMMANDS = {
    "ask": _ask,
    "search": _search,
    "verify": _verify,
    "verify-receipt": _verify_receipt,
    "calibrate": _calibrate,
    "index": _index,
    "doctor": _doctor,
    "chat": _chat,
}


def _write_receipt(path: Path, receipt: str) -> None:
    try:
        path.write_text(receipt + "\n", encoding="utf-8")
    except OSError as error:
        raise ReceiptError(
            f"The receipt cannot be written to {path} ({error.strerror}): name a file that can be written."
        ) from error


def _read_receipt(name: str) -> bytes:
    """The file of that name, "-" standing for standard input, but no more than shows that it is too large."""
    from rag.receipt import MAX_RECEIPT_BYTES

    try:
        return _content(name, MAX_RECEIPT_BYTES + 1)
    except OSError as error:
        raise ReceiptError(
            f"The receipt {name} cannot be read ({error.strerror}): name a file that `ask --receipt` wrote."
        ) from error


def _content(name: str, most_bytes: int) -> bytes:
    """The first bytes of the file of that name, "-" standing for standard input."""
    if name == "-":
        return sys.stdin.buffer.read(most_bytes)
    with Path(name).open("rb") as file:
        return file.read(most_bytes)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)
