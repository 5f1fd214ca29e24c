"""rag.loading: a corpus folder -> documents, and what could not be read."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import pytest

from rag.errors import CorpusError
from rag.loading import load_folder, read_document, title_span
from rag.settings import MAX_DOCUMENT_BYTES
from rag.types import Document

GOOD = "Un titre\nLe texte de l'article."


def load(corpus: Path, files: dict[str, str | bytes]) -> tuple[dict[str, Document], dict[str, str]]:
    """Write the files, load the folder; documents and reasons by name."""
    for name, content in files.items():
        path = corpus / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    documents, skipped = load_folder(corpus)
    return {d.name: d for d in documents}, {s.name: s.reason for s in skipped}


def only(corpus: Path, name: str, content: str | bytes) -> Document:
    documents, skipped = load(corpus, {name: content})
    assert not skipped
    return documents[name]


def test_the_first_line_of_the_article_is_its_title(article: Document) -> None:
    assert article.title == (
        "La direction d'OpenAI répond aux offres Meta : « Quelqu'un s'est introduit chez nous »"
    )
    assert article.language == "fr"
    assert len(article.text) > 5_000


def test_blank_lines_and_spaces_around_the_title_are_left_out(tmp_path: Path) -> None:
    document = only(tmp_path, "a.txt", " \n\t\n  Un titre  \n\nLe texte.")
    assert document.title == "Un titre"
    assert title_span(document.text) == (6, 14)


@pytest.mark.parametrize("first_line", ["# Un titre", "## Un titre", "###### Un titre"])
def test_heading_marks_are_no_part_of_a_markdown_title(tmp_path: Path, first_line: str) -> None:
    document = only(tmp_path, "a.md", f"{first_line}\n\nLe texte.")
    assert document.title == "Un titre"
    assert document.text.startswith(first_line)


def test_a_file_of_one_line_has_no_title_line_and_is_called_like_its_file(tmp_path: Path) -> None:
    document = only(tmp_path, "ma-note.txt", "Une seule ligne.\n\n")
    assert document.title == "ma-note"
    assert title_span(document.text) is None


def test_a_first_line_longer_than_a_headline_is_no_title(tmp_path: Path) -> None:
    document = only(tmp_path, "long.txt", "mot " * 60 + "\nLe texte.")
    assert document.title == "long"


def test_names_are_paths_below_the_corpus_with_forward_slashes_in_order(tmp_path: Path) -> None:
    documents, skipped = load(
        tmp_path, {"b.txt": GOOD, "a/z.md": f"{GOOD} Un.", "a/b/c.TXT": f"{GOOD} Deux."}
    )
    assert list(documents) == ["a/b/c.TXT", "a/z.md", "b.txt"]
    assert not skipped


def test_dot_files_dot_folders_and_other_kinds_of_file_are_ignored(tmp_path: Path) -> None:
    files = {
        "a.txt": GOOD,
        ".b.txt": GOOD,
        ".index/c.txt": GOOD,
        "d/.e/f.md": GOOD,
        "g.png": GOOD,
        "txt": GOOD,
    }
    documents, skipped = load(tmp_path, dict(files))
    assert list(documents) == ["a.txt"]
    assert not skipped


@pytest.mark.parametrize(
    "data",
    [
        b"\xef\xbb\xbf" + GOOD.encode("utf-8"),
        b"\xff\xfe" + GOOD.encode("utf-16-le"),
        b"\xfe\xff" + GOOD.encode("utf-16-be"),
    ],
    ids=["utf-8", "utf-16-le", "utf-16-be"],
)
def test_a_byte_order_mark_tells_the_encoding_and_is_no_part_of_the_text(tmp_path: Path, data: bytes) -> None:
    assert only(tmp_path, "a.txt", data).text == GOOD


def test_windows_line_ends_are_kept_and_offsets_count_them(tmp_path: Path) -> None:
    document = only(tmp_path, "a.txt", b"\r\nTitre\r\n\r\nUn.\r\nDeux.\r\n")
    assert document.text == "\r\nTitre\r\n\r\nUn.\r\nDeux.\r\n"
    assert document.title == "Titre"
    assert title_span(document.text) == (2, 7)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"a\0b\nc", "binary"),
        (b"\x89PNG\r\n\x1a\n\0\0", "not UTF-8"),
        ("café noir\nun texte".encode("latin-1"), "save it as UTF-8"),
        (b"\xff\xfeT", "not UTF-8"),
        (GOOD.encode("utf-16-le"), "binary"),
        (b"", "is empty"),
        (b" \r\n\t\n", "is empty"),
        (b"\xef\xbb\xbf", "is empty"),
        (b"x" * (MAX_DOCUMENT_BYTES + 1), "split it"),
    ],
    ids=[
        "nul",
        "png",
        "latin-1",
        "half utf-16",
        "utf-16 unmarked",
        "empty",
        "blank",
        "only bom",
        "too large",
    ],
)
def test_a_file_that_is_no_text_is_skipped_by_name_while_the_others_load(
    tmp_path: Path, content: bytes, reason: str
) -> None:
    documents, skipped = load(tmp_path, {"good.txt": GOOD, "sub/bad.txt": content})
    assert list(documents) == ["good.txt"]
    assert list(skipped) == ["sub/bad.txt"]
    assert "sub/bad.txt" in skipped["sub/bad.txt"]
    assert reason in skipped["sub/bad.txt"]


def test_a_file_of_exactly_the_limit_is_read(tmp_path: Path) -> None:
    text = GOOD + "x" * (MAX_DOCUMENT_BYTES - len(GOOD.encode()))
    assert only(tmp_path, "a.txt", text).text == text


def test_an_unreadable_file_is_skipped_by_name_while_the_others_load(tmp_path: Path) -> None:
    (tmp_path / "gone.txt").symlink_to(tmp_path / "nowhere")
    documents, skipped = load(tmp_path, {"good.txt": GOOD})
    assert list(documents) == ["good.txt"]
    assert "gone.txt cannot be read" in skipped["gone.txt"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads a file whatever its mode")
def test_a_file_without_read_permission_is_skipped_by_name(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text(GOOD)
    (tmp_path / "secret.txt").chmod(0)
    documents, skipped = load(tmp_path, {"good.txt": GOOD})
    assert list(documents) == ["good.txt"]
    assert "secret.txt cannot be read (Permission denied): check its permissions." in skipped["secret.txt"]


def test_a_folder_that_is_named_like_a_file_is_searched_and_not_read(tmp_path: Path) -> None:
    documents, skipped = load(tmp_path, {"folder.txt/a.txt": GOOD})
    assert list(documents) == ["folder.txt/a.txt"]
    assert not skipped


def test_a_missing_corpus_folder_is_named_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(
        CorpusError, match=r"no corpus folder at .*/none: create it and put a \.txt, \.md, .* file"
    ):
        load_folder(tmp_path / "none")


def test_a_file_in_place_of_the_corpus_folder_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "file").write_text(GOOD)
    with pytest.raises(CorpusError, match=r"no corpus folder at .*/file"):
        load_folder(tmp_path / "file")


def test_an_empty_corpus_folder_is_named_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(
        CorpusError, match=r"no article that can be read\. Put a \.txt, \.md, .* or \.epub file into it"
    ):
        load_folder(tmp_path)


def test_where_every_file_is_skipped_the_error_gives_every_reason(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"")
    (tmp_path / "b.txt").write_bytes(b"\xe9")
    with pytest.raises(CorpusError, match=r"a\.txt is empty.* b\.txt is not UTF-8"):
        load_folder(tmp_path)


def test_one_document_that_is_no_text_raises(tmp_path: Path) -> None:
    (tmp_path / "b.txt").write_bytes(b"\xe9")
    with pytest.raises(CorpusError, match=r"upload/b\.txt is not UTF-8 text: save it as UTF-8"):
        read_document(tmp_path / "b.txt", "upload/b.txt")


def test_example_questions_stand_beside_the_article_one_a_line(tmp_path: Path) -> None:
    (tmp_path / "a.questions").write_text("Qui ?\n\n  Quand ?  \n", encoding="utf-8")
    documents, _ = load(tmp_path, {"a.txt": GOOD, "b.txt": f"{GOOD} Fin."})
    assert documents["a.txt"].examples == ("Qui ?", "Quand ?")
    assert documents["b.txt"].examples == ()


def test_example_questions_that_are_no_text_do_not_cost_the_article(tmp_path: Path) -> None:
    (tmp_path / "a.questions").write_bytes(b"\xe9")
    documents, _ = load(tmp_path, {"a.txt": GOOD, "b.txt": f"{GOOD} Fin."})
    assert list(documents) == ["a.txt", "b.txt"]


def test_a_title_is_never_empty(tmp_path: Path) -> None:
    assert only(tmp_path, "notes.md", "#\n\nLe texte.").title


def test_a_file_name_that_is_not_utf_8_gives_no_document_with_a_name_nothing_can_store(
    tmp_path: Path,
) -> None:
    documents, _ = load(tmp_path, {"good.txt": GOOD, os.fsdecode(b"caf\xe9.txt"): f"{GOOD} Fin."})
    assert "good.txt" in documents
    for name in documents:
        name.encode("utf-8")


class Hangs(Exception):
    """The time for something that must return at once is over."""


@contextmanager
def at_once(seconds: float) -> Iterator[None]:
    """Raise Hangs inside a blocking call that does not return."""

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise Hangs

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def test_a_pipe_is_skipped_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    with at_once(seconds=1):
        documents, skipped = load(tmp_path, {"good.txt": GOOD})
    assert list(documents) == ["good.txt"]
    assert "pipe.txt" in skipped["pipe.txt"]


@pytest.mark.parametrize(
    ("content", "source"),
    [
        ("https://example.org/a?b=c#d\n", "https://example.org/a?b=c#d"),
        ("\n  http://exämple.org/é  \nhttps://second.org\n", "http://exämple.org/é"),
        ("HTTPS://[::1]:8000/a", "HTTPS://[::1]:8000/a"),
        ("https://e.org/" + "x" * 1986, "https://e.org/" + "x" * 1986),
        ("https://e.org/" + "x" * 1987, ""),
        ("javascript:alert(1)", ""),
        ("ftp://example.org/a", ""),
        ("https:///a", ""),
        ("https://:80/", ""),
        ("https://[::1/", ""),
        ("https://e.org:99999/", ""),
        ("https://e.org/a b", ""),
        ("https://e.org\\@f.org/", ""),
        ('https://e.org/"onclick="x', ""),
        ("https://e.org/\u202ea", ""),
        ("example.org", ""),
        ("", ""),
        (b"\xe9", ""),
    ],
)
def test_the_source_beside_an_article_is_kept_where_it_is_a_web_address(
    tmp_path: Path, content: str | bytes, source: str
) -> None:
    documents, skipped = load(tmp_path, {"a.txt": GOOD, "a.source": content, "b.txt": f"{GOOD} Fin."})
    assert not skipped
    assert documents["a.txt"].source == source
    assert documents["b.txt"].source == ""


def test_of_two_files_with_the_same_text_the_second_is_skipped_and_the_first_named(tmp_path: Path) -> None:
    documents, skipped = load(
        tmp_path, {"a.txt": GOOD, "b.md": GOOD, "c.txt": b"\xef\xbb\xbf" + GOOD.encode()}
    )
    assert list(documents) == ["a.txt"]
    assert skipped == {
        "b.md": "b.md has the same text as a.txt: keep one of them.",
        "c.txt": "c.txt has the same text as a.txt: keep one of them.",
    }


FRENCH = (
    "L'été des négociations\nOù étaient-ils ? À l’école, près du château, où l'on a dépensé 5 000 francs. "
)


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (FRENCH, "cp1252"),
        ("Статья о погоде\nПривет, мир. Сегодня в Москве холодно и идёт снег, завтра тоже.", "cp1251"),
        ("Artykuł o pogodzie\nZażółć gęślą jaźń. W Warszawie jest dziś bardzo zimno.", "cp1250"),
    ],
)
def test_a_text_in_an_older_encoding_is_read_where_its_language_shows_which(
    tmp_path: Path, text: str, encoding: str
) -> None:
    assert only(tmp_path, "a.txt", text.encode(encoding)).text == text
