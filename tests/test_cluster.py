"""rag.cluster: an archive embedded by the workers of a real Ray, one of which is killed."""

import json
import os
import random
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from chroma_server import Server, stored

import rag
from rag.cli import main
from rag.settings import Settings

KILLS = int(os.environ.get("KILLS", "1"))  # at random moments
DOCUMENTS = 8 + 8 * KILLS
DIMENSION = 384


@pytest.fixture
def settings(chroma: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A corpus of many documents, and that server, as a command is told of them."""
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    for n in range(DOCUMENTS):
        lines = "\n".join(f"Le train {n} de la ligne {line} part à midi." for line in range(8))
        (corpus / f"doc{n}.txt").write_text(f"Les trains {n}\n{lines}\n", encoding="utf-8")
    (corpus / "same.txt").write_bytes((corpus / "doc0.txt").read_bytes())
    (corpus / "empty.txt").write_text(" ", encoding="utf-8")
    monkeypatch.setenv("RAG_CORPUS", str(corpus))
    monkeypatch.setenv("RAG_CHROMA_URL", chroma.url)
    monkeypatch.setenv("RAG_CHROMA_COLLECTION", "ray-archive")
    monkeypatch.delenv("RAG_INDEX", raising=False)
    return Settings.from_environment()


def workers() -> list[int]:
    """The processes of Ray that embed."""
    listed = subprocess.run(["ps", "-eo", "pid,args"], capture_output=True, text=True, check=True).stdout
    return [int(pid) for pid in re.findall(r"^\s*(\d+) ray::MapWorker", listed, flags=re.MULTILINE)]


def test_a_worker_that_is_killed_costs_no_document_and_doubles_none(settings: Settings) -> None:
    command = [sys.executable, "-m", "rag", "index", "--ray", "--json"]
    running = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    killed: list[int] = []
    moments = random.Random(5)
    while running.poll() is None:
        there = workers()
        if len(killed) < KILLS and len(there) > 1 and stored(settings, DIMENSION):
            killed.append(moments.choice(there))
            os.kill(killed[-1], signal.SIGKILL)
            time.sleep(moments.uniform(0, 3))
        time.sleep(0.1)
    out, error = running.communicate()
    assert running.returncode == 0, error
    assert len(set(killed)) == KILLS, "they were done before"
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


@pytest.mark.usefixtures("settings")
def test_without_ray_it_is_said_how_to_install_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    assert main(["index", "--ray"]) == 1
    assert "install it with pip install -e '.[ray]'" in capsys.readouterr().err


@pytest.mark.usefixtures("settings")
def test_a_cluster_that_is_not_there_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["index", "--ray=127.0.0.1:1"]) == 1
    assert "There is no Ray cluster at 127.0.0.1:1" in capsys.readouterr().err
