"""rag.cluster: an archive embedded by the workers of a real Ray, one of which is killed."""

import json
import os
import random
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from chroma_server import Server, stored

import rag
from rag.cli import main
from rag.settings import Settings

KILLS = int(os.environ.get("KILLS", "1"))  # at random moments
DOCUMENTS = 8 + 8 * KILLS
DIMENSION = 384


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A Chroma server."""
    running = Server(tmp_path_factory.mktemp("server"))
    yield running
    running.kill()


@pytest.fixture
def settings(server: Server, tmp_path: Path) -> Settings:
    """A corpus of many documents, and that server."""
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    for n in range(DOCUMENTS):
        lines = "\n".join(f"Le train {n} de la ligne {line} part à midi." for line in range(8))
        (corpus / f"doc{n}.txt").write_text(f"Les trains {n}\n{lines}\n", encoding="utf-8")
    (corpus / "same.txt").write_bytes((corpus / "doc0.txt").read_bytes())
    (corpus / "empty.txt").write_text(" ", encoding="utf-8")
    return Settings(corpus=corpus, chroma_url=server.url, chroma_collection="ray-archive", bulk=False)


def environment(settings: Settings) -> dict[str, str]:
    """What names these settings to a command."""
    own = {
        "RAG_CORPUS": str(settings.corpus),
        "RAG_CHROMA_URL": settings.chroma_url,
        "RAG_CHROMA_COLLECTION": settings.chroma_collection,
        "RAG_BULK": "off",
    }
    return {**{name: value for name, value in os.environ.items() if not name.startswith("RAG_")}, **own}


def workers() -> list[int]:
    """The processes of Ray that embed."""
    listed = subprocess.run(["ps", "-eo", "pid,args"], capture_output=True, text=True, check=True).stdout
    return [int(pid) for pid in re.findall(r"^\s*(\d+) ray::MapWorker", listed, flags=re.MULTILINE)]


def test_a_worker_that_is_killed_costs_no_document_and_doubles_none(settings: Settings) -> None:
    command = [sys.executable, "-m", "rag", "index", "--ray", "--json"]
    running = subprocess.Popen(
        command, env=environment(settings), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    seen: set[int] = set()
    killed: list[int] = []
    moments = random.Random(5)
    while running.poll() is None:
        there = workers()
        seen.update(there)
        if len(killed) < KILLS and len(there) > 1 and stored(settings, DIMENSION):
            killed.append(moments.choice(there))
            os.kill(killed[-1], signal.SIGKILL)
            time.sleep(moments.uniform(0, 3))
        time.sleep(0.1)
    out, error = running.communicate()
    assert running.returncode == 0, error
    assert len(set(killed)) == KILLS, "they were done before"
    assert len(seen) > 2, "nobody took the place of one that was killed"
    report = json.loads(out)
    assert len(report["documents"]) == DOCUMENTS
    assert [each["name"] for each in report["skipped"]] == ["empty.txt", "same.txt"]
    lines = [
        (path.name, match.start())
        for path in settings.corpus.glob("doc*.txt")
        for match in re.finditer(".+", path.read_text(encoding="utf-8"))
    ]
    assert stored(settings, DIMENSION) == sorted(lines)
    with rag.Library(settings) as library:
        assert library.embedded == 0
        assert "Le train 7 de la ligne 3" in library.ask("Quand part le train 7 de la ligne 3 ?").text


def test_a_cluster_without_a_server_to_write_to_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.txt").write_text("Un titre\nLe chat dort.", encoding="utf-8")
    assert main(["index", "--ray", "--corpus", str(tmp_path)]) == 1
    assert "name one in RAG_CHROMA_URL" in capsys.readouterr().err


def test_without_ray_it_is_said_how_to_install_it(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    for name, value in environment(settings).items():
        if name.startswith("RAG_"):
            monkeypatch.setenv(name, value)
    assert main(["index", "--ray"]) == 1
    assert "install it with pip install -e '.[ray]'" in capsys.readouterr().err


def test_a_cluster_that_is_not_there_is_said(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, value in environment(settings).items():
        if name.startswith("RAG_"):
            monkeypatch.setenv(name, value)
    assert main(["index", "--ray=127.0.0.1:1"]) == 1
    assert "There is no Ray cluster at 127.0.0.1:1" in capsys.readouterr().err
