"""Measure an archive beside the single article of corpus/, in turns, and print Markdown tables.

python benchmarks/scale.py ARCHIVE INDEX [--rounds 5]

ARCHIVE is a folder of documents (benchmarks/archive.py makes one), INDEX the folder where its index is kept
from run to run. The first run embeds, which takes long; Ctrl-C or a kill loses some seconds of it.
"""

import argparse
import itertools
import os
import random
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import numpy as np
from tables import table

import rag
from rag.volume import Header

ROOT = Path(__file__).resolve().parent.parent
NEIGHBOURS = 10
CANDIDATES = 100  # asked of Chroma, as rag.retrieval does
HALF_PRECISION = 1e-4
PROBES = 200
FIRST_ANSWER = """
import sys, time
begin = time.perf_counter()
import rag
with rag.Library.open(sys.argv[1], sys.argv[2]) as library:
    library.ask(sys.argv[3])
    print(time.perf_counter() - begin)
"""


def main() -> None:
    """Index, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("archive", type=Path)
    parser.add_argument("index", type=Path)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    begin = time.perf_counter()
    with (
        tempfile.TemporaryDirectory() as folder,
        rag.Library.open(options.archive, options.index, progress=True) as archive,
        rag.Library.open(ROOT / "corpus", Path(folder, "index")) as article,
    ):
        opened = time.perf_counter() - begin
        corpus = archive._desk.shelf.corpus
        print(
            f"{len(archive._desk.shelf.headers):,} documents, {len(corpus.passages):,} passages, "
            f"{len(corpus.sentences):,} sentences; {archive.embedded:,} texts embedded in {opened:,.0f} s; "
            f"peak memory {_peak_megabytes():,.0f} MB\n"
        )
        questions = questions_of(archive, 40)
        print(f"recall@{NEIGHBOURS} of Chroma against exact search: {_recall(archive):.4f}\n")
        rows = [
            _asking(archive, article, questions, options.rounds),
            _changing(archive, article, options.rounds),
            _scoped(archive, questions),
        ]
    rows.append(_reopening(options, questions[0]))
    print(table(["what", "archive", "single article", "ratio"], [row for part in rows for row in part]))


def questions_of(library: rag.Library, n: int) -> list[str]:
    """Sentences of the archive, shortened to what somebody would ask, and questions on nothing in it."""
    choose = random.Random(1)
    sentences = library._desk.shelf.corpus.sentences
    own = [sentences[at].text.split() for at in choose.sample(range(len(sentences)), 4 * n)]
    asked = [" ".join(words[:8]) for words in own if len(words) >= 5][: n - 4]
    return [
        *asked,
        "What did Chen promise?",
        "Quelle est la capitale de l'Australie ?",
        "Wer ist Ada Lovelace?",
        "?que",
    ]


def _recall(library: rag.Library) -> float:
    """The share of the nearest passages that Chroma finds, for questions of the archive's kind.

    Manual pages share many paragraphs: one that is as near as the last of the nearest is one of them.
    """
    desk, shares = library._desk, []
    for question in questions_of(library, PROBES):
        vector = desk._asker.vector(question)
        exact = desk._vectors.passages.exact(vector, NEIGHBOURS)
        found = desk._vectors.passages.similarities(vector, desk._vectors.nearest(vector, CANDIDATES))
        best = sorted(found.values(), reverse=True)[:NEIGHBOURS]
        shares.append(sum(cosine >= min(exact.values()) - HALF_PRECISION for cosine in best) / len(exact))
    return statistics.mean(shares)


def _asking(archive: rag.Library, article: rag.Library, questions: list[str], rounds: int) -> list[list[str]]:
    times: tuple[list[float], list[float]] = ([], [])
    for at in range(rounds + 1):
        for question in questions:
            for library, own in zip((archive, article), times, strict=True):
                begin = time.perf_counter()
                library.ask(question)
                if at:
                    own.append(1e3 * (time.perf_counter() - begin))
    result = []
    for name, share in (("p50", 50), ("p95", 95)):
        one, other = (float(np.percentile(own, share)) for own in times)
        result.append([f"ask, {name}", f"{one:.1f} ms", f"{other:.1f} ms", f"{one / other:.2f}"])
    return result


def _changing(archive: rag.Library, article: rag.Library, rounds: int) -> list[list[str]]:
    times: tuple[list[float], list[float]] = ([], [])
    for at in range(1 + 3 * rounds):
        for library, own in zip((archive, article), times, strict=True):
            text = f"Un titre {at}\nLe train numéro {at} part à midi.\nIl revient à {at} heures."
            begin = time.perf_counter()
            library.add(f"train-{os.getpid()}-{at}.txt", text)
            if at:
                own.append(time.perf_counter() - begin)
            library.remove(f"train-{os.getpid()}-{at}.txt")
    shutil.rmtree(archive._folder / ".removed", ignore_errors=True)
    shutil.rmtree(article._folder / ".removed", ignore_errors=True)
    one, other = map(statistics.median, times)
    return [["add a document of three sentences", f"{one:.3f} s", f"{other:.3f} s", f"{one / other:.2f}"]]


def _scoped(archive: rag.Library, questions: list[str]) -> list[list[str]]:
    """Questions to one document of the archive, and to those of its most frequent languages and dates."""
    names = random.Random(2).sample([header.name for header in archive.contents], 20)
    scopes = {"one document": [rag.Scope(names=(name,)) for name in names]}
    for language, passages in _passages_by(archive, lambda header: header.language).most_common(3):
        scopes[f"the {passages:,} passages in {language}"] = [rag.Scope(language=language)]
    years = _passages_by(archive, lambda header: header.date[:4])
    for year, passages in [(year, passages) for year, passages in years.most_common() if year][:2]:
        scopes[f"the {passages:,} passages of {year}"] = [rag.Scope(since=year, until=year)]
    rows = []
    for name, own in scopes.items():
        first, times = [], []
        for scope, question in zip(itertools.cycle(own), questions, strict=False):
            for at in (first, times):
                begin = time.perf_counter()
                archive.ask(question, document=scope)
                at.append(1e3 * (time.perf_counter() - begin))
        p50, p95 = np.percentile(times, [50, 95])
        rows.append(
            [f"ask {name}, p50 / p95", f"{p50:.1f} / {p95:.1f} ms (first {max(first):.0f})", "–", "–"]
        )
    return rows


def _passages_by(archive: rag.Library, what: Callable[[Header], str]) -> Counter[str]:
    found: Counter[str] = Counter()
    for header in archive.contents:
        found[what(header)] += len(header.counts)
    return found


def _reopening(options: argparse.Namespace, question: str) -> list[list[str]]:
    times: tuple[list[float], list[float]] = ([], [])
    with tempfile.TemporaryDirectory() as folder:
        places = [(options.archive, options.index), (ROOT / "corpus", Path(folder, "index"))]
        for at in range(options.rounds + 1):
            for (corpus, index), own in zip(places, times, strict=True):
                done = subprocess.run(
                    [sys.executable, "-c", FIRST_ANSWER, str(corpus), str(index), question],
                    cwd=ROOT,
                    check=True,
                    capture_output=True,
                    text=True,
                )
                if at:
                    own.append(float(done.stdout))
    one, other = map(statistics.median, times)
    return [
        ["reopened in a new process, first answer", f"{one:.2f} s", f"{other:.2f} s", f"{one / other:.2f}"]
    ]


def _peak_megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
