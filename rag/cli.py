"""article-chat ask|search|add|list|remove|update|status|...: parse the arguments, run it, exit code.

Exit codes: 0 done (for ask: answered), 1 an error, 2 wrong usage, 3 not answered (nothing, or only the
closest passages), 4 a citation of the receipt no longer holds, or a sentence is not supported,
5 not all were added or removed.
"""

import argparse
import logging
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from rag import commands, keeping
from rag.errors import RagError
from rag.formats import KINDS
from rag.settings import Settings

Command = Callable[[Settings, argparse.Namespace], int]

_INTERRUPTED = 130  # what a shell reports for Ctrl-C


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    options = _parser().parse_args(arguments)
    logging.basicConfig(format="article-chat: %(message)s", level=logging.WARNING)
    run: Command = options.run
    try:
        return run(_settings(options), options)
    except RagError as error:
        print(f"article-chat: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return _INTERRUPTED


def _parser() -> argparse.ArgumentParser:
    folders = argparse.ArgumentParser(add_help=False)
    folders.add_argument("--corpus", type=Path, help="folder of the articles (RAG_CORPUS)")
    folders.add_argument(
        "--index", type=Path, help="folder of the index (RAG_INDEX; default: .index in the corpus folder)"
    )
    printing = argparse.ArgumentParser(add_help=False, parents=[folders])
    printing.add_argument("--json", action="store_true", help="print JSON")

    scope = argparse.ArgumentParser(add_help=False, parents=[printing])
    scope.add_argument("--document", metavar="NAME", action="append", help="only this document; repeatable")
    scope.add_argument("--language", metavar="CODE", help="only documents in this language, such as fr")
    scope.add_argument("--since", metavar="DATE", help="only documents of that day, month, year or later")
    scope.add_argument("--until", metavar="DATE", help="only documents of that day, month, year or earlier")

    parser = argparse.ArgumentParser(
        prog="article-chat",
        description="Ask an article anything and get its own words back, each with its place.",
    )
    subparsers = parser.add_subparsers(dest="command", required=True)

    def add(
        name: str, run: Command, does: str, parent: argparse.ArgumentParser = printing
    ) -> argparse.ArgumentParser:
        added = subparsers.add_parser(name, parents=[parent], help=does)
        added.set_defaults(run=run)
        return added

    ask = add("ask", commands.ask, "answer a question with citations", scope)
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
    search = add("search", commands.search, "list the passages nearest to a question", scope)
    search.add_argument("question")
    search.add_argument("-k", type=int, default=5, help="how many passages (default: 5)")
    verify = add("verify", commands.verify, "say of each sentence of a text whether it is supported")
    verify.add_argument("file", metavar="FILE", help="the text (UTF-8); - reads it from standard input")
    receipt = add(
        "verify-receipt", commands.verify_receipt, "say whether the citations of a receipt still hold"
    )
    receipt.add_argument("file", metavar="FILE", help="the receipt; - reads it from standard input")
    adding = add("add", keeping.add, "add files, folders of files and web pages to the corpus")
    adding.add_argument(
        "given", nargs="+", metavar="FILE|FOLDER|URL", help=f"{KINDS}, or an address of such a file or page"
    )
    add("list", keeping.list_documents, "list the documents, those too that are not indexed yet")
    removing = add("remove", keeping.remove, "move documents out of the corpus, into its folder .removed")
    removing.add_argument("names", nargs="+", metavar="NAME")
    add("update", keeping.update, "index what changed in the corpus, and say what that is")
    add("status", keeping.status, "say what the index holds, its size, its model, and who uses it")
    indexing = add("index", commands.index, "index what is new or changed in the corpus")
    indexing.add_argument(
        "--ray",
        nargs="?",
        const="",
        metavar="ADDRESS",
        help="embed on the Ray cluster at ADDRESS (default: the one here), into RAG_CHROMA_URL",
    )
    calibrate = add(
        "calibrate", commands.calibrate, "count wrong outcomes over questions known to be answerable or not"
    )
    calibrate.add_argument("questions", type=Path, metavar="QUESTIONS.jsonl")
    add("doctor", commands.doctor, "say what is in order and how to mend what is not")
    chat = add("chat", commands.chat, "open the page in the browser", folders)
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
    given = {name: getattr(options, name, None) for name in ("index", "host", "port")}
    return replace(settings, **{name: value for name, value in given.items() if value is not None})
