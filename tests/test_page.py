"""The page in Chromium, over a real server, and its endpoints through gradio_client."""

import re
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from chromium import ARGUMENTS, executable
from gradio_client import Client
from playwright.sync_api import Browser, Page, expect, sync_playwright

import rag
from rag.page import launch

ROOT = Path(__file__).resolve().parent.parent
DESKTOP = (1440, 900)
PHONE = (390, 844)
HOSTILE = (
    '<img src="http://evil.test/a.png" onerror="window.pwned=1"> ![b](http://evil.test/b.png) '
    "[link](javascript:window.pwned=1) <form action=http://evil.test><button>go</button></form> "
    "<script>window.pwned=1</script> http://evil.test/c $$x$$ **bold** ${7*7} {{7*7}}"
)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _serve(library: rag.Library) -> Iterator[str]:
    page = launch(library, host="127.0.0.1", port=_free_port(), open_browser=False)
    yield page.local_url
    page.close()


@pytest.fixture(scope="module")
def url(library: rag.Library) -> Iterator[str]:
    yield from _serve(library)


@pytest.fixture(scope="module")
def hostile_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    corpus = tmp_path_factory.mktemp("corpus")
    (corpus / "a<b>.txt").write_text(
        f"Title {HOSTILE}\nThe red fox said {HOSTILE} to the hen.\n", encoding="utf-8"
    )
    (corpus / "hens.txt").write_text("On hens\nHens lay one egg a day in spring.\n", encoding="utf-8")
    with rag.Library.open(corpus) as opened:
        yield from _serve(opened)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=executable(), args=ARGUMENTS)
        yield chromium
        chromium.close()


def _visit(browser: Browser, url: str, size: tuple[int, int] = DESKTOP) -> tuple[Page, list[str]]:
    """An open page, and the list that its requests to other hosts go into."""
    page = browser.new_page(viewport={"width": size[0], "height": size[1]})
    outside: list[str] = []

    def note(address: str) -> None:
        if not address.startswith((url, "data:", "blob:")):
            outside.append(address)

    page.on("request", lambda request: note(request.url))
    page.goto(url)
    expect(page.locator("#question textarea")).to_be_visible(timeout=20_000)
    return page, outside


def _ask(page: Page, question: str) -> None:
    count = page.locator("#chat .answer").count()
    page.fill("#question textarea", question)
    page.keyboard.press("Enter")
    expect(page.locator("#chat .answer")).to_have_count(count + 1, timeout=20_000)
    expect(page.locator("#send")).to_be_visible()


def test_a_click_on_a_chip_marks_and_focuses_the_very_sentence_it_quotes(browser: Browser, url: str) -> None:
    page, outside = _visit(browser, url)
    _ask(page, "What did Chen promise?")
    expect(page.locator("#question textarea")).to_have_value("")
    quote = page.locator("#chat blockquote").first.inner_text()
    page.locator("a.cite").first.click()
    marked = page.locator(".sentence.current")
    expect(marked).to_have_count(1)
    expect(marked).to_be_focused()
    expect(marked).to_be_in_viewport()
    assert marked.inner_text() == quote
    assert quote.startswith("Chen a promis")
    assert outside == []
    page.close()


def test_the_keyboard_follows_a_chip_and_escape_leads_back(browser: Browser, url: str) -> None:
    page, _ = _visit(browser, url)
    _ask(page, "Qui n'a pas répondu aux demandes de commentaires ?")
    chip = page.locator("a.cite").first
    chip.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".sentence.current")).to_be_focused()
    page.keyboard.press("Escape")
    expect(chip).to_be_focused()
    expect(page.locator("#chat .answer > p")).to_contain_text("Voici ce que dit l'article")
    page.close()


def test_an_example_is_asked_by_a_click(browser: Browser, url: str) -> None:
    page, _ = _visit(browser, url)
    page.get_by_text("What did Chen promise?").click()
    expect(page.locator("#chat .answer")).to_have_count(1, timeout=20_000)
    expect(page.locator("#chat .speaker").first).to_have_text("Mark Chen · ¶3")
    page.close()


def test_a_question_the_article_does_not_answer_gets_no_chip(browser: Browser, url: str) -> None:
    page, _ = _visit(browser, url)
    _ask(page, "What is the capital of Australia?")
    expect(page.locator("#chat .answer.unanswered")).to_have_text(
        "The article does not answer this. The article never mentions “Australia”."
    )
    expect(page.locator("a.cite")).to_have_count(0)
    page.close()


def test_on_a_phone_the_article_is_a_sheet_that_a_chip_opens(browser: Browser, url: str) -> None:
    page, _ = _visit(browser, url, PHONE)
    handle = page.locator(".sheet-handle")
    expect(handle).to_have_attribute("aria-expanded", "false")
    _ask(page, "What did Chen promise?")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
    page.locator("a.cite").first.click()
    expect(handle).to_have_attribute("aria-expanded", "true")
    expect(page.locator(".sentence.current")).to_be_in_viewport()
    page.keyboard.press("Escape")
    expect(handle).to_have_attribute("aria-expanded", "false")
    expect(page.locator("a.cite").first).to_be_focused()
    page.close()


def test_a_question_too_long_is_refused_and_kept(browser: Browser, url: str) -> None:
    page, _ = _visit(browser, url)
    question = "a" * 100_000
    page.fill("#question textarea", question)
    page.keyboard.press("Enter")
    expect(page.get_by_text("4,000 are read at most")).to_be_visible(timeout=20_000)
    expect(page.locator("#question textarea")).to_have_value(question)
    page.close()


def test_an_empty_question_does_nothing(browser: Browser, url: str) -> None:
    page, _ = _visit(browser, url)
    page.click("#send")
    page.wait_for_timeout(1_000)
    expect(page.locator("#chat .answer")).to_have_count(0)
    page.close()


def test_hostile_text_in_article_question_and_file_name_stays_text(
    browser: Browser, hostile_url: str
) -> None:
    page, outside = _visit(browser, hostile_url)
    _ask(page, HOSTILE)
    _ask(page, "What did the red fox say to the hen?")
    expect(page.locator("#reading-scroll")).to_contain_text("${7*7} {{7*7}}")
    expect(page.locator("#chat")).to_contain_text("![b](http://evil.test/b.png)")
    assert page.locator("#chat form, #reading form, #chat img[src*=evil], #reading img").count() == 0
    assert page.locator("#chat a:not(.cite), #reading a").count() == 0
    assert page.evaluate("window.pwned") is None
    assert outside == []
    page.close()


def test_with_two_articles_a_citation_leads_into_its_own(browser: Browser, hostile_url: str) -> None:
    page, _ = _visit(browser, hostile_url)
    _ask(page, "How many eggs do hens lay in spring?")
    expect(page.locator("#chat .speaker").first).to_contain_text("On hens")
    page.locator("a.cite").first.click()
    expect(page.locator(".sentence.current")).to_have_text("Hens lay one egg a day in spring.")
    page.close()


def test_programs_ask_and_retrieve_through_the_endpoints(url: str, library: rag.Library) -> None:
    client = Client(url, verbose=False)
    answer = client.predict("What did Chen promise?", api_name="/ask")
    citation = answer["citations"][0]
    assert answer["status"] == "answered"
    text = library.document(citation["document"]).text
    assert text[citation["start"] : citation["end"]] == citation["quote"]
    assert [passage["paragraph"] for passage in client.predict("Anthropic", 1, api_name="/retrieve")] == [6]


@pytest.mark.parametrize(
    ("question", "message"), [("", "empty"), (None, "is text"), ("a" * 100_000, "are read at most")]
)
def test_an_endpoint_refuses_a_bad_question_with_a_sentence(
    url: str, question: str | None, message: str
) -> None:
    client = Client(url, verbose=False)
    with pytest.raises(Exception, match=re.compile(message)):
        client.predict(question, api_name="/ask")


def test_a_port_in_use_is_refused_with_the_way_out(library: rag.Library) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(rag.RagError, match="choose another port with --port"):
            launch(library, host="127.0.0.1", port=taken.getsockname()[1], open_browser=False)
