"""Time the page in Chromium beside what Gradio alone, or a bare HTML file, costs; print a Markdown table.

python benchmarks/page.py [--rounds 5]

Needs what the tests need. The long article is split but not embedded, which would take far longer than all
the rest: only its reading is measured.
"""

import argparse
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from playwright.sync_api import Browser, Page, expect, sync_playwright

sys.path.append(str(Path(__file__).resolve().parent.parent / "tests"))
from chromium import ARGUMENTS, executable
from room import DESKTOP, free_port

from rag.page import serve
from rag.settings import Settings
from rag.splitting import split_document
from rag.types import Document

ROOT = Path(__file__).resolve().parent.parent
PEER = """
import sys, gradio
chat = gradio.ChatInterface(lambda message, history: "Hens lay one egg a day in spring.")
chat.launch(server_port=int(sys.argv[1]), quiet=True)
"""
ENVIRONMENT = os.environ | {"GRADIO_ANALYTICS_ENABLED": "False", "RAG_QUESTIONS_PER_MINUTE": "10000"}
ALONE = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"  # the peer asks a font host of the outside
WARM_UPS, QUESTIONS = 3, 20
PARAGRAPHS, SENTENCES = 2_000, 4
PLACES = (1_000, 1_999, 300, 1_700, 30, 1_300)  # paragraphs that links lead to, each far from the one before
COLUMN = {"width": 656, "height": 780}  # what the pane has for its text: the window of the bare file
MOST_MS = 120_000  # other work may run beside this
WORDS = ["harbour", "stone", "winter", "letter", "market", "engine", "river", "teacher", "garden", "bridge"]
SENTENCE = "The {} of the {} keeps the {} near the {}, and the {} of the {} finds a {} beside the old {}."


def main() -> None:
    """Measure, and print each row when it is known."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5, help="starts, and readings of the long article")
    rounds = parser.parse_args().rounds
    print("| what | article-chat | peer | ratio |\n|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        app = ["app.py", "--no-browser", "--index", folder, "--port"]
        _starts(app, rounds)
        browser = playwright.chromium.launch(executable_path=executable(), args=[*ARGUMENTS, ALONE])
        _answers(browser, app)
        _long_article(browser, Path(folder, "peer.html"), rounds)


def _starts(app: list[str], rounds: int) -> None:
    own, peer = [], []
    with _running(*app, paths=["library"]):  # fills the index
        pass
    for _ in range(rounds):
        with _running(*app, paths=["", "library"]) as (_, seconds):
            own.append(seconds)
        with _running("-c", PEER, paths=[""]) as (_, seconds):
            peer += seconds
    _row("start until the page is served", [page for page, _ in own], peer, "s")
    _row("start until the article can be asked", [ready for _, ready in own], peer, "s")


@contextmanager
def _running(*arguments: str, paths: list[str]) -> Iterator[tuple[str, list[float]]]:
    """A server's address, and after how many seconds each of `paths` answered, one after the other."""
    port = str(free_port())
    url, seconds, begin = f"http://127.0.0.1:{port}/", [], time.perf_counter()
    command = [sys.executable, *arguments, port]
    with subprocess.Popen(command, cwd=ROOT, env=ENVIRONMENT, stdout=subprocess.DEVNULL) as process:
        try:
            while len(seconds) < len(paths):
                try:
                    urllib.request.urlopen(url + paths[len(seconds)], timeout=MOST_MS / 1e3).close()
                    seconds.append(time.perf_counter() - begin)
                except OSError:
                    if process.poll() is not None:
                        raise SystemExit(f"{' '.join(command)} ended before it served a page.") from None
                    time.sleep(0.02)
            yield url, seconds
        finally:
            process.terminate()


def _answers(browser: Browser, app: list[str]) -> None:
    lines = (ROOT / "benchmarks" / "article.jsonl").read_text(encoding="utf-8").splitlines()
    known = [entry for entry in map(json.loads, lines) if entry["answerable"] and not entry.get("history")]
    asked = [entry["question"] for entry in known[: WARM_UPS + QUESTIONS]]
    quote, frame = ".quote blockquote", ".frame"
    with _running(*app, paths=["library"]) as (url, _), _opened(browser, url, "html[data-ready]") as page:
        own = _turns(page, asked, "#chat .answer", [quote, frame], ".actions", "**/suggestions")
    with _running("-c", PEER, paths=[""]) as (url, _), _opened(browser, url, "textarea") as page:
        peer = _turns(page, asked, '[data-testid="bot"]', ["p"], "p", "**/queue/join*")
    for label, part in (("a quote's first words", quote), ("the answer's first line", frame)):
        first = [turn["first"][part] for turn in own if part in turn["first"]]
        _row(f"Enter until {label} ({len(first)} answers)", first, [turn["first"]["p"] for turn in peer])
    tops = [[turn["tops"] for turn in turns if turn["tops"]] for turns in (own, peer)]
    moved = [[max(each) - min(each) for each in side] for side in tops]
    _row("the first words move while the answer grows", *moved, "px")
    for label, name in (("in all", "shift"), ("later than 0.5 s after a key", "unprompted")):
        shifts = [[turn[name] for turn in turns] for turns in (own, peer)]
        _row(f"layout shift of an answer, {label}", *shifts, "score")


def _turns(page: Page, asked: list[str], message: str, parts: list[str], ended: str, last: str) -> Any:
    """What the browser saw of each question but the warm-ups; `last` is a response that each one brings."""
    page.evaluate("bench.watch", [message, parts])
    for count, question in enumerate(asked, start=1):
        page.locator("#question textarea, textarea").first.fill(question)
        with page.expect_response(last):
            page.keyboard.press("Enter")
            expect(page.locator(f"{message}:has({ended})")).to_have_count(count, timeout=MOST_MS)
        page.wait_for_timeout(1_000)
    return page.evaluate("bench.turns")[WARM_UPS:]


@contextmanager
def _opened(
    browser: Browser, url: str, ready: str, shown: str = "html", size: dict[str, int] = DESKTOP
) -> Iterator[Page]:
    """A page in a browser that has kept nothing, once it has `ready`; `shown` is the element timed."""
    page = browser.new_page(viewport=size, locale="en-US")
    page.set_default_timeout(MOST_MS)
    script = (ROOT / "benchmarks" / "page.js").read_text(encoding="utf-8")
    page.add_init_script(f"{script}\nawaitShown({json.dumps(shown)});")
    page.goto(url, wait_until="domcontentloaded")
    page.locator(ready).first.wait_for(state="attached")
    yield page
    page.close()


def _long_article(browser: Browser, file: Path, rounds: int) -> None:
    choose = random.Random(0)
    said = [SENTENCE.format(*choose.choices(WORDS, k=8)) for _ in range(PARAGRAPHS * SENTENCES)]
    paragraphs = [" ".join(said[at : at + SENTENCES]) for at in range(0, len(said), SENTENCES)]
    document = Document("long.txt", "A long article", "\n\n".join(("A long article", *paragraphs)), "en")
    pieces = split_document(document, count_tokens=lambda text: len(text.split()), max_tokens=500)
    library = SimpleNamespace(documents=(document,), skipped=[], document=lambda name: document)
    library.sentences, library.suggestions = lambda name: pieces.sentences, lambda language: iter(())
    opened: Future[Any] = Future()
    opened.set_result(library)  # what the page needs of a Library to show an article
    first = {sentence.paragraph: sentence for sentence in reversed(pieces.sentences)}
    places = [(first[at].start, first[at].end) for at in PLACES]
    links = [(f"#/long.txt/{start}-{end}", f'.current[data-start="{start}"]') for start, end in places]
    text = "".join(f'<p id="p{at}">{words}</p>\n' for at, words in enumerate(paragraphs, start=1))
    file.write_text(f'<!doctype html><meta charset="utf-8">{text}', encoding="utf-8")
    own, peer = defaultdict[str, list[float]](list), defaultdict[str, list[float]](list)
    with serve(opened, Settings(corpus=file.parent, port=free_port())) as served:
        for _ in range(rounds):
            with _opened(browser, served.local_url, "html[data-ready]", "#reading-scroll article") as page:
                _read(page, "#reading-scroll", links, own)
            with _opened(browser, file.as_uri(), f"#p{PARAGRAPHS}", f"#p{PARAGRAPHS}", COLUMN) as page:
                _read(page, "html", [(f"#p{at}", f"#p{at}") for at in PLACES], peer)
    _row(f"{len(pieces.sentences)} sentences, asked for until shown", own["shown"], peer["shown"])
    _row("the same, from calling the page", own["whole"], peer["whole"])
    _row("a link until its far sentence is in sight to stay", own["jump"], peer["jump"])
    _row("a frame while scrolling", own["frame"], peer["frame"])
    late = [[statistics.mean(ms > 50 for ms in side["frame"])] for side in (own, peer)]
    _row("frames over 50 ms", *late, "share")


def _read(page: Page, box: str, links: list[tuple[str, str]], times: dict[str, list[float]]) -> None:
    for name, ms in page.evaluate("bench.shownMs()").items():
        times[name].append(ms)
    times["jump"] += [page.evaluate("bench.jump", [link, target, box]) for link, target in links]
    times["frame"] += page.evaluate("bench.scrollThrough", box)


def _row(label: str, own: list[float], peer: list[float], unit: str = "ms") -> None:
    """Medians, and of more than five values 95th percentiles; the ratio is of the medians."""
    digits = {"ms": 0, "px": 0, "s": 2, "share": 2, "score": 4}[unit]
    medians, cells = [round(statistics.median(values), digits) for values in (own, peer)], []
    for values, median in zip((own, peer), medians, strict=True):
        high = statistics.quantiles(values, n=20, method="inclusive")[-1] if len(values) > 5 else None
        cells.append(f"{median:.{digits}f}" + (f" / {high:.{digits}f}" if high is not None else ""))
    ratio = f"{medians[0] / medians[1]:.2f}" if medians[1] else "–"
    print(f"| {label}, {unit} | {' | '.join(cells)} | {ratio} |", flush=True)


if __name__ == "__main__":
    main()
