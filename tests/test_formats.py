"""rag.formats: files of every format -> their text, and what is refused."""

from pathlib import Path

import files
import pytest
from files import FIRST, PAGE, SECOND, TITLE, docx, epub, pdf
from hypothesis import given
from hypothesis import strategies as st

from rag.errors import CorpusError
from rag.formats import SUFFIXES, extract
from rag.loading import document_from, load_folder
from rag.settings import MAX_FILE_BYTES

ARTICLE = f"{TITLE}\n\n{FIRST}\n\n{SECOND}"


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.pdf", pdf([[TITLE, FIRST, SECOND]])),
        ("a.docx", docx(TITLE, FIRST, SECOND)),
        ("a.epub", epub({"a": f"<p>{FIRST}</p><p>{SECOND}</p>"}, spine=["a"])),
        ("a.html", PAGE.encode()),
        ("A.HTM", PAGE.replace("utf-8", "latin-1").encode("cp1252")),
        ("bom.html", PAGE.replace("utf-8", "latin-1").encode("utf-8-sig")),
    ],
)
def test_the_same_article_has_the_same_text_in_every_format(name: str, data: bytes) -> None:
    assert extract(data, name).text == ARTICLE
    document = document_from(data, name)
    assert (document.title, document.language, document.byline) == (TITLE, "fr", "Zoé Née")
    assert extract(data, name) == extract(data, name)


def test_what_a_file_says_of_itself_is_kept() -> None:
    page = document_from(PAGE.encode(), "a.html")
    assert (page.date, page.source) == ("2025-07-01", "https://gazette.example/ete")
    assert document_from(PAGE.encode(), "a.html", source="https://b.example/").source == "https://b.example/"
    assert document_from(docx(TITLE, FIRST), "a.docx").date == "2025-07-01"
    assert document_from(epub({"a": FIRST}, spine=["a"]), "a.epub").date == "2025-07"


def test_a_folder_holds_every_format_and_its_broken_files_do_not_cost_the_others(tmp_path: Path) -> None:
    files.write_all(tmp_path)
    for suffix in SUFFIXES:
        (tmp_path / f"broken{suffix}").write_bytes(b"\x00\x01broken")
    documents, skipped = load_folder(tmp_path)
    assert [document.name for document in documents] == ["a.txt", "b.pdf", "c.docx", "d.epub", "e.html"]
    assert len(skipped) == len(SUFFIXES)
    assert {skip.code for skip in skipped} == {"broken", "not_text"}


@pytest.mark.parametrize(
    ("name", "data", "reason", "message"),
    [
        ("a.pdf", pdf([[TITLE]], password="secret"), "encrypted", r"a\.pdf is encrypted: save it without a"),
        ("a.pdf", files.scanned_pdf(), "no_text", r"only pictures of it.*text recognition \(OCR\)"),
        ("a.pdf", pdf([[TITLE]])[:400], "broken", r"a\.pdf is damaged, or no \.pdf file"),
        (
            "a.docx",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
            "encrypted",
            r"old format of Word \(\.doc\)",
        ),
        ("a.docx", docx(TITLE)[:200], "broken", r"a\.docx is damaged"),
        ("a.docx", epub({"a": FIRST}, spine=["a"]), "broken", r"a\.docx is damaged"),
        ("a.docx", docx("", ""), "empty", r"a\.docx is empty"),
        ("a.epub", docx(TITLE), "broken", r"a\.epub is damaged"),
        ("a.html", b"<html></html>", "empty", r"a\.html is empty"),
        ("a.html", b"<p>a\0b", "not_text", r"a\.html is a binary file"),
        ("a.pdf", b"x" * (MAX_FILE_BYTES + 1), "large", "50,000,000 are read at most"),
    ],
)
def test_a_file_without_a_text_to_read_is_refused_with_what_to_do(
    name: str, data: bytes, reason: str, message: str
) -> None:
    with pytest.raises(CorpusError, match=message) as refused:
        document_from(data, name)
    assert refused.value.reason == reason


@pytest.mark.parametrize("suffix", SUFFIXES)
@given(data=st.binary(max_size=200))
def test_whatever_a_file_holds_it_is_read_or_refused(suffix: str, data: bytes) -> None:
    start = {".pdf": b"%PDF-1.7\n", ".docx": b"PK\x03\x04", ".epub": b"PK\x03\x04"}.get(suffix, b"")
    try:
        assert isinstance(extract(start + data, f"a{suffix}").text, str)
    except CorpusError as error:
        assert error.reason


def test_the_pages_of_a_pdf_are_known_by_offset() -> None:
    document = document_from(pdf([[TITLE, FIRST], [], [SECOND]]), "a.pdf")
    assert document.text == ARTICLE
    second = document.text.index(SECOND)
    assert document.pages == (0, second, second)
    assert [document.page_at(offset) for offset in (0, second - 1, second, len(document.text))] == [
        1,
        1,
        3,
        3,
    ]
    assert document_from(ARTICLE.encode(), "a.txt").page_at(0) is None


def test_a_sentence_goes_on_over_the_end_of_a_page_without_heads_and_page_numbers() -> None:
    half = SECOND.index(" ni en juillet")
    pages = [[TITLE, FIRST, SECOND[:half]], [SECOND[half + 1 :]], [FIRST]]
    document = document_from(pdf(pages, head="La Gazette - 3 juillet 2025"), "a.pdf")
    assert document.text == f"{ARTICLE}\n\n{FIRST}"
    assert document.pages[1] == document.text.index("ni en juillet")


def test_a_word_that_is_parted_at_the_end_of_a_line_is_one_word_and_keeps_its_own_hyphen() -> None:
    lines = (
        "La rémunéra-\ntion des cher-\ncheurs, a-t-\nil dit, est peut-\nêtre trop basse, ou peut-être pas."
    )
    document = document_from(pdf([[TITLE, lines]], align="L"), "a.pdf")
    assert document.text.split("\n\n")[1] == (
        "La rémunération des chercheurs, a-t-il dit, est peut-être trop basse, ou peut-être pas."
    )


def test_insertions_tables_and_footnotes_of_a_word_document_are_read_and_deletions_are_not() -> None:
    changed = (
        "<w:p><w:r><w:t>Le chat </w:t></w:r><w:ins><w:r><w:t>noir </w:t></w:r></w:ins>"
        "<w:del><w:r><w:delText>blanc </w:delText></w:r></w:del><w:r><w:t>dort.</w:t></w:r></w:p>"
    )
    cells = "".join(f"<w:tc><w:p><w:r><w:t>{cell}</w:t></w:r></w:p></w:tc>" for cell in ("Ville", "Paris"))
    text = extract(docx(TITLE, body=f"{changed}<w:tbl><w:tr>{cells}</w:tr></w:tbl>"), "a.docx").text
    assert text.split("\n\n") == [TITLE, "Le chat noir dort.", "Ville | Paris"]


def test_chapters_of_a_book_come_in_the_order_of_its_spine() -> None:
    chapters = {
        "z": "<h2>Un</h2><p>Le chat&nbsp;dort<sup><a href='#n'>1</a></sup> &amp; rêve.</p>",
        "a": "<h2>Deux</h2><p>Fin<br/>du livre &lt;3.</p><script>x()</script>",
        "left": "<p>Hors du livre.</p>",
    }
    text = extract(epub(chapters, spine=["z", "a"]), "a.epub").text
    assert text == f"{TITLE}\n\nUn\n\nLe chat dort & rêve.\n\nDeux\n\nFin\ndu livre <3."


def test_a_book_with_encrypted_chapters_is_refused_and_one_with_encrypted_fonts_is_read() -> None:
    def locked(part: str) -> bytes:
        encryption = f'<encryption><CipherReference URI="{part}"/></encryption>'
        return epub({"a": FIRST}, spine=["a"], more={"META-INF/encryption.xml": encryption})

    assert FIRST in extract(locked("book/font.otf"), "a.epub").text
    with pytest.raises(CorpusError, match=r"is encrypted \(DRM\)"):
        extract(locked("book/a.xhtml"), "a.epub")


def test_an_archive_that_would_unpack_to_too_much_is_refused_unread() -> None:
    bomb = files.archive({f"{number}.xml": b"\0" * 40_000_000 for number in range(8)})
    assert len(bomb) < 1_000_000
    for name in ("a.docx", "a.epub"):
        with pytest.raises(CorpusError, match="unpacked, has 320,000,000 bytes") as refused:
            extract(bomb, name)
        assert refused.value.reason == "large"
    one = epub({"a": FIRST}, spine=["a"], more={"book/a.xhtml": " " * 60_000_000})
    with pytest.raises(CorpusError, match=r"book/a\.xhtml in a\.epub has 60,000,000 bytes"):
        extract(one, "a.epub")


def test_entities_reach_no_other_file_and_do_not_grow(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("HIDDEN")
    laughs = "".join(f'<!ENTITY l{n + 1} "{f"&l{n};" * 10}">' for n in range(9))
    declared = f'<!DOCTYPE d [<!ENTITY x SYSTEM "file://{tmp_path}/secret"><!ENTITY l0 "ha">{laughs}]>'
    for entity in ("&x;", "&l9;"):
        book = epub({"a": f"<p>{FIRST} {entity}</p>"}, spine=["a"])
        container = f'{declared}<container><rootfile full-path="a.opf"/>{entity}</container>'
        hostile = files.archive({"META-INF/container.xml": container})
        for data, name in (
            (book, "a.epub"),
            (hostile, "b.epub"),
            (docx(entity, document_type=declared), "c.docx"),
        ):
            try:
                text = extract(data, name).text
            except CorpusError:
                continue
            assert "HIDDEN" not in text
            assert len(text) < 1_000


def test_a_page_that_is_nested_very_deeply_is_read_or_refused() -> None:
    for name, data in (
        ("a.html", b"<div>" * 50_000 + b"Le chat dort."),
        ("a.epub", epub({"a": "<div>" * 5_000 + "Le chat dort." + "</div>" * 5_000}, spine=["a"])),
        ("a.docx", docx(body="<w:sdt><w:sdtContent>" * 3_000 + "</w:sdtContent></w:sdt>" * 3_000)),
    ):
        try:
            assert isinstance(extract(data, name).text, str)
        except CorpusError as error:
            assert error.reason in ("broken", "empty")
