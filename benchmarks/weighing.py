"""Fit the weights of rag/verification/weighing.py: does another one say so than whom a claim credits?

python benchmarks/voices.py [--write]

Claims on short articles (gate/claims.jsonl), half of them credited to another one than who says so. Prints
what is caught where a share of the supported ones is struck, each tenth of the articles by weights fitted on
the others; --write puts the weights fitted on all into rag/verification/weighing.json.
"""

import argparse
import json
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from gate import paragraphs
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

import rag
from rag.verification import speaker, weighing

CLAIMS = Path(__file__).parent / "gate" / "claims.jsonl"
SHARES = (0.01, 0.02, 0.03, 0.05)  # of the supported claims that are struck
LEAST, LEAST_RULED = 0.85, 0.5  # probabilities from which a claim is struck, the second where a rule says so
STRENGTH = 0.1  # of the evidence against the weights' being small (scikit-learn's C)

Row = tuple[int, bool, dict[str, float]]  # article, whether another one is credited, signals


def main() -> None:
    """Fit, print, and write where that is asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    articles = [json.loads(line) for line in CLAIMS.read_text(encoding="utf-8").splitlines()]
    rows = list(_rows(articles))
    names = list(rows[0][2])
    signals = np.array([[found[name] for name in names] for _, _, found in rows])
    wrong = np.array([is_wrong for _, is_wrong, _ in rows])
    odds = np.zeros(len(rows))
    for others, tenth in GroupKFold(10).split(signals, wrong, [article for article, _, _ in rows]):
        weights, intercept = _fit(signals[others], wrong[others])
        odds[tenth] = signals[tenth] @ weights + intercept
    print(f"{len(articles)} articles, {wrong.sum()} credited to another one, {(~wrong).sum()} supported\n")
    print("| supported, struck | to another one, caught |\n| --- | --- |")
    for share in SHARES:
        print(f"| {share:.0%} | {(odds[wrong] >= _least(odds, wrong, share)).mean():.0%} |")
    weights, intercept = _fit(signals, wrong)
    if options.write:
        fitted = {
            "fitted_on": f"{len(rows)} claims of benchmarks/gate/claims.jsonl",
            "least": LEAST,
            "least_ruled": LEAST_RULED,
            "weights": {name: round(float(weight), 3) for name, weight in zip(names, weights, strict=True)}
            | {"intercept": round(float(intercept), 3)},
        }
        path = Path(weighing.__file__).with_suffix(".json")
        path.write_text(json.dumps(fitted, indent=2) + "\n", encoding="utf-8")


def _rows(articles: list[dict[str, Any]]) -> Iterator[Row]:
    """The claims whose only fault, if any, is whom they credit, as the gate weighs them."""
    weighed: list[dict[str, float]] = []
    weigh = weighing.weigh

    def recorded(*args: Any, **options: Any) -> weighing.Weighed:
        found = weigh(*args, **options)
        weighed.append(dict(found.signals))
        return found

    with tempfile.TemporaryDirectory() as folder:
        corpus = Path(folder, "corpus")
        corpus.mkdir()
        for at, article in enumerate(articles):
            text = "\n\n".join([article["title"], *article["paragraphs"]])
            (corpus / f"{at}.txt").write_text(text, encoding="utf-8")
        with rag.Library.open(corpus) as library:
            speaker.weigh = recorded
            for at, article in enumerate(articles):
                sources = paragraphs(library, f"{at}.txt")
                for claim in article["claims"]:
                    if claim["fault"] not in ("", "speaker"):
                        continue
                    weighed.clear()
                    cited = "".join(f" [{number}]" for number in claim["cite"])
                    text = re.sub(r"([.!?]?)$", rf"{cited}\1", claim["sentence"], count=1)
                    library.verify(text, document=f"{at}.txt", sources=sources)
                    if weighed:  # what quotes other words than the text's is struck before
                        yield at, bool(claim["fault"]), dict(weighed[0])
            speaker.weigh = weigh


def _fit(signals: np.ndarray, wrong: np.ndarray) -> tuple[np.ndarray, float]:
    """Weights and intercept for signals as they are; they are made alike in size to be fitted."""
    mean, deviation = signals.mean(axis=0), signals.std(axis=0) + 1e-9
    model = LogisticRegression(C=STRENGTH, max_iter=2000).fit((signals - mean) / deviation, wrong)
    weights = model.coef_[0] / deviation
    return weights, float(model.intercept_[0] - mean @ weights)


def _least(odds: np.ndarray, wrong: np.ndarray, share: float) -> float:
    """What this share of the supported claims reaches."""
    return float(np.quantile(odds[~wrong], 1 - share))


if __name__ == "__main__":
    main()
