"""rag.calibration and `article-chat calibrate`: wrong outcomes over known questions."""

from collections.abc import Callable
from pathlib import Path

import pytest

from rag.calibration import count_errors, read_questions
from rag.errors import QuestionsFileError


def test_both_errors_of_each_outcome_are_counted_by_language() -> None:
    everything, french, english = count_errors(
        [
            ("fr", True, "answered"),
            ("fr", True, "closest"),
            ("fr", True, "unanswered"),
            ("en", True, "answered"),
            ("en", False, "answered"),
            ("en", False, "unanswered"),
        ]
    )
    assert (everything.language, everything.answerable, everything.unanswerable) == ("all", 4, 2)
    assert (everything.missed, everything.refused) == (0.5, 0.25)
    assert (everything.wrongly_answered, everything.not_refused) == (0.5, 0.5)
    assert (french.language, french.wrongly_answered, french.missed) == ("fr", None, 2 / 3)
    assert (english.language, english.missed, english.not_refused) == ("en", 0.0, 0.5)


@pytest.mark.parametrize(
    "line",
    [
        "hello",
        "[]",
        '{"question": "x"}',
        '{"question": 3, "answerable": true}',
        '{"question": "x", "answerable": "yes"}',
        '{"question": "x", "answerable": true, "history": "y"}',
        "[" * 100_000,
    ],
)
def test_a_line_that_is_no_question_is_named_by_its_number(line: str) -> None:
    with pytest.raises(QuestionsFileError, match="Line 2 is no question: write"):
        read_questions(['{"question": "x", "answerable": true}', line])


def test_a_file_without_questions_is_refused() -> None:
    with pytest.raises(QuestionsFileError, match="no questions"):
        read_questions(["", " "])


def test_the_command_prints_a_row_per_language(tmp_path: Path, run_python: Callable[..., object]) -> None:
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "a.txt").write_text("Un titre\nLe chat dort sur le toit.\n", encoding="utf-8")
    questions = tmp_path / "q.jsonl"
    questions.write_text(
        '{"question": "Où dort le chat ?", "answerable": true, "lang": "fr"}\n', encoding="utf-8"
    )
    program = "from rag.cli import main; import sys; sys.exit(main(sys.argv[1:]))"
    done = run_python(program, "calibrate", questions, "--corpus", tmp_path / "corpus")
    assert done.returncode == 0, done.stderr  # type: ignore[attr-defined]
    assert [line.split()[0] for line in done.stdout.splitlines()[-2:]] == ["all", "fr"]  # type: ignore[attr-defined]
    missing = run_python(program, "calibrate", tmp_path / "none", "--corpus", tmp_path / "corpus")
    assert missing.returncode == 1 and "cannot be read" in missing.stderr  # type: ignore[attr-defined]
