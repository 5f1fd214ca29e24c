"""Ten things that somebody new does on the page, from beginning to end."""

import json
from pathlib import Path

from playwright.sync_api import Browser, expect
from room import HENS, PHONE, Room, visiting

import rag


def test_1_ask_a_question(room: Room) -> None:
    answer = room.ask("Who did not respond to requests for comment?")
    expect(answer.locator("blockquote").first).to_contain_text("Ni OpenAI ni Meta n'ont répondu")


def test_2_check_a_citation_in_the_article(room: Room) -> None:
    answer = room.ask("Who did not respond to requests for comment?")
    answer.get_by_role("link", name="Source 1").click()
    sentence = room.page.locator(".sentence.current")
    expect(sentence).to_be_in_viewport()
    expect(sentence).to_have_text(answer.locator("blockquote").first.inner_text())
    room.page.keyboard.press("Escape")
    expect(answer.get_by_role("link", name="Source 1")).to_be_focused()


def test_3_ask_in_french_on_a_french_page(browser: Browser, url: str) -> None:
    with visiting(browser, url, locale="fr-FR") as room:
        expect(room.page.get_by_role("button", name="Demander")).to_be_visible()
        answer = room.ask("Qui n'a pas répondu aux demandes de commentaires ?")
        expect(answer.locator(".frame")).to_have_text("Réponse Voici ce que dit l'article :")


def test_4_ask_a_follow_up(room: Room) -> None:
    room.ask("What did Altman write?")
    answer = room.ask("And Chen?")
    expect(answer.locator(".frame")).to_contain_text("“What did Altman write? And Chen?”")
    expect(answer.locator(".speaker").first).to_have_text("Mark Chen")


def test_5_be_told_that_the_article_does_not_answer(room: Room) -> None:
    answer = room.ask("What is the capital of Australia?")
    expect(answer.locator(".outcome")).to_have_text("Not in the article")
    expect(answer.locator(".frame")).to_contain_text("The article never mentions “Australia”.")


def test_6_add_an_article_of_ones_own(own_room: Room, tmp_path: Path) -> None:
    (tmp_path / "hens.txt").write_text(HENS, encoding="utf-8")
    own_room.page.get_by_role("button", name="Add an article").click()
    own_room.page.get_by_label("A file (").set_input_files(tmp_path / "hens.txt")
    own_room.page.get_by_role("button", name="Add", exact=True).click()
    expect(own_room.page.locator("#toast")).to_have_text("“On hens” is added.")
    answer = own_room.ask("How many eggs do hens lay in spring?")
    expect(answer.locator("blockquote").first).to_have_text("Hens lay one egg a day in spring.")


def test_7_switch_between_articles(own_room: Room) -> None:
    own_room.page.click("#show-add")
    own_room.page.fill("#add-text", HENS)
    own_room.page.click("#add-now")
    choice = own_room.page.get_by_role("combobox", name="Read")
    expect(choice).to_have_value("On-hens.txt")
    choice.select_option(
        label="La direction d'OpenAI répond aux offres Meta : « Quelqu'un s'est introduit chez nous »"
    )
    expect(own_room.page.locator("#reading-scroll h2")).to_contain_text("La direction")
    choice.select_option(label="On hens")
    expect(own_room.page.locator("#reading-scroll h2")).to_have_text("On hens")


def test_8_reload_and_go_on(room: Room) -> None:
    room.ask("Who is Jack Altman?")
    room.reload()
    expect(room.page.locator("#chat .asked")).to_have_text("Who is Jack Altman?")
    room.ask("What did Chen promise?")
    expect(room.page.locator("#chat .asked")).to_have_count(2)


def test_9_take_the_conversation_along(room: Room, library: rag.Library, tmp_path: Path) -> None:
    room.ask("Who did not respond to requests for comment?")
    room.page.get_by_role("button", name="Conversations").click()
    with room.page.expect_download() as saving:
        room.page.get_by_role("button", name="Export as JSON").click()
    saving.value.save_as(tmp_path / "taken.json")
    citation = json.loads((tmp_path / "taken.json").read_text("utf-8"))["turns"][0]["citations"][0]
    assert (
        library.document(citation["document"]).text[citation["start"] : citation["end"]] == citation["quote"]
    )


def test_10_do_it_all_on_a_phone(phone: Room) -> None:
    page = phone.page
    handle = page.locator(".sheet-handle")
    expect(handle).to_have_attribute("aria-expanded", "false")
    answer = phone.ask("What did Chen say?")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    answer.locator("a.cite").first.tap()
    expect(handle).to_have_attribute("aria-expanded", "true")
    expect(page.locator(".sentence.current")).to_be_in_viewport()
    page.locator("#next").tap()
    expect(page.locator("#walked")).to_contain_text("2 of")
    handle.tap()
    expect(handle).to_have_attribute("aria-expanded", "false")
    expect(answer.locator("a.cite").first).to_be_in_viewport()
