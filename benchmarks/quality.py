"""Score a question set about the corpus, or retrieval on a public pack, and print one row of figures.

python benchmarks/quality.py benchmarks/article.jsonl            answers to the questions about the article
python benchmarks/quality.py PACK [--lang fr] [--corpus-lang es] [--most 200]    a public pack's folder
"""

import argparse
import json
import math
import re
import statistics
import tempfile
from collections import defaultdict
from pathlib import Path
from typing import Any

import rag

Span = tuple[int, int]
WORTH = {"answered": 1.0, "closest": 0.5, "unanswered": 0.0}


def main() -> None:
    """Parse the arguments and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("source", type=Path)
    parser.add_argument("--lang")
    parser.add_argument("--corpus-lang")
    parser.add_argument("--most", type=int, default=0)
    options = parser.parse_args()
    if options.source.is_dir():
        figures = score_pack(options.source, options.lang, options.corpus_lang, options.most)
    else:
        figures = score_questions(_lines(options.source))
    print(" | ".join(f"{name} {value:.3f}" for name, value in figures.items()))


def score_questions(items: list[dict[str, Any]]) -> dict[str, float]:
    """Figures of the answers; each is a mean over the questions it has a meaning for.

    right: for an answerable question the worth of the outcome (1, .5, 0) where the expected key stands in the
    answer and half of some evidence is cited; for another 1 - worth, or 1 for a false premise corrected by
    evidence alone. evidence_recall: share of the evidence cited. citation_precision: share of citations that
    touch evidence, where answered. verbatim: quotes that stand in the text at their place.
    """
    found: dict[str, list[float]] = defaultdict(list)
    for item in items:
        answer = rag.ask(item["question"], history=item.get("history") or [])
        cited: list[Span] = [(c.start, c.end) for c in answer.citations]
        text = rag.document(answer.citations[0].document).text if cited else _text()
        evidence = [_span(text, quote) for quote in item["evidence"]]
        allowed = evidence + [_span(text, quote) for quote in item.get("alt_evidence", [])]
        touching = [any(_overlap(span, other) for other in allowed) for span in cited]
        found["verbatim"] += [
            float(rag.document(c.document).text[c.start : c.end] == c.quote) for c in answer.citations
        ]
        if item["answerable"]:
            keys = all(
                re.search(key, answer.text, re.IGNORECASE | re.MULTILINE) for key in item["answer_keys"]
            )
            shown = any(_covered(span, cited) for span in allowed)
            found["right"].append(WORTH[answer.status] * (keys and shown))
            is_open = item["kind"] == "vague" or str(item.get("note", "")).startswith("open")
            share = sum(_covered(span, cited) for span in evidence) / len(evidence)
            found["evidence_recall"].append(float(shown) if is_open else share)
            if answer.answered:
                found["citation_precision"].append(sum(touching) / len(touching))
            found["answered_when_answerable"].append(answer.answered)
            if not item.get("history"):
                passages = [(p.start, p.end) for p in rag.retrieve(item["question"])]
                found["recall@5"].append(sum(_covered(span, passages) for span in evidence) / len(evidence))
        else:
            corrected = item["kind"] == "false_premise" and bool(cited) and all(touching)
            found["right"].append(1.0 if corrected else 1 - WORTH[answer.status])
            found["answered_when_unanswerable"].append(answer.answered)
    return {name: statistics.mean(values) for name, values in found.items()}


def score_pack(folder: Path, lang: str | None, corpus_lang: str | None, most: int) -> dict[str, float]:
    """nDCG@10, recall@1 and @5 and MRR@10 with one document per passage of the pack."""
    passages = [p for p in _lines(folder / "corpus.jsonl") if corpus_lang in (None, p.get("lang"))]
    names = {str(p["id"]): f"{at}.txt" for at, p in enumerate(passages)}
    wanted: dict[str, set[str]] = defaultdict(set)
    for row in (folder / "qrels.tsv").read_text(encoding="utf-8").splitlines():
        query, *ids = row.split("\t")
        wanted[query] |= {names[id] for id in ids if id in names}
    queries = [
        q
        for q in _lines(folder / "queries.jsonl")
        if wanted.get(str(q["id"])) and lang in (None, q.get("lang"))
    ]
    queries = queries[:: max(1, len(queries) // most)][:most] if most else queries
    found: dict[str, list[float]] = defaultdict(list)
    with tempfile.TemporaryDirectory() as temporary:
        corpus = Path(temporary, "corpus")
        corpus.mkdir()
        for p in passages:
            (corpus / names[str(p["id"])]).write_text(p["text"], encoding="utf-8")
        with rag.Library.open(corpus, Path(temporary, "index")) as library:
            for query in queries:
                ranked = list(dict.fromkeys(p.document for p in library.retrieve(query["text"], k=30)))[:10]
                relevant = wanted[str(query["id"])]
                ranks = [at for at, name in enumerate(ranked, start=1) if name in relevant]
                ideal = sum(1 / math.log2(at + 1) for at in range(1, min(10, len(relevant)) + 1))
                found["nDCG@10"].append(sum(1 / math.log2(at + 1) for at in ranks) / ideal)
                found["recall@1"].append(1 in ranks)
                found["recall@5"].append(any(at <= 5 for at in ranks))
                found["MRR@10"].append(1 / ranks[0] if ranks else 0)
    return {name: statistics.mean(values) for name, values in found.items()}


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]


def _text() -> str:
    return rag.document(rag.retrieve("?", k=1)[0].document).text


def _span(text: str, quote: str) -> Span:
    place = re.search(r"\s+".join(map(re.escape, quote.split())), text)
    if not place:
        raise SystemExit(f"The evidence {quote!r} is not in the article: correct the question set.")
    return place.span()


def _overlap(one: Span, other: Span) -> int:
    return max(0, min(one[1], other[1]) - max(one[0], other[0]))


def _covered(span: Span, others: list[Span]) -> bool:
    return 2 * sum(_overlap(span, other) for other in others) >= span[1] - span[0]


if __name__ == "__main__":
    main()
