"""What is hostile stays text: articles, questions, kept conversations, links; no false quote looks true."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, expect
from room import HOSTILE, Room, serving, visiting

import rag

SCRIPT = "<script>window.pwned=1</script>"
TITLE = f"Hens <img src=x onerror=window.pwned=1> {SCRIPT} [out](http://evil.test/t) **bold** & &lt;b&gt;"
NAME = "<img src=x onerror=window.pwned=1>\"'`&amp;#?%2e%2e ..txt"
SENTENCE = (
    f"The red hen laid seven eggs near the mill, {HOSTILE}, said Ann <b onclick=window.pwned=1>Smith</b>."
)
QUESTION = f"How many eggs did the red hen lay? {SCRIPT}<img src=x onerror=window.pwned=1>"
PREFIX = "article-chat:conversation:"
GONE = "These words are no longer in the article."
NO_REPLY = "Ni OpenAI ni Meta n'ont répondu aux demandes de commentaires."  # stands at 2785-2846


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The page over articles of somebody who wants to do more than to be read."""
    corpus = tmp_path_factory.mktemp("hostile")
    files = {
        NAME: f"{TITLE}\n{SENTENCE}\nThe mill stands at the river. {HOSTILE}\n",
        f"{NAME.removesuffix('txt')}questions": f"{QUESTION}\n",
        f"{NAME.removesuffix('txt')}source": "javascript:window.pwned=1\n",
        "goats.txt": "On goats\nA goat eats three kilograms of hay a day.\n",
        "goats.source": 'https://goats.example/"onmouseover="window.pwned=1\n',
        "sheep.txt": "On sheep\nA sheep carries four kilograms of wool.\n",
        "sheep.source": "https://sheep.example/'onclick='window.pwned=1?a=1&copy=2\n",
        f"{SCRIPT.replace('/', '')}.txt": "",
    }
    for name, content in files.items():
        (corpus / name).write_text(content, encoding="utf-8")
    folder = tmp_path_factory.mktemp("hostile-index")
    with rag.Library.open(corpus, folder) as library, serving(library, corpus) as address:
        yield address


def expect_harmless(room: Room, *addresses: str) -> None:
    """Nothing that was text has become part of the page; its links lead into it or to `addresses`."""
    page = room.page
    assert page.evaluate("window.pwned") is None
    assert page.evaluate("({}).polluted") is None
    everywhere = page.locator(":is(#chat, #reading, #conversations, #sure, #toast, #hint, #notice)")
    made = "img, script, iframe, object, embed, base, link, meta, video, audio, b, form[action], .katex"
    expect(everywhere.locator(f":is({made})")).to_have_count(0)
    expect(page.locator(":is(#chat, #reading) form")).to_have_count(0)
    links = page.locator(":is(#chat, #reading) a").evaluate_all(
        "all => all.map((a) => a.getAttribute('href'))"
    )
    assert [link for link in links if not link.startswith("#/") and link not in addresses] == []
    scripted = "all => all.flatMap((e) => e.getAttributeNames()).filter((name) => name.startsWith('on'))"
    assert page.locator(":is(#chat, #reading, dialog) *").evaluate_all(scripted) == []


def plant(room: Room, id: str, kept: object) -> None:
    """Put a conversation into the browser's storage, as JSON or as it stands."""
    text = kept if isinstance(kept, str) else json.dumps(kept)
    room.page.evaluate("([key, text]) => localStorage.setItem(key, text)", [PREFIX + id, text])


def open_kept(room: Room, title: str) -> None:
    """Choose a conversation from the list."""
    room.page.click("#show-conversations")
    titles(room).filter(has_text=title).click()


def record(*citations: Any, **fields: Any) -> dict[str, Any]:
    """A turn as the browser keeps it."""
    kept = {"question": "Why?", "status": "answered", "language": "en", "text": "In its words:"}
    return kept | {"understood": "", "stopped": False, "citations": list(citations)} | fields


def citation(quote: str, start: Any, end: Any, **fields: Any) -> dict[str, Any]:
    """A citation of the article as the browser keeps it."""
    kept: dict[str, Any] = {"number": 1, "quote": quote, "document": "openai-meta.txt", "document_sha256": ""}
    return kept | {"paragraph": 7, "start": start, "end": end, "speaker": ""} | fields


def conversation(*turns: Any, **fields: Any) -> dict[str, Any]:
    """A conversation as the browser keeps it."""
    return {"version": 1, "title": "Planted", "created": "", "updated": "", "turns": list(turns)} | fields


def titles(room: Room) -> Locator:
    """The conversations that are listed."""
    return room.page.locator("#conversation-list .title")


def test_a_hostile_article_is_shown_asked_and_quoted_as_text(browser: Browser, hostile: str) -> None:
    with visiting(browser, hostile) as room:
        page, goats = room.page, "https://goats.example"
        expect(page.locator("#chat .skipped")).to_contain_text("<script>window.pwned=1<script>.txt")
        expect(page.locator("#chat")).to_contain_text(QUESTION)
        page.locator("#article-select").select_option(NAME)
        expect(page.locator("#reading-scroll h2")).to_have_text(TITLE)
        expect(page.locator("#reading-scroll")).to_contain_text(SENTENCE)
        expect(page.locator("#reading-scroll .source")).to_have_count(0)
        expect_harmless(room)
        page.get_by_text(QUESTION).click()  # the example beside the article
        answer = page.locator("#chat .answer.ended")
        expect(answer.locator("blockquote").first).to_contain_text(SCRIPT)
        expect(page.locator("#chat .asked")).to_have_text(QUESTION)
        expect(answer.locator(".of-article").first).to_have_text(TITLE)
        answer.locator("a.cite").first.hover()
        expect(page.locator("#hint")).to_contain_text(SCRIPT)
        answer.locator("a.cite").first.click()
        expect(page.locator(".sentence.current").first).to_contain_text("red hen")
        expect(page.locator("#chat .suggestions")).to_have_count(1)
        expect_harmless(room)
        page.locator("#article-select").select_option("goats.txt")
        expect(page.locator("#reading-scroll h2")).to_have_text("On goats")
        expect_harmless(room)
        assert goats not in page.content()


def test_an_address_with_quotes_in_it_is_a_link_and_nothing_else(browser: Browser, hostile: str) -> None:
    address = "https://sheep.example/'onclick='window.pwned=1?a=1&copy=2"
    with visiting(browser, hostile) as room:
        room.page.locator("#article-select").select_option("sheep.txt")
        link = room.page.locator("#reading-scroll .source a")
        expect(link).to_have_attribute("href", address)
        answer = room.ask("How much wool does a sheep carry?")
        at_source = answer.locator(".at-source")
        expect(at_source).to_have_attribute(
            "href", f"{address}#:~:text=A%20sheep%20carries%20four%20kilograms%20of%20wool."
        )
        for each in (link, at_source):
            names = each.evaluate("e => e.getAttributeNames().filter((name) => name !== 'class')")
            assert sorted(names) == ["href", "rel", "target"]
        expect_harmless(room, address, str(at_source.get_attribute("href")))


def test_a_hostile_question_is_shown_listed_and_renamed_as_text(room: Room) -> None:
    page = room.page
    markdown = f"Who? {SCRIPT}\n\n    {SCRIPT}\n\n# {SCRIPT}\n<!-- \n\n| a |\n|---|\n| {SCRIPT} |"
    for question in (HOSTILE, markdown):
        room.ask(question)
        shown = page.locator("#chat .asked").last.evaluate("e => e.innerText")
        assert shown.split() == question.split()
    expect_harmless(room)
    page.click("#show-conversations")
    expect(titles(room)).to_have_text(HOSTILE[:80].strip())
    page.get_by_role("button", name="Rename").click()
    page.locator("#conversation-list input").fill(TITLE[:80])
    page.keyboard.press("Enter")
    expect(titles(room)).to_have_text(TITLE[:80])
    page.get_by_role("button", name="Delete").click()
    expect(page.locator("#sure-text")).to_contain_text(f"“{TITLE[:80]}”")
    expect_harmless(room)
    page.click("#sure-no")
    room.reload()
    expect(page.locator("#chat .actions")).to_have_count(2)
    expect(page.locator("#chat .asked").first).to_have_text(HOSTILE)
    expect_harmless(room)


def test_a_kept_conversation_with_markup_in_every_field_is_shown_as_text(room: Room) -> None:
    markup = f'"></div>{HOSTILE}\n\n<div onmouseover="window.pwned=1">{SCRIPT}'
    cited = citation(
        markup, 1, 9, document=markup, document_sha256=markup, speaker=markup, number=markup, paragraph=markup
    )
    true = citation(NO_REPLY, 2785, 2846, speaker=markup)
    hostile_record = record(
        cited, true, question=markup, text=markup, language=markup, understood=markup, extra=markup
    )
    plant(room, "a", conversation(hostile_record, title=markup, created=markup, updated=markup))
    open_kept(room, SCRIPT)
    page = room.page
    expect(page.locator("#chat .asked")).to_contain_text(SCRIPT)
    expect(page.locator("#chat .frame")).to_contain_text(SCRIPT)
    expect(page.locator("#chat blockquote").first).to_contain_text(SCRIPT)
    expect(page.locator("#chat .quote")).to_have_count(2)
    expect(page.locator("#chat a.cite")).to_have_count(1)
    expect_harmless(room)
    page.locator("#chat a.cite").hover()
    expect(page.locator("#hint")).to_contain_text("Ni OpenAI")
    page.click("#show-conversations")
    expect(titles(room)).to_contain_text(SCRIPT)
    expect_harmless(room)


def test_what_is_no_conversation_is_passed_over_and_the_page_goes_on(room: Room) -> None:
    deep = '{"turns": ' + "[" * 3_000 + "]" * 3_000 + ', "title": "Deep"}'
    nested = json.dumps(conversation(record(), title="Nested"))
    kept = {
        "none": "nonsense",
        "null": "null",
        "number": "7",
        "list": "[]",
        "untitled": conversation(record(), title=7),
        "text": conversation() | {"turns": "text"},
        "deep": deep,
        "prototype": nested.replace('"version"', '"__proto__": {"polluted": 1}, "version"').replace(
            '"question"', '"__proto__": {"polluted": 1}, "constructor": {}, "question"'
        ),
        "types": conversation(
            1,
            None,
            "text",
            [],
            {},
            record(question=7),
            record(question=""),
            record(status="checked"),
            record(status=["answered"]),
            record(citations="none"),
            record(citations=None),
            record(None, 1, "x", [], {}, citation("", 0, 9), citation("x", "0", "9"), citation("x", 9, 0)),
            title="Types",
        ),
        "huge": conversation(
            record(*[citation("x", n, n + 1) for n in range(500)], question="Long? " * 30_000),
            record(text="y" * 100_000, question="Kept?"),
            title="Huge " * 20_000,
        ),
    }
    for id, text in kept.items():
        plant(room, id, text)
    page = room.page
    shown = {"Types": ["Why?"], "Nested": ["Why?"], "Huge": ["Kept?"], "Deep": []}
    page.click("#show-conversations")
    assert sorted(title.split()[0] for title in titles(room).all_inner_texts()) == sorted([*shown, "7"])
    page.keyboard.press("Escape")
    for title, asked in shown.items():
        open_kept(room, title)
        expect(page.locator("#chat .asked")).to_have_text(asked)
        expect(page.locator("#chat .quote")).to_have_count(0)
        expect_harmless(room)
    page.click("#show-conversations")
    for row in page.locator("#conversation-list li").all():
        for name in ("Export as JSON", "Export as Markdown"):
            with page.expect_download() as saving:
                row.get_by_role("button", name=name).click()
            assert saving.value.suggested_filename.endswith((".json", ".md"))
    page.keyboard.press("Escape")
    answer = room.ask("What did Chen promise?")
    expect(answer.locator("blockquote").first).to_contain_text("Chen a promis")


def test_a_planted_conversation_cannot_make_a_false_quote_look_checked(
    room: Room, library: rag.Library
) -> None:
    text = library.document("openai-meta.txt").text
    assert text[2785:2846] == NO_REPLY
    false = [
        citation(NO_REPLY.replace("Ni", "Et").replace("ni", "et").replace("n'ont", "ont"), 2785, 2846),
        citation(NO_REPLY, 2784, 2846),
        citation(NO_REPLY, 2785, 2845),
        citation(NO_REPLY, 0, len(NO_REPLY)),
        citation(NO_REPLY, 2785 - len(text), 2846 - len(text)),
        citation(NO_REPLY, 2785.5, 2846.5),
        citation(NO_REPLY, True, 2846),
        citation(NO_REPLY, 2785, 10**30),
        citation(NO_REPLY, 2785, 2846, document="another.txt"),
        citation(NO_REPLY, 2785, 2846, document="../corpus/openai-meta.txt"),
        citation(NO_REPLY, 2785, 2846, document=["openai-meta.txt"]),
        citation(f"{NO_REPLY} ", 2785, 2846),
        citation(NO_REPLY.upper(), 2785, 2846),
        citation(text[2785:] + "x", 2785, len(text) + 1),
    ]
    plant(room, "a", conversation(record(citation(NO_REPLY, 2785, 2846), *false)))
    open_kept(room, "Planted")
    quotes = room.page.locator("#chat .quote")
    expect(quotes.first.locator("a.cite")).to_have_attribute("href", "#/openai-meta.txt/2785-2846")
    expect(room.page.locator("#chat .quote a.cite")).to_have_count(1)
    expect(room.page.locator("#reading .mark")).to_have_text(["1"])
    for place in range(1, quotes.count()):
        quote = quotes.nth(place)
        expect(quote.locator(".note")).to_have_text(GONE)
        expect(quote.locator("a")).to_have_count(0)
        expect(quote.locator("blockquote")).not_to_have_attribute("lang", "fr")
    assert quotes.count() > len(false) - 4  # some are no citations at all
    expect(room.page.locator("#walked")).to_have_text("1 of 1")


def test_a_planted_conversation_cannot_put_true_words_into_another_mouth_or_paragraph(room: Room) -> None:
    planted = citation(NO_REPLY, 2785, 2846, speaker="Mark Zuckerberg", paragraph=99)
    plant(room, "a", conversation(record(planted)))
    open_kept(room, "Planted")
    expect(room.page.locator("#chat a.cite")).to_have_count(1)
    expect(room.page.locator("#chat .quote-head")).not_to_contain_text("Zuckerberg")
    expect(room.page.locator("#chat .quote-head")).not_to_contain_text("99")


def test_a_hostile_text_that_is_pasted_is_added_quoted_and_removed_as_text(
    own_room: Room, tmp_path: Path
) -> None:
    page = own_room.page
    page.click("#show-add")
    page.fill("#add-text", f"{TITLE}\n{SENTENCE}\nThe mill stands at the river.\n")
    for source in ("javascript:window.pwned=1", 'https://a.example/"onclick="window.pwned=1', "https://"):
        page.fill("#add-source", source)
        with page.expect_response("**/articles?*"):
            page.click("#add-now")
        expect(page.locator("#add-state")).to_have_text("The address must begin with http:// or https://.")
        expect(page.locator("#add-now")).not_to_have_attribute("aria-disabled", "true")
    page.fill("#add-source", "")
    page.click("#add-now")
    expect(page.locator("#reading-scroll h2")).to_have_text(TITLE)
    expect(page.locator("#reading-scroll")).to_contain_text(SENTENCE)
    expect(page.locator("#toast")).to_have_text(f"“{TITLE}” is added.")
    expect_harmless(own_room)
    answer = own_room.ask("How many eggs did the red hen lay?")
    expect(answer.locator("blockquote").first).to_contain_text(SCRIPT)
    expect(answer.locator(".of-article").first).to_have_text(TITLE)
    cited = answer.locator("blockquote").first.inner_text()
    page.click("#show-remove")
    expect(page.locator("#sure-text")).to_contain_text(f"“{TITLE}”")
    page.click("#sure-yes")
    expect(page.locator("#reading-scroll h2")).to_contain_text("La direction")
    quote = page.locator("#chat .quote").first
    expect(quote.locator(".note")).to_have_text(GONE)
    expect(quote.locator("a")).to_have_count(0)
    expect(quote.locator("blockquote")).to_have_text(cited)
    expect(page.locator("#chat .asked")).to_have_text("How many eggs did the red hen lay?")
    expect_harmless(own_room)
    names = {path.name for path in (tmp_path / "corpus").rglob("*.txt")}
    assert len(names) == 2
    assert not any(set("<>[]*&()=/\"'") & set(name) for name in names)


def test_a_hostile_permanent_link_leads_to_no_place(browser: Browser, url: str) -> None:
    with visiting(browser, url, path="#/%3Cimg%20src=x%20onerror=window.pwned=1%3E/1-2") as room:
        page = room.page
        expect(page.locator("#toast")).to_be_visible()
        for address in (
            "#/../1-2",
            "#/%2e%2e/1-2",
            "#/./1-2",
            "#/..%2f/1-2",
            "#/..%2flibrary/1-2",
            "#/%2f%2fevil.test%2f/1-2",
            "#/https:%2f%2fevil.test%2f/1-2",
            "#/openai-meta.txt%3Fx/1-2",
            "#/openai-meta.txt/99999999-999999999",
            "#/javascript:window.pwned=1/1-2",
            f"#/{SCRIPT.replace('/', '%2f')}/1-2",
        ):
            page.evaluate(
                "(hash) => { document.querySelector('#toast').hidden = true; location.hash = hash; }", address
            )
            expect(page.locator("#toast"), address).to_be_visible()
            expect(page.locator(".sentence.current"), address).to_have_count(0)
            expect(page.locator("#reading-scroll h2"), address).to_contain_text("La direction")
        for address in (
            "#/%E0%A4%A/1-2",
            "#/%/1-2",
            "#/openai-meta.txt/-1-2",
            "#/openai-meta.txt/1e3-2",
            "#//1-2",
            "#",
        ):
            page.evaluate("(hash) => { location.hash = hash; }", address)
            expect(page.locator("#reading-scroll h2"), address).to_contain_text("La direction")
        page.evaluate(f"location.hash = '#/openai-meta.txt/0-{'9' * 400}'")
        expect(page.locator(".sentence.current").first).to_be_visible()
        expect_harmless(room)


def test_a_question_of_a_hundred_thousand_characters_is_refused_and_stays_in_the_box(room: Room) -> None:
    question = f"{SCRIPT} {'why ' * 25_000}"[:100_000].strip()
    box = room.page.locator("#question textarea")
    box.fill(question)
    box.press("Enter")
    expect(room.page.locator("#notice")).to_contain_text(
        f"Your question has {len(question)} characters; 4000 are read at most."
    )
    assert box.input_value() == question
    expect(room.page.locator("#chat .answer")).to_have_count(0)
    expect_harmless(room)
    box.fill("What did Chen promise?")
    box.press("Enter")
    expect(room.page.locator("#chat blockquote").first).to_contain_text("Chen a promis")
    expect(room.page.locator("#notice")).to_have_text("")
