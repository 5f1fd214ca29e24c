"""rag.filing: what is refused as a new document, and where a removed one goes."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from files import FIRST, SECOND, TITLE, pdf

import rag
from rag.filing import set_aside
from rag.settings import MAX_DOCUMENT_BYTES

TEXT = "Un titre\nLe chat dort sur le toit.\n"
NEW = "Autre titre\nLe chien court dans la cour.\n"


@pytest.fixture(scope="module")
def cats(tmp_path_factory: pytest.TempPathFactory) -> Iterator[rag.Library]:
    """A library that refuses all that follows, and so stays as it is."""
    corpus = tmp_path_factory.mktemp("cats") / "corpus"
    (corpus / "sub").mkdir(parents=True)
    (corpus / "Café.txt").write_text(TEXT, encoding="utf-8")
    (corpus / "sub" / "dog.txt").write_text(TEXT + "Fin.\n", encoding="utf-8")
    (corpus / "broken.md").write_bytes(b"\xe9")
    (corpus / "left.questions").write_text("Qui ?\n", encoding="utf-8")
    with rag.Library.open(corpus, tmp_path_factory.mktemp("index")) as opened:
        yield opened
        assert sorted(path.name for path in corpus.iterdir()) == [
            "Café.txt",
            "broken.md",
            "left.questions",
            "sub",
        ]
        assert [document.name for document in opened.documents] == ["Café.txt", "sub/dog.txt"]


@pytest.mark.parametrize("name", ["", "a", "txt", "a.png", "a.txt.exe", "a.txt ", "a.txt.", "a.questions"])
def test_a_name_without_the_ending_of_a_text_is_refused(cats: rag.Library, name: str) -> None:
    with pytest.raises(rag.CorpusError, match=r"does not end in \.txt, .* or \.epub: give a name that does"):
        cats.add(name, NEW)


@pytest.mark.parametrize(
    "name",
    [
        "../a.txt",
        "sub/a.txt",
        "/etc/a.txt",
        "..\\a.txt",
        "C:a.txt",
        ".txt",
        ".a.txt",
        "..txt",
        " a.txt",
        "a .txt",
        "a..txt",
        "a\0.txt",
        "a\n.txt",
        "a\x7f.txt",
        "a\u202etxt.md",
        "a\ud800.txt",
        "what?.txt",
        "a*.md",
        "con.txt",
        "LPT1.a.txt",
    ],
)
def test_a_name_that_is_no_plain_file_name_is_refused(cats: rag.Library, name: str) -> None:
    with pytest.raises(rag.CorpusError, match=r"is no plain file name: give one such as my-article\.txt"):
        cats.add(name, NEW)


@pytest.mark.parametrize("name", ["a" * 117 + ".txt", "公" * 100 + ".txt"])
def test_a_name_that_is_too_long_is_refused(cats: rag.Library, name: str) -> None:
    with pytest.raises(rag.CorpusError, match="too long: give one of at most 120 characters and 240 bytes"):
        cats.add(name, NEW)


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("Café.txt", "Café.txt"),
        ("CAFÉ.TXT", "Café.txt"),
        ("cafe\u0301.md", "Café.txt"),
        ("broken.txt", "broken.md"),
        ("left.txt", "left.questions"),
    ],
)
def test_a_name_that_is_taken_is_refused(cats: rag.Library, name: str, other: str) -> None:
    with pytest.raises(rag.CorpusError, match=f"is taken by {re.escape(other)}: give the document another"):
        cats.add(name, NEW)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", r"a\.txt is empty: write the article into it"),
        ("\ufeff \n\t", r"a\.txt is empty"),
        ("\ufeff", r"a\.txt is empty"),
        ("a\0b", r"a\.txt is a binary file"),
        ("a\ud800b", r"a\.txt is not UTF-8 text"),
        ("é" * (MAX_DOCUMENT_BYTES // 2 + 1), r"has 10,000,002 bytes, 10,000,000 are read at most: split it"),
        (TEXT, r"The text of a\.txt is in the corpus already, as Café\.txt: ask that document"),
        ("\ufeff" + TEXT + "Fin.\n", r"in the corpus already, as sub/dog\.txt"),
    ],
    ids=["empty", "blank", "mark", "nul", "surrogate", "too large", "known", "known below"],
)
def test_a_text_that_cannot_be_asked_or_is_known_is_refused(
    cats: rag.Library, text: str, reason: str
) -> None:
    with pytest.raises(rag.CorpusError, match=reason):
        cats.add("a.txt", text)


@pytest.mark.parametrize("source", ["example.org", "javascript:alert(1)", "https://", "https://a.org\nb"])
def test_a_source_that_is_no_web_address_is_refused(cats: rag.Library, source: str) -> None:
    with pytest.raises(rag.CorpusError, match=r"is no web address: give one that begins with http:// or"):
        cats.add("a.txt", NEW, source=source)


@pytest.mark.parametrize(("name", "text"), [(None, NEW), ("a.txt", NEW.encode()), (Path("a.txt"), NEW)])
def test_what_is_no_text_at_all_is_refused(cats: rag.Library, name: object, text: object) -> None:
    with pytest.raises(rag.CorpusError, match="name, the text and the address of a document are text"):
        cats.add(name, text)  # type: ignore[arg-type]


def test_a_corpus_folder_that_cannot_be_changed_is_named_with_the_setting(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "a.txt").write_text(TEXT, encoding="utf-8")
    (corpus / "b.txt").write_text(NEW, encoding="utf-8")
    with rag.Library.open(corpus, tmp_path / "index") as library:
        (corpus / ".removed").write_text("no folder", encoding="utf-8")
        with pytest.raises(rag.CorpusError, match=r"cannot be changed \(File exists\): make it writable"):
            library.remove("a.txt")
        assert (corpus / "a.txt").read_text(encoding="utf-8") == TEXT
        corpus.rename(tmp_path / "moved")
        with pytest.raises(rag.CorpusError, match=r"corpus cannot be changed \(No such file.*RAG_CORPUS"):
            library.add("c.txt", TEXT + "Fin.\n")
        assert len(library.documents) == 2
        assert library.ask("Où dort le chat ?").citations[0].quote == "Le chat dort sur le toit."


def test_a_name_at_its_longest_is_taken_and_read_again(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    names = ["a" * 116 + ".txt", "公" * 78 + ".MD", "Ça & là, 50 % (l'été) – #1.txt"]
    with rag.Library.open(tmp_path) as library:
        for number, name in enumerate(names):
            library.add(name, f"{NEW}{number}", source=f"https://example.org/{number}")
    with rag.Library.open(tmp_path) as library:
        assert library.embedded == 0
        assert [library.document(name).source[-1] for name in names] == ["0", "1", "2"]


def test_what_is_set_aside_keeps_its_folder_and_overwrites_nothing(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    for text in ("one", "two", "three"):
        (tmp_path / "sub" / "a.txt").write_text(text)
        if text != "three":
            (tmp_path / "sub" / "a.source").write_text(text)
        set_aside("sub/a.txt", corpus=tmp_path)
    removed = tmp_path / ".removed" / "sub"
    assert {path.name: path.read_text() for path in removed.iterdir()} == {
        "a.txt": "one",
        "a.source": "one",
        "a 2.txt": "two",
        "a 2.source": "two",
        "a 3.txt": "three",
    }
    assert not list((tmp_path / "sub").iterdir())


def test_what_stands_beside_two_texts_stays_with_the_other(tmp_path: Path) -> None:
    for name in ("a.txt", "a.md", "a.questions"):
        (tmp_path / name).write_text(name)
    set_aside("a.txt", corpus=tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == [".removed", "a.md", "a.questions"]


def test_a_text_whose_file_is_gone_is_removed_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "b.txt").write_text(NEW, encoding="utf-8")
    with rag.Library.open(tmp_path) as library:
        (tmp_path / "a.txt").unlink()
        library.remove("a.txt")
        assert [document.name for document in library.documents] == ["b.txt"]


def test_a_file_of_another_format_is_stored_as_it_is_and_read_again(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    content = pdf([[TITLE, FIRST], [SECOND]])
    with rag.Library.open(tmp_path) as library:
        added = library.add_file("Été.pdf", content, source="https://example.org/ete")
        assert (added.title, added.pages[0], len(added.pages)) == (TITLE, 0, 2)
        with pytest.raises(rag.CorpusError, match=r"is in the corpus already, as Été\.pdf"):
            library.add("copy.txt", added.text)
        with pytest.raises(
            rag.CorpusError, match=r"does not end in \.txt or \.md: give a text a name that does"
        ):
            library.add("text.pdf", NEW)
        answer = library.ask("Où sont partis les chercheurs ?", document="Été.pdf")
        assert answer.citations[0].page == 2
        assert "[1] p. 2, ¶2: La direction" in answer.text
    assert (tmp_path / "Été.pdf").read_bytes() == content
    with rag.Library.open(tmp_path) as library:
        assert library.embedded == 0
        assert library.document("Été.pdf") == added
