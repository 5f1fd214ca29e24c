"""Score answers to questions about the corpus, or retrieval or refusal on a public pack, beside controls.

python benchmarks/quality.py benchmarks/article.jsonl            answers to the questions about the article
python benchmarks/quality.py PACK [--lang fr] [--corpus-lang es] [--most 200]     retrieval over the pack
python benchmarks/quality.py --refusal PACK [--lang fr] [--corpus-lang es] [--most 50]    each article

Prints Markdown tables. The controls answer the same questions in the same run, without their history.
"""

import argparse
import json
from collections import Counter
from pathlib import Path
from typing import Any

from answers import Figures, Shown, figures, find_spans, share_covered
from controls import answer_controls
from packs import refusal_report, retrieval_report
from tables import means, means_with_intervals, table

import rag
from rag.embedding import open_embedder

OURS = "article-chat"
HEADINGS = {
    "right": "right",
    "evidence_recall": "evidence recall",
    "citation_precision": "citation precision",
    "character_precision": "citation precision, characters",
    "first_citation_precision": "first citation",
    "recall_250": "recall, 250 characters",
    "recall_500": "recall, 500 characters",
    "characters_shown": "characters shown",
    "answered_when_answerable": "answered, answerable",
    "closest_when_answerable": "closest, answerable",
    "answered_when_unanswerable": "answered, unanswerable",
    "closest_when_unanswerable": "closest, unanswerable",
    "recall@5": "recall@5",
    "verbatim": "verbatim",
    "wrong_speaker": "wrong speaker",
    "answered": "answered",
}
WHAT_IS_SHOWN = [
    "right",
    "evidence_recall",
    "citation_precision",
    "character_precision",
    "first_citation_precision",
    "recall_250",
    "recall_500",
    "characters_shown",
]
WHEN = [
    "answered_when_answerable",
    "closest_when_answerable",
    "answered_when_unanswerable",
    "closest_when_unanswerable",
    "recall@5",
    "verbatim",
]
BY_GROUP = ["right", "evidence_recall", "first_citation_precision", "answered"]


def main() -> None:
    """Parse the arguments and print the tables."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("source", type=Path, help="a question set, or the folder of a pack")
    parser.add_argument("--refusal", action="store_true", help="each article of the pack is a corpus")
    parser.add_argument("--lang", help="of the questions")
    parser.add_argument("--corpus-lang", help="of the passages")
    parser.add_argument(
        "--most", type=int, default=0, help="questions in all; with --refusal, of each language and kind"
    )
    options = parser.parse_args()
    if options.source.is_dir():
        report = refusal_report if options.refusal else retrieval_report
        print(report(options.source, options.lang, options.corpus_lang, options.most))
    elif options.refusal:
        parser.error("--refusal asks for the folder of a pack")
    else:
        lines = options.source.read_text(encoding="utf-8").splitlines()
        print(answers_report([json.loads(line) for line in lines if line]))


def answers_report(items: list[dict[str, Any]]) -> str:
    """Tables of all systems, then of our answers per kind and per language of the questions."""
    document = rag.document(rag.retrieve("?", k=1)[0].document)
    systems = {OURS: [_ours(item, document) for item in items]}
    for name, control in answer_controls(document, open_embedder()).items():
        systems[name] = [figures(item, control(item["question"]), document.text) for item in items]
    parts = [f"{len(items)} questions, {sum(not item['answerable'] for item in items)} of them unanswerable"]
    for names in (WHAT_IS_SHOWN, WHEN):
        rows = [[name, *means_with_intervals(found, names)] for name, found in systems.items()]
        parts.append(table(["system", *(HEADINGS[name] for name in names)], rows))
    ours = systems[OURS]
    asked = sum("wrong_speaker" in found for found in ours)
    wrong = means_with_intervals(ours, ["wrong_speaker"])[0] if asked else "–, no question says who speaks"
    parts.append(f"wrong speaker: {wrong} ({asked} questions)")
    parts += [_by_group(items, ours, key) for key in ("kind", "lang")]
    return "\n\n".join(parts)


def _ours(item: dict[str, Any], document: rag.Document) -> Figures:
    answer = rag.ask(item["question"], history=item.get("history") or [])
    cited = [citation for citation in answer.citations if citation.document == document.name]
    spans = [(citation.start, citation.end) for citation in cited]
    found = figures(item, Shown(answer.status, answer.text, spans, [c.speaker for c in cited]), document.text)
    found["verbatim"] = all(
        rag.document(c.document).text[c.start : c.end] == c.quote for c in answer.citations
    )
    if item["answerable"] and not item.get("history"):
        passages = [(p.start, p.end) for p in rag.retrieve(item["question"], k=5)]
        found["recall@5"] = share_covered(find_spans(document.text, item["evidence"]), passages)
    return found


def _by_group(items: list[dict[str, Any]], found: list[Figures], key: str) -> str:
    """A row per value of `key`, the most frequent first."""
    rows = []
    for value, n in Counter(item[key] for item in items).most_common():
        group = [values for item, values in zip(items, found, strict=True) if item[key] == value]
        rows.append([value, str(n), *means(group, BY_GROUP)])
    return table([key, "n", *(HEADINGS[name] for name in BY_GROUP)], rows)


if __name__ == "__main__":
    main()
