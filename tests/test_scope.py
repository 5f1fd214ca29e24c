"""rag.scope: questions about some documents of many, by name, language and date."""

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from test_indexing import RandomEmbeddings, opened, vector_of, volumes

import rag
from rag.cli import main
from rag.scope import Scope
from rag.shelf import Shelf
from rag.volume import Header

FERRY = "<p>The ferry to Brisay leaves at nine from the eastern pier, and children travel free on board.</p>"
BEARS = "<p>Two bears were seen near the Kessel dam on Monday, and the northern trail was closed.</p>"
MILL = "<p>Le moulin de Valbrune a rouvert après trois ans de travaux, et la roue pèse quatre tonnes.</p>"
PAGES = {
    "bears.html": ("Bears in the valley", "2025-06-30", BEARS),
    "ferry.html": ("The ferry to Brisay", "2024-11-02", FERRY),
    "moulin.html": ("Le moulin de Valbrune", "2025-07-02", MILL),
}


def page(title: str, date: str, body: str) -> str:
    """A web page that says when it was published."""
    head = f'<title>{title}</title><meta property="article:published_time" content="{date}">'
    return f"<html><head>{head}</head><body><article><h1>{title}</h1>{body * 3}</article></body></html>"


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three dated pages and a text without a date, in two languages."""
    folder = tmp_path_factory.mktemp("dated")
    for name, parts in PAGES.items():
        (folder / name).write_text(page(*parts), encoding="utf-8")
    (folder / "undated.txt").write_text(
        "Un marché\nLa farine est vendue le samedi au marché.", encoding="utf-8"
    )
    return folder


@pytest.fixture(scope="module")
def library(corpus: Path) -> Iterator[rag.Library]:
    """A library of them."""
    with rag.Library.open(corpus) as opened:
        yield opened


@pytest.mark.parametrize(
    ("scope", "names"),
    [
        (Scope(), ["bears.html", "ferry.html", "moulin.html", "undated.txt"]),
        (Scope(language="fr"), ["moulin.html", "undated.txt"]),
        (Scope(language="en", since="2025"), ["bears.html"]),
        (Scope(since="2025-07"), ["moulin.html"]),
        (Scope(until="2025-06-30"), ["bears.html", "ferry.html"]),
        (Scope(until="2024"), ["ferry.html"]),
        (Scope(since="2024-11-02", until="2024-11-02"), ["ferry.html"]),
        (Scope(("ferry.html", "undated.txt")), ["ferry.html", "undated.txt"]),
        (Scope(("ferry.html", "moulin.html"), language="fr"), ["moulin.html"]),
    ],
)
def test_a_scope_has_the_documents_of_its_names_language_and_dates(
    library: rag.Library, scope: Scope, names: list[str]
) -> None:
    passages = library.retrieve("When does the ferry leave?", k=100, document=scope)
    assert sorted({passage.document for passage in passages}) == names


@pytest.mark.parametrize(
    ("date", "scope", "inside"),
    [
        ("2025", Scope(since="2025-07-02"), True),
        ("2025-07", Scope(since="2025-07-31"), True),
        ("2025-07", Scope(until="2025-07-01"), True),
        ("2025-07", Scope(since="2025-08"), False),
        ("2025-07-02", Scope(until="2025-07"), True),
        ("2025-07-02", Scope(until="2025-07-01"), False),
        ("", Scope(until="2025"), False),
    ],
)
def test_a_document_of_a_month_or_year_is_in_a_scope_that_has_days_of_it(
    date: str, scope: Scope, inside: bool
) -> None:
    other = Header("other", "0", "en", np.ones(1, dtype=np.int32), date="2025-07-01")
    dated = Header("dated", "1", "en", np.ones(1, dtype=np.int32), date=date)
    try:
        found = [header.name for header in scope.select([other, dated])]
    except rag.UnknownDocument:
        found = []
    assert ("dated" in found) == inside


def test_a_question_within_a_scope_is_answered_as_if_there_were_nothing_else(
    library: rag.Library, corpus: Path, tmp_path: Path
) -> None:
    for name in ("bears.html", "ferry.html"):
        (tmp_path / name).write_bytes((corpus / name).read_bytes())
    with rag.Library.open(tmp_path) as alone:
        for question in (
            "When does the ferry leave?",
            "Où a-t-on vu des ours ?",
            "What happened in Valbrune?",
            "Combien pèse la roue du moulin ?",
            "Who is Valbrun?",
        ):
            within = library.ask(question, document=Scope(language="en"))
            expected = alone.ask(question)
            assert (within.text, within.status) == (expected.text, expected.status)
            assert within.citations == expected.citations
    question = "What weighs four tons in Valbrune?"
    assert "never mention “Valbrune”" in library.ask(question, document=Scope(language="en")).text
    assert library.ask(question).citations[0].document == "moulin.html"


def test_a_large_scope_finds_the_nearest_of_it_among_more_that_are_nearer(tmp_path: Path) -> None:
    texts = [
        "\n\n".join(f"Phrase {kind} {n}" for n in range(count)) for kind, count in (("a", 5_300), ("b", 900))
    ]
    with opened(tmp_path / "index", RandomEmbeddings()) as index:
        index.put([(each, "") for each in volumes(*texts)])
        shelf = Shelf(index.headers(), index)
        part = index.vectors([shelf.header("a.txt")], whole=False)
        for n in range(0, 5_300, 250):
            vector = vector_of(RandomEmbeddings(), f"Phrase a {n}")
            found, exact = part.nearest(vector, 20), part.passages.exact(vector, 20)
            assert len(found) == 20
            assert next(iter(found)) == next(iter(exact)) == n
            assert len(found.keys() & exact.keys()) >= 18


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"since": "July"}, "A date is written 2025, 2025-07 or 2025-07-02, not 'July'"),
        ({"until": "2025-13"}, "not '2025-13'"),
        ({"since": "２０２５"}, "not '２０２５'"),
        ({"since": "2025-07", "until": "2025-06-30"}, "No day is both since 2025-07 and until 2025-06-30"),
        ({"since": 2025}, r"are text \(str\)"),
        ({"names": "ferry.html"}, r"a tuple: Scope\(names=\('ferry.html',\)\)"),
    ],
)
def test_a_scope_that_cannot_be_says_why(wrong: dict[str, str], message: str) -> None:
    with pytest.raises(rag.QuestionError, match=message):
        rag.Scope(**wrong)  # type: ignore[arg-type]


def test_a_scope_without_documents_says_which_there_are(library: rag.Library) -> None:
    with pytest.raises(
        rag.UnknownDocument, match="documents in en, fr and dates from 2024-11-02 to 2025-07-02"
    ):
        library.ask("Why?", document=Scope(language="de"))
    with pytest.raises(rag.UnknownDocument, match=r"no document 'none\.txt'"):
        library.retrieve("Why?", document=Scope(names=("none.txt",)))


def test_the_command_line_asks_and_searches_within_a_scope(
    corpus: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    places = ["--json", "--corpus", str(corpus), "--index", str(tmp_path)]
    assert main(["search", "ferry", "--language", "fr", *places]) == 0
    assert {each["document"] for each in json.loads(capsys.readouterr().out)} == {
        "moulin.html",
        "undated.txt",
    }
    main(["ask", "When does the ferry leave?", "--since", "2024-11", "--until", "2024-11-30", *places])
    assert [each["document"] for each in json.loads(capsys.readouterr().out)["citations"]] == ["ferry.html"]
    assert main(["ask", "Why?", "--document", "bears.html", "--document", "none.html", *places]) == 1
    assert "There is no document 'none.html'" in capsys.readouterr().err
