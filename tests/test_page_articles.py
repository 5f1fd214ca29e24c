"""Several articles: choosing one, asking one or all, adding by file or text, removing."""

from pathlib import Path

from files import FIRST, SECOND, TITLE, pdf, scanned_pdf
from playwright.sync_api import expect
from room import HENS, Room


def _add(room: Room, text: str = HENS, *, source: str = "") -> None:
    room.page.click("#show-add")
    room.page.fill("#add-text", text)
    room.page.fill("#add-source", source)
    room.page.click("#add-now")


def test_a_pasted_article_is_added_opened_asked_and_linked_to_its_source(
    own_room: Room, tmp_path: Path
) -> None:
    expect(own_room.page.locator("#choose")).to_be_hidden()
    _add(own_room, source="https://hens.example/eggs")
    expect(own_room.page.locator("#reading-scroll h2")).to_have_text("On hens")
    expect(own_room.page.locator("#reading-scroll .source a")).to_have_text("hens.example")
    expect(own_room.page.locator("#add")).to_be_hidden()
    expect(own_room.page.locator("#chat .welcome")).to_contain_text("2 articles")
    assert (tmp_path / "corpus" / "On-hens.txt").read_text("utf-8") == HENS
    own_room.page.locator("#article-select").select_option("openai-meta.txt")
    expect(own_room.page.locator("#reading-scroll h2")).to_contain_text("La direction")
    answer = own_room.ask("How many eggs do hens lay in spring?")
    expect(answer.locator(".of-article").first).to_have_text("On hens")
    link = answer.locator(".at-source").first
    expect(link).to_have_attribute(
        "href", "https://hens.example/eggs#:~:text=Hens%20lay%20one%20egg%20a%20day%20in%20spring."
    )
    expect(link).to_have_attribute("rel", "noopener noreferrer")
    answer.locator("a.cite").first.click()
    expect(own_room.page.locator(".sentence.current")).to_have_text("Hens lay one egg a day in spring.")
    expect(own_room.page.locator("#article-select")).to_have_value("On-hens.txt")


def test_a_question_goes_to_the_open_article_or_to_all(own_room: Room) -> None:
    _add(own_room)
    expect(own_room.page.locator("#reading-scroll h2")).to_have_text("On hens")
    own_room.page.locator("#scope-select").select_option("one")
    expect(own_room.ask("What did Chen promise?").locator("a.cite")).to_have_count(0)
    own_room.page.locator("#scope-select").select_option("all")
    expect(own_room.ask("What did Chen promise?").locator("blockquote").first).to_contain_text(
        "Chen a promis"
    )


def test_a_file_is_added_and_what_cannot_be_read_is_refused_clearly(own_room: Room, tmp_path: Path) -> None:
    files = {
        "binary.txt": (b"\x00\x01\x02", "not a text file in UTF-8"),
        "latin.txt": ("Un été à la plage".encode("latin-1"), "not a text file in UTF-8"),
        "empty.txt": (b" \n ", "The text is empty"),
        "photo.png": (b"PNG", "ending in .txt, .md, .html"),
        "broken.pdf": (b"nothing", "The file is damaged"),
        "locked.pdf": (pdf([[TITLE]], password="secret"), "The file is encrypted"),
        "scanned.pdf": (scanned_pdf(), "only pictures of its text"),
        "openai-meta.md": (b"Another\ntext", "already"),
    }
    page = own_room.page
    page.click("#show-add")
    page.click("#add-now")
    expect(page.locator("#add-state")).to_have_text("Choose a file or paste a text.")
    for name, (content, reason) in files.items():
        (tmp_path / name).write_bytes(content)
        page.set_input_files("#add-file", tmp_path / name)
        page.click("#add-now")
        expect(page.locator("#add-state")).to_contain_text(reason)
    page.fill("#add-text", "And a text")
    page.click("#add-now")
    expect(page.locator("#add-state")).to_contain_text("not both")
    page.fill("#add-text", "")
    (tmp_path / "hens.md").write_text(HENS, encoding="utf-8")
    page.set_input_files("#add-file", tmp_path / "hens.md")
    page.fill("#add-source", "javascript:alert(1)")
    page.click("#add-now")
    expect(page.locator("#add-state")).to_contain_text("must begin with http")
    page.fill("#add-source", "")
    page.click("#add-now")
    expect(page.locator("#reading-scroll h2")).to_have_text("On hens")
    _add(own_room)
    expect(page.locator("#add-state")).to_contain_text("already")


def test_a_pdf_is_added_and_its_quotes_name_their_page(own_room: Room, tmp_path: Path) -> None:
    (tmp_path / "ete.pdf").write_bytes(pdf([[TITLE, FIRST], [SECOND]]))
    own_room.page.click("#show-add")
    own_room.page.set_input_files("#add-file", tmp_path / "ete.pdf")
    own_room.page.click("#add-now")
    expect(own_room.page.locator("#reading-scroll h2")).to_have_text(TITLE)
    own_room.page.locator("#scope-select").select_option("one")
    answer = own_room.ask("Où sont partis les chercheurs ?")
    expect(answer.locator(".place").first).to_have_text("p. 2, ¶2")
    assert (tmp_path / "corpus" / "ete.pdf").read_bytes() == (tmp_path / "ete.pdf").read_bytes()


def test_a_text_over_the_limit_is_refused_before_it_is_sent(room: Room, tmp_path: Path) -> None:
    (tmp_path / "long.txt").write_bytes(b"word " * 2_000_001)
    room.page.click("#show-add")
    room.page.set_input_files("#add-file", tmp_path / "long.txt")
    room.page.click("#add-now")
    expect(room.page.locator("#add-state")).to_contain_text("10000000 are taken at most")


def test_adding_shows_its_progress(own_room: Room) -> None:
    states: list[str] = []
    own_room.page.expose_function("told", lambda state: states.append(state))
    own_room.page.evaluate(
        """() => {
        const state = document.getElementById("add-state");
        new MutationObserver(() => window.told(state.textContent)).observe(state, {childList: true});
    }"""
    )
    _add(
        own_room, "On counting\n" + "\n".join(f"Number {n} comes after number {n - 1}." for n in range(1, 60))
    )
    expect(own_room.page.locator("#reading-scroll h2")).to_have_text("On counting", timeout=30_000)
    assert any(state.startswith("Being indexed: ") for state in states)


def test_removing_asks_first_and_keeps_the_file_aside(own_room: Room, tmp_path: Path) -> None:
    _add(own_room)
    expect(own_room.page.locator("#reading-scroll h2")).to_have_text("On hens")
    answer = own_room.ask("How many eggs do hens lay in spring?")
    expect(answer.locator("a.cite")).not_to_have_count(0)
    own_room.page.click("#show-remove")
    expect(own_room.page.locator("#sure-text")).to_contain_text("Remove “On hens”?")
    own_room.page.click("#sure-no")
    expect(own_room.page.locator("#choose")).to_be_visible()
    own_room.page.click("#show-remove")
    own_room.page.click("#sure-yes")
    expect(own_room.page.locator("#choose")).to_be_hidden()
    expect(own_room.page.locator("#reading-scroll h2")).to_contain_text("La direction")
    expect(own_room.page.locator("#chat .quote .note").first).to_have_text(
        "These words are no longer in the article."
    )
    assert (tmp_path / "corpus" / ".removed" / "On-hens.txt").read_text("utf-8") == HENS
    assert not (tmp_path / "corpus" / "On-hens.txt").exists()
