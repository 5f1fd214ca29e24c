"""Run the gate over labelled draft sentences; print precision and recall per fault as Markdown.

python benchmarks/gate.py [--half seen] [--errors] [--without-numbers]

Each sentence of benchmarks/gate/*.jsonl is a draft of its own, which cites the paragraphs of its text. With
--without-numbers the [n] are taken away, as in a text that cites nothing (`rag.verify`); faults of [n] are
then left out.
"""

import argparse
import json
import re
import tempfile
from collections import defaultdict
from pathlib import Path
from typing import Any

import rag
from rag.types import Passage

FOLDER = Path(__file__).parent / "gate"
ARTICLE = Path(__file__).resolve().parent.parent / "corpus" / "openai-meta.txt"
OF_NUMBERS = ("no_marker", "bad_marker", "wrong_place")


def main() -> None:
    """Measure one half, all its texts being one library."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--half", choices=["seen", "held"], default="seen")
    parser.add_argument("--errors", action="store_true", help="list the sentences that came out wrong")
    parser.add_argument("--without-numbers", action="store_true")
    options = parser.parse_args()
    lines = (FOLDER / f"{options.half}.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [
        row for row in map(json.loads, lines) if not (options.without_numbers and row["fault"] in OF_NUMBERS)
    ]
    with tempfile.TemporaryDirectory() as folder:
        corpus = Path(folder, "corpus")
        corpus.mkdir()
        for name in {row["text"] for row in rows}:
            text = ARTICLE if name == ARTICLE.name else FOLDER / name
            (corpus / name).write_bytes(text.read_bytes())
        with rag.Library.open(corpus) as library:
            judged = [(row, _judged(library, row, bare=options.without_numbers)) for row in rows]
    _print_table(judged)
    if options.errors:
        for row, verdict in judged:
            if (row["verdict"] == "supported") != verdict.supported:
                print(f"\n{row['fault'] or 'supported'} -> {verdict.verdict}: {verdict.reason}")
                print(f"  {row['sentence']}")


def _judged(library: rag.Library, row: dict[str, Any], *, bare: bool) -> rag.Verdict:
    text, sources = row["sentence"], None if bare else paragraphs(library, row["text"])
    if bare:
        text = re.sub(r"\s*\[[\d, ]+\]", "", text)
    verdicts = library.verify(text, document=row["text"], sources=sources)  # of more than one if it is cut
    return next((verdict for verdict in verdicts if not verdict.supported), verdicts[0])


def paragraphs(library: rag.Library, name: str) -> list[Passage]:
    """The paragraphs of a document behind its title: what [1], [2], ... cite."""
    text, found = library.document(name).text, dict[int, list[Any]]()
    for sentence in library.sentences(name):
        found.setdefault(sentence.paragraph, []).append(sentence)
    spans = {number: (those[0].start, those[-1].end) for number, those in found.items() if number}
    return [
        Passage(text[start:end], name, number, start, end) for number, (start, end) in sorted(spans.items())
    ]


def _print_table(judged: list[tuple[dict[str, Any], rag.Verdict]]) -> None:
    groups = defaultdict[str, list[tuple[dict[str, Any], rag.Verdict]]](list)
    for row, verdict in judged:
        groups[row["fault"] or "supported"].append((row, verdict))
    print("| fault | n | caught | with the right verdict |\n| --- | --- | --- | --- |")
    for fault, group in groups.items():
        if fault != "supported":
            caught = sum(not verdict.supported for _, verdict in group)
            right = sum(verdict.verdict == row["verdict"] for row, verdict in group)
            print(f"| {fault} | {len(group)} | {caught} ({caught / len(group):.0%}) | {right} |")
    good = groups["supported"]
    removed = sum(not verdict.supported for _, verdict in good)
    bad = [verdict for row, verdict in judged if row["fault"]]
    stopped = sum(not verdict.supported for verdict in bad)
    print(f"| supported, removed | {len(good)} | {removed} ({removed / len(good):.0%}) | – |")
    print(
        f"\nAll faults: recall {stopped / len(bad):.3f}, precision {stopped / (stopped + removed):.3f} "
        f"({len(bad)} faulty, {len(good)} supported sentences)."
    )


if __name__ == "__main__":
    main()
