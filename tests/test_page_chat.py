"""The chat: outcomes, stop, ask again, edit, suggestions, copy and votes, errors."""

import json
import re
import socket
from concurrent.futures import Future
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from room import CORPUS, Room, free_port, serving, visiting

import rag
from rag.page import serve
from rag.settings import Settings

NO_REPLY = "Qui n'a pas répondu aux demandes de commentaires ?"


def test_an_answer_names_its_speaker_and_place_in_front_of_each_quote(room: Room) -> None:
    answer = room.ask("What did Chen promise?")
    expect(answer.locator(".outcome")).to_have_text("Answer")
    expect(answer.locator(".quote-head").first).to_have_text(re.compile(r"Source 1\s*Mark Chen\s*¶3"))
    expect(answer.locator("blockquote").first).to_have_attribute("lang", "fr")
    expect(room.page.locator("#question textarea")).to_have_value("")


def test_the_three_outcomes_look_different(room: Room) -> None:
    asked = {
        "answered": NO_REPLY,
        "closest": "Who accepted the bonus?",
        "unanswered": "What is the capital of Australia?",
    }
    looks = set()
    for status, question in asked.items():
        answer = room.ask(question)
        expect(answer).to_have_class(re.compile(rf"\b{status}\b"))
        frame = answer.locator(".frame")
        looks.add(
            frame.evaluate("e => getComputedStyle(e).borderLeftStyle + getComputedStyle(e).borderColor")
        )
        looks.add(frame.locator(".outcome").inner_text())
    assert len(looks) == 6
    expect(room.page.locator("#chat .answer.unanswered a.cite")).to_have_count(0)


def test_an_example_is_asked_by_a_click(room: Room) -> None:
    room.page.get_by_text("What did Chen promise?").click()
    expect(room.page.locator("#chat .speaker").first).to_have_text("Mark Chen")


def test_the_answer_grows_and_nothing_that_was_read_moves(room: Room) -> None:
    room.page.evaluate(
        """() => {
        window.tops = [];
        new MutationObserver(() => {
            requestAnimationFrame(() => {
                const quote = document.querySelector("#chat .quote");
                if (quote) window.tops.push(quote.getBoundingClientRect().top);
            });
        }).observe(document.querySelector("gradio-app"), {childList: true, subtree: true});
    }"""
    )
    answer = room.ask("What did Chen say?")
    assert answer.locator(".quote").count() > 1
    tops = room.page.evaluate("window.tops")
    assert max(tops[1:]) - min(tops[1:]) < 1  # the first may be drawn before the question is brought up


def test_stop_keeps_what_is_shown_and_says_so(room: Room) -> None:
    room.page.fill("#question textarea", "What did Chen say?")
    room.page.keyboard.press("Enter")
    room.page.locator("#stop").click()
    answer = room.page.locator("#chat .answer.ended")
    expect(answer.locator(".note")).to_have_text("Stopped")
    expect(room.page.locator("#send")).to_be_visible()
    shown = answer.locator(".quote").count()
    room.page.locator("#retry").click()
    expect(answer.locator(".quote").nth(shown)).to_be_visible()
    expect(answer.locator(".note")).to_have_count(0)
    expect(room.page.locator("#chat .asked")).to_have_count(1)


def test_a_follow_up_is_read_with_the_question_before(room: Room) -> None:
    room.ask("What did Altman write?")
    expect(room.ask("And Chen?").locator(".frame")).to_contain_text("Understood as")


def test_editing_the_last_question_replaces_its_answer(room: Room) -> None:
    room.ask(NO_REPLY)
    room.ask("Who is Jack Altman?")
    room.page.locator("#edit").click()
    box = room.page.locator("#question textarea")
    expect(box).to_have_value("Who is Jack Altman?")
    expect(room.page.locator("#notice")).to_contain_text("asking it replaces its answer")
    room.page.locator("#edit").click()
    expect(box).to_have_value("")
    expect(room.page.locator("#notice")).to_be_hidden()
    room.page.locator("#edit").click()
    expect(box).to_have_value("Who is Jack Altman?")
    box.fill("What did Chen promise?")
    box.press("Enter")
    expect(room.page.locator("#chat .asked")).to_have_text([NO_REPLY, "What did Chen promise?"])
    expect(room.page.locator("#chat .answer").last.locator(".speaker").first).to_have_text("Mark Chen")


def test_suggestions_are_made_of_the_article_and_are_answered(room: Room, library: rag.Library) -> None:
    room.ask(NO_REPLY)
    offered = room.page.locator("#chat .suggestions button")
    expect(offered.first).to_be_visible()
    for question in offered.all_inner_texts():
        assert library.ask(question).answered
    first = offered.first.inner_text()
    offered.first.click()
    expect(room.page.locator("#chat .asked").last).to_have_text(first)
    expect(room.page.locator("#chat .answer.answered.ended")).to_have_count(2)
    expect(room.page.locator("#chat .suggestions button").first).to_be_visible()
    assert first not in room.page.locator("#chat .suggestions button").all_inner_texts()


def test_an_answer_is_copied_as_markdown_with_its_citations(room: Room) -> None:
    answer = room.ask(NO_REPLY)
    answer.get_by_role("button", name="Copy").click()
    expect(room.page.locator("#toast")).to_have_text("Copied with its citations.")
    copied = room.page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith(f"**{NO_REPLY}**")
    assert "> Ni OpenAI ni Meta n'ont répondu aux demandes de commentaires." in copied
    assert f"[1] openai-meta.txt, ¶7, [2785-2846]({room.url}#/openai-meta.txt/2785-2846)" in copied


def test_a_vote_is_a_line_of_json_beside_the_articles(
    browser: Browser, library: rag.Library, tmp_path: Path
) -> None:
    with serving(library, tmp_path) as url, visiting(browser, url) as room:
        answer = room.ask(NO_REPLY)
        up, down = (
            answer.get_by_role("button", name=name, exact=True) for name in ("Helpful", "Not helpful")
        )
        up.click()
        expect(up).to_have_attribute("aria-pressed", "true")
        down.click()
        expect(down).to_have_attribute("aria-pressed", "true")
        expect(up).to_have_attribute("aria-pressed", "false")
    lines = [json.loads(line) for line in (tmp_path / ".feedback.jsonl").read_text("utf-8").splitlines()]
    assert [line["helpful"] for line in lines] == [True, False]
    assert lines[0]["answer"]["question"] == NO_REPLY
    assert [citation["start"] for citation in lines[0]["answer"]["citations"]] == [2785]


def test_a_question_too_long_is_refused_and_kept(room: Room) -> None:
    question = "a" * 4_001
    room.page.fill("#question textarea", question)
    room.page.keyboard.press("Enter")
    expect(room.page.locator("#notice")).to_contain_text("4001 characters; 4000 are read at most")
    expect(room.page.locator("#question textarea")).to_have_value(question)
    room.ask(NO_REPLY)
    expect(room.page.locator("#notice")).to_be_hidden()


def test_an_empty_question_does_nothing(room: Room) -> None:
    room.page.click("#send")
    room.page.wait_for_timeout(500)
    expect(room.page.locator("#chat .answer")).to_have_count(0)


def test_who_asks_too_often_is_told_to_wait_and_keeps_the_question(
    browser: Browser, library: rag.Library, tmp_path: Path
) -> None:
    with serving(library, tmp_path, questions_per_minute=1) as url, visiting(browser, url) as room:
        room.ask(NO_REPLY)
        notice = expect(room.page.locator("#notice"))
        told = partial(notice.to_contain_text, "Too many questions in one minute", timeout=500)
        room.enter("What did Chen promise?", told)
        told()
        expect(room.page.locator("#question textarea")).to_have_value("What did Chen promise?")


def test_a_question_asked_before_the_articles_are_read_is_answered_when_they_are(
    browser: Browser, library: rag.Library, tmp_path: Path
) -> None:
    opened: Future[rag.Library] = Future()
    with serve(opened, Settings(corpus=tmp_path, port=free_port())) as page:
        context = browser.new_context(locale="en-US")
        tab = context.new_page()
        tab.goto(page.local_url)
        expect(tab.locator("#chat .welcome")).to_contain_text("The articles are being read…", timeout=20_000)
        tab.fill("#question textarea", NO_REPLY)
        tab.keyboard.press("Enter")
        expect(tab.locator("#chat .answer.running")).to_be_visible()
        expect(tab.locator("#notice")).to_have_text("The articles are being read…")
        opened.set_result(library)
        expect(tab.locator("#chat .answer.answered.ended")).to_be_visible(timeout=20_000)
        expect(tab.locator("#reading-scroll h2")).to_contain_text("La direction d'OpenAI")
        context.close()


def test_a_port_in_use_is_refused_with_the_way_out() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        settings = Settings(corpus=CORPUS, port=taken.getsockname()[1])
        with pytest.raises(rag.RagError, match="choose another port with --port"):
            serve(Future(), settings)
