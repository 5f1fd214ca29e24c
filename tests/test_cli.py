"""The command line, in this process and as a program."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

import rag
from rag.cli import main

ROOT = Path(__file__).resolve().parent.parent
CORPUS = str(ROOT / "corpus")


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(tmp_path_factory.mktemp("index"))


def test_ask_prints_the_answer_and_its_quotes(index: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", "What did Chen promise?", "--corpus", CORPUS, "--index", index]) == 0
    assert "[1] Mark Chen, ¶3: Chen a promis" in capsys.readouterr().out


def test_ask_prints_json_on_request(index: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", "What did Chen promise?", "--json", "--corpus", CORPUS, "--index", index]) == 0
    answer = json.loads(capsys.readouterr().out)
    citation = answer["citations"][0]
    text = (ROOT / "corpus" / citation["document"]).read_text(encoding="utf-8")
    assert text[citation["start"] : citation["end"]] == citation["quote"]


def test_a_question_without_answer_exits_with_3(index: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", "How do I boil an egg?", "--corpus", CORPUS, "--index", index]) == 3
    assert capsys.readouterr().out == "The article does not answer this.\n"


def test_search_lists_k_passages(index: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["search", "Anthropic", "-k", "2", "--corpus", CORPUS, "--index", index]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 2
    assert "openai-meta.txt ¶6" in lines[0]


def test_search_prints_json_on_request(index: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["search", "Anthropic", "--json", "-k", "1", "--corpus", CORPUS, "--index", index]) == 0
    assert json.loads(capsys.readouterr().out)[0]["paragraph"] == 6


def test_index_says_what_was_embedded(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.txt").write_text("Un titre\nLe chat dort.\n", encoding="utf-8")
    (tmp_path / "b.txt").write_bytes(b"\0\1\2")
    assert main(["index", "--json", "--corpus", str(tmp_path)]) == 0
    captured = capsys.readouterr()
    report = json.loads(captured.out)
    assert report["documents"] == ["a.txt"]
    assert report["embedded"] > 0
    assert "b.txt is a binary file" in captured.err
    assert main(["index", "--json", "--corpus", str(tmp_path)]) == 0
    assert json.loads(capsys.readouterr().out)["embedded"] == 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["ask", "Who?", "--corpus", "/nowhere"], "There is no corpus folder at /nowhere"),
        (["ask", " ", "--corpus", CORPUS], "The question is empty"),
        (["search", "Who?", "-k", "0", "--corpus", CORPUS], "k must be a whole number"),
    ],
)
def test_an_error_is_one_sentence_on_stderr_and_exit_code_1(
    index: str, capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    assert main([*arguments, "--index", index]) == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    assert message in captured.err
    assert captured.err.count("\n") == 1


def test_wrong_usage_exits_with_2(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["ask"])
    assert ended.value.code == 2
    assert "question" in capsys.readouterr().err


def test_a_second_process_is_told_that_the_index_is_in_use(tmp_path: Path) -> None:
    with rag.Library.open(CORPUS, tmp_path):
        second = subprocess.run(
            [sys.executable, "-m", "rag", "ask", "Who?", "--corpus", CORPUS, "--index", str(tmp_path)],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
    assert second.returncode == 1
    assert "Another process is using the index" in second.stderr
    assert "--index" in second.stderr


def test_a_port_that_is_none_is_refused(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("RAG_PORT", "web")
    assert main(["index", "--corpus", CORPUS]) == 1
    assert "RAG_PORT must be a number from 1 to 65535, but is 'web'" in capsys.readouterr().err


def test_verify_says_of_each_sentence_whether_it_is_supported(
    index: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = tmp_path / "summary.txt"
    text.write_text("Employees work 80 hours a week. They work 60 hours a week.", encoding="utf-8")
    assert main(["verify", str(text), "--corpus", CORPUS, "--index", index]) == 4
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines[::2]] == ["supported", "unsupported"]
    assert "60 hours" in lines[3]


def test_a_text_that_cannot_be_read_is_told_in_one_sentence(
    index: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["verify", str(tmp_path / "none.txt"), "--corpus", CORPUS, "--index", index]) == 1
    assert "name a UTF-8 file" in capsys.readouterr().err
