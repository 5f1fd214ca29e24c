"""Time this project and the tutorial stack side by side, in turns, and print a Markdown table of medians.

python benchmarks/speed.py [--rounds 5]
"""

import argparse
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
QUESTION = "What did Chen promise?"
ASK = f"import sys, rag; print(rag.Library.open(index=sys.argv[1]).ask({QUESTION!r}).text)"
INDEX = "import sys, rag; rag.Library.open(index=sys.argv[1])"
TUTORIAL = str(ROOT / "benchmarks" / "tutorial.py")
PEER_IMPORT = (
    "import langchain_chroma, langchain_huggingface, langchain_text_splitters, sentence_transformers"
)
WARM = """
import statistics, sys, time, rag
library = rag.Library.open(index=sys.argv[1])
def milliseconds(work):
    times = []
    for _ in range(60):
        begin = time.perf_counter()
        work()
        times.append(time.perf_counter() - begin)
    return 1e3 * statistics.median(times)
question = sys.argv[2]
library.ask(question)
embedder = library._embedder
print(milliseconds(lambda: embedder.embed_query(question)), milliseconds(lambda: library.ask(question)))
"""


def main() -> None:
    """Run all rounds and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    times: dict[str, list[float]] = defaultdict(list)
    with tempfile.TemporaryDirectory() as folder:
        ours, theirs = str(Path(folder, "ours")), str(Path(folder, "theirs"))
        _seconds("-c", INDEX, ours)
        _seconds(TUTORIAL, "index", theirs)
        for at in range(rounds):
            times["python"].append(_seconds("-c", ""))
            times["import"].append(_seconds("-c", "import rag"))
            times["peer import"].append(_seconds("-c", PEER_IMPORT))
            times["answer"].append(_seconds("-c", ASK, ours))
            times["peer answer"].append(_seconds(TUTORIAL, "ask", theirs))
            times["index"].append(_seconds("-c", INDEX, str(Path(folder, f"ours{at}"))))
            times["peer index"].append(_seconds(TUTORIAL, "index", str(Path(folder, f"theirs{at}"))))
            times["page"].append(_until_served("app.py", "--no-browser", "--index", ours, "--port"))
            times["peer page"].append(_until_served(TUTORIAL, "page", theirs))
            embed, ask = map(float, _output("-c", WARM, ours, QUESTION).split())
            times["embed"].append(embed / 1e3)
            times["ask"].append(ask / 1e3)
    median = {name: statistics.median(values) for name, values in times.items()}
    print("| what | article-chat | tutorial stack | ratio |\n|---|---|---|---|")
    for label, name in [
        ("fresh process, first answer over an existing index", "answer"),
        ("fresh process, index the article", "index"),
        ("page served after the command", "page"),
    ]:
        own, peer = median[name], median[f"peer {name}"]
        print(f"| {label} | {own:.2f} s | {peer:.2f} s | {own / peer:.2f} |")
    start = median["python"]
    own, peer = median["import"] - start, median["peer import"] - start
    print(f"| import (beyond the interpreter's own start) | {own:.3f} s | {peer:.2f} s | {own / peer:.3f} |")
    embed, ask = median["embed"], median["ask"]
    warm = f"{ask * 1e3:.1f} ms | {embed * 1e3:.1f} ms | {ask / embed:.2f}"
    print(f"| warm ask, against embedding its question | {warm} |")


def _seconds(*arguments: str) -> float:
    begin = time.perf_counter()
    _output(*arguments)
    return time.perf_counter() - begin


def _output(*arguments: str) -> str:
    done = subprocess.run([sys.executable, *arguments], cwd=ROOT, check=True, capture_output=True, text=True)
    return done.stdout


def _until_served(*arguments: str) -> float:
    """Seconds from the command to the page's first answer over HTTP."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    begin = time.perf_counter()
    environment = os.environ | {"GRADIO_ANALYTICS_ENABLED": "False"}
    command = [sys.executable, *arguments, str(port)]
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL) as process:
        while True:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5).close()
                break
            except (urllib.error.URLError, ConnectionError):
                if process.poll() is not None:
                    raise SystemExit(f"{' '.join(command)} ended before it served a page.") from None
                time.sleep(0.02)
        seconds = time.perf_counter() - begin
        process.terminate()
    return seconds


if __name__ == "__main__":
    main()
