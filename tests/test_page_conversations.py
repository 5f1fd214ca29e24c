"""Conversations are kept in the browser: over a reload, several of them, renamed, deleted, exported."""

import json
from contextlib import ExitStack
from pathlib import Path

from playwright.sync_api import Browser, expect
from room import Room, free_port, serving, visiting

import rag

NO_REPLY = "Qui n'a pas répondu aux demandes de commentaires ?"
JACK = "Qui est Jack Altman ?"


def _titles(room: Room) -> list[str]:
    return room.page.locator("#conversation-list .title").all_inner_texts()


def _begin_another(room: Room, question: str) -> None:
    room.page.click("#new-chat")
    expect(room.page.locator("#chat .answer")).to_have_count(0)
    room.ask(question)


def test_a_reload_brings_the_conversation_back_and_follow_ups_go_on(room: Room) -> None:
    room.ask("What did Altman write?")
    quote = room.page.locator("#chat blockquote").first.inner_text()
    room.reload()
    expect(room.page.locator("#chat .asked")).to_have_text(["What did Altman write?"])
    expect(room.page.locator("#chat blockquote").first).to_have_text(quote)
    expect(room.page.locator("#chat .actions")).to_have_count(1)
    room.page.locator("a.cite").first.click()
    expect(room.page.locator(".sentence.current")).to_have_text(quote)
    expect(room.ask("And Chen?").locator(".frame")).to_contain_text("Understood as")


def test_several_conversations_are_kept_and_opened_again(room: Room) -> None:
    room.ask(NO_REPLY)
    _begin_another(room, JACK)
    room.page.click("#show-conversations")
    assert _titles(room) == [JACK, NO_REPLY]
    room.page.locator("#conversation-list .title", has_text=NO_REPLY).click()
    expect(room.page.locator("#chat .asked")).to_have_text([NO_REPLY])
    expect(room.page.locator(".mark")).to_have_count(1)
    room.ask("What did Chen promise?")
    room.page.click("#show-conversations")
    assert _titles(room) == [NO_REPLY, JACK]
    room.page.locator("#conversation-list .title", has_text=JACK).click()
    expect(room.page.locator("#chat .asked")).to_have_text([JACK])


def test_a_conversation_is_renamed_and_deleted_only_after_asking(room: Room) -> None:
    room.ask(NO_REPLY)
    _begin_another(room, JACK)
    room.page.click("#show-conversations")
    entry = room.page.locator("#conversation-list li").first
    entry.get_by_role("button", name="Rename").click()
    room.page.keyboard.type("The brother")
    room.page.keyboard.press("Enter")
    assert _titles(room) == ["The brother", NO_REPLY]
    expect(room.focused()).to_have_text("The brother")
    entry.get_by_role("button", name="Rename").click()
    room.page.keyboard.type("Never mind")
    room.page.keyboard.press("Escape")
    assert _titles(room) == ["The brother", NO_REPLY]
    expect(room.page.locator("#conversations")).to_be_visible()
    entry.get_by_role("button", name="Delete").click()
    expect(room.page.locator("#sure-text")).to_contain_text("Delete the conversation “The brother”?")
    room.page.click("#sure-no")
    assert _titles(room) == ["The brother", NO_REPLY]
    entry.get_by_role("button", name="Delete").click()
    room.page.click("#sure-yes")
    expect(room.page.locator("#conversation-list .title")).to_have_text([NO_REPLY])
    room.page.keyboard.press("Escape")
    expect(room.page.locator("#chat .answer")).to_have_count(0)  # it was the one that was shown


def test_exports_carry_quotes_with_offsets_that_hold(
    room: Room, library: rag.Library, tmp_path: Path
) -> None:
    room.ask(NO_REPLY)
    room.ask("What is the capital of Australia?")
    room.page.click("#show-conversations")
    with room.page.expect_download() as saving:
        room.page.get_by_role("button", name="Export as JSON").click()
    assert saving.value.suggested_filename.endswith(".json")
    saving.value.save_as(tmp_path / "conversation.json")
    exported = json.loads((tmp_path / "conversation.json").read_text("utf-8"))
    assert [turn["status"] for turn in exported["turns"]] == ["answered", "unanswered"]
    (citation,) = exported["turns"][0]["citations"]
    document = library.document(citation["document"])
    assert document.text[citation["start"] : citation["end"]] == citation["quote"]
    assert citation["document_sha256"] == document.sha256
    assert citation["link"] == f"{room.url}#/openai-meta.txt/2785-2846"
    with room.page.expect_download() as saving:
        room.page.get_by_role("button", name="Export as Markdown").click()
    saving.value.save_as(tmp_path / "conversation.md")
    text = (tmp_path / "conversation.md").read_text("utf-8")
    assert text.startswith(f"# {NO_REPLY}\n")
    assert "> Ni OpenAI ni Meta n'ont répondu aux demandes de commentaires.\n" in text


def test_two_tabs_keep_their_own_conversations(room: Room) -> None:
    room.ask(NO_REPLY)
    second = Room(room.page.context.new_page(), room.url)
    second.page.goto(room.url)
    second.ready()
    expect(second.page.locator("#chat .answer")).to_have_count(0)
    second.ask(JACK)
    room.ask("What did Chen promise?")
    for tab in (room, second):
        tab.page.click("#show-conversations")
        assert sorted(_titles(tab)) == sorted([JACK, NO_REPLY])
    second.page.close()


def test_a_server_that_was_started_anew_costs_no_turn(
    browser: Browser, library: rag.Library, tmp_path: Path
) -> None:
    port = free_port()
    with ExitStack() as servers:
        url = servers.enter_context(serving(library, tmp_path, port=port))
        with visiting(browser, url) as room:
            room.ask(NO_REPLY)
            servers.close()
            servers.enter_context(serving(library, tmp_path, port=port))
            asked = expect(room.page.locator("#chat .asked"))
            room.enter(JACK, lambda: asked.to_have_text([NO_REPLY, JACK], timeout=500))
            asked.to_have_text([NO_REPLY, JACK])
            room.reload()
            expect(room.page.locator("#chat .asked")).to_have_text([NO_REPLY, JACK])


def test_a_browser_without_room_says_so_and_the_chat_goes_on(room: Room) -> None:
    room.page.evaluate("localStorage.setItem('filler', 'x'.repeat(5 * 1024 * 1024 - 200))")
    answer = room.ask(NO_REPLY)
    expect(room.page.locator("#toast")).to_contain_text("no more room")
    expect(answer.locator("blockquote")).to_have_count(1)


def test_a_browser_that_keeps_no_data_still_shows_and_answers(browser: Browser, url: str) -> None:
    context = browser.new_context(locale="en-US")
    context.add_init_script(
        """for (const kind of ["localStorage", "sessionStorage"]) {
            Object.defineProperty(window, kind, { get() { throw new DOMException("", "SecurityError"); } });
        }"""
    )
    room = Room(context.new_page(), url)
    room.page.goto(url)
    room.ready()
    expect(room.page.locator("#reading-scroll h2")).to_contain_text("La direction")
    expect(room.ask(NO_REPLY).locator("blockquote")).to_have_count(1)
    context.close()
