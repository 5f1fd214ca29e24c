"""The reading pane: the article as an article, its citations in place, and the ways to and from them."""

from playwright.sync_api import expect
from room import Room

import rag

NO_REPLY = "Qui n'a pas répondu aux demandes de commentaires ?"


def test_the_article_has_its_title_its_numbered_paragraphs_and_its_own_language(room: Room) -> None:
    article = room.page.locator("#reading-scroll article")
    expect(article).to_have_attribute("lang", "fr")
    expect(article.locator("h2")).to_contain_text("La direction d'OpenAI répond")
    numbers = article.locator(".paragraph-number").all_text_contents()
    assert numbers == [str(number) for number in range(1, len(numbers) + 1)]
    assert len(numbers) > 10


def test_french_marks_stay_on_the_line_of_their_word_and_offsets_hold(
    room: Room, library: rag.Library
) -> None:
    sentence = room.page.locator('.sentence[data-start="774"]')
    shown = sentence.evaluate("element => element.textContent")
    start, end = (int(sentence.get_attribute(f"data-{name}") or "") for name in ("start", "end"))
    assert "«\u00a024 heures" in shown
    assert shown.replace("\u00a0", " ") == library.document("openai-meta.txt").text[start:end]


def test_a_click_on_a_chip_marks_and_focuses_the_very_sentence_it_quotes(room: Room) -> None:
    answer = room.ask("What did Chen promise?")
    quote = answer.locator("blockquote").first.inner_text()
    assert quote.startswith("Chen a promis")
    answer.locator("a.cite").first.click()
    current = room.page.locator(".sentence.current")
    expect(current).to_have_count(1)
    expect(current).to_be_focused()
    expect(current).to_be_in_viewport()
    assert current.inner_text() == quote


def test_cited_sentences_carry_their_numbers_and_lead_back_to_the_answer(room: Room) -> None:
    answer = room.ask("What did Chen say?")
    chips = answer.locator("a.cite").count()
    assert sorted(room.page.locator(".mark").all_inner_texts(), key=int) == [
        str(number) for number in range(1, chips + 1)
    ]
    room.page.locator(".mark", has_text="1").first.click()
    expect(answer.locator("a.cite").first).to_be_focused()
    answer.locator("a.cite").nth(1).click()
    room.page.locator(".sentence.current").click()
    expect(answer.locator("a.cite").nth(1)).to_be_focused()


def test_an_earlier_answer_gets_its_marks_back_when_its_chip_is_followed(room: Room) -> None:
    first = room.ask(NO_REPLY)
    room.ask("What did Chen promise?")
    first.locator("a.cite").first.click()
    expect(room.page.locator(".mark")).to_have_count(1)
    expect(room.page.locator(".sentence.current")).to_contain_text("Ni OpenAI ni Meta")


def test_previous_and_next_walk_the_citations_and_keep_the_focus(room: Room) -> None:
    answer = room.ask("What did Chen say?")
    quotes = answer.locator("blockquote").all_inner_texts()
    assert len(quotes) > 1
    following, walked = room.page.locator("#next"), room.page.locator("#walked")
    expect(walked).to_have_text(f"1 of {len(quotes)}")
    following.click()
    expect(walked).to_have_text(f"2 of {len(quotes)}")
    expect(room.page.locator(".sentence.current")).to_have_text(quotes[1])
    expect(room.page.locator("#status")).to_contain_text(quotes[1])
    expect(following).to_be_focused()
    room.page.locator("#previous").click()
    expect(room.page.locator(".sentence.current")).to_have_text(quotes[0])
    expect(room.page.locator("#previous")).to_have_attribute("aria-disabled", "true")


def test_a_chip_that_is_pointed_at_shows_quote_speaker_and_paragraph(room: Room) -> None:
    answer = room.ask("What did Chen promise?")
    chip, hint = answer.locator("a.cite").first, room.page.locator("#hint")
    chip.hover()
    expect(hint).to_contain_text("Mark Chen · ¶3")
    expect(hint).to_contain_text("Chen a promis")
    expect(chip).to_have_attribute("aria-describedby", "hint")
    room.page.mouse.move(5, 5)
    expect(hint).to_be_hidden()


def test_selected_text_offers_to_ask_about_it(room: Room) -> None:
    sentence = room.page.locator('.sentence[data-start="774"]')
    box = sentence.bounding_box()
    assert box
    room.page.mouse.dblclick(box["x"] + 20, box["y"] + 8)
    selected = room.page.evaluate("String(getSelection())").strip()
    assert selected
    room.page.locator("#ask-about").click()
    question = room.page.locator("#question textarea")
    expect(question).to_have_value(f"What does the article say about “{selected}”?")
    expect(question).to_be_focused()


def test_a_permanent_link_opens_the_page_at_its_sentence(room: Room) -> None:
    answer = room.ask(NO_REPLY)
    link = answer.locator("a.place").get_attribute("href")
    room.page.goto("about:blank")
    room.page.goto(f"{room.url}{link}")
    room.ready()
    expect(room.page.locator(".sentence.current")).to_have_text(answer.locator("blockquote").inner_text())
    expect(room.page.locator(".sentence.current")).to_be_in_viewport()


def test_a_link_to_no_place_says_so_and_shows_the_article(room: Room) -> None:
    room.page.goto("about:blank")
    room.page.goto(f"{room.url}#/missing.txt/1-9")
    room.ready()
    expect(room.page.locator("#toast")).to_contain_text("no article has")
    expect(room.page.locator("#reading-scroll h2")).to_be_visible()
