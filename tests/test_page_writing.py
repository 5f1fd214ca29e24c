"""Answers that a chat model writes, on the page: the choice, each outcome and fault, what is kept of them."""

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from chat_server import (
    ALSO_GOOD,
    FABRICATED_QUOTE,
    GOOD,
    NO_SUCH_SOURCE,
    NONSENSE,
    OBEYED_INJECTION,
    SWAPPED_SPEAKER,
    WITHOUT_SOURCE,
    WRONG_NUMBER,
    ChatServer,
    Reply,
    scripted,
)
from gradio_client import Client
from playwright.sync_api import Browser, BrowserContext, Locator, expect
from room import PHONE, Room, copy_corpus, entering, serving, visiting
from test_page_access import check, expect_nothing_cut_off
from test_page_languages import english_in
from test_page_safety import citation, conversation, expect_harmless, open_kept, plant, record

import rag
from rag.settings import Settings

ASKED = "Qu'a promis Chen ?"
QUOTE = "Chen a promis qu'il travaillait avec Sam Altman"
PROMISE = "#/openai-meta.txt/774-1123"  # where it stands
NO_REPLY = "Ni OpenAI ni Meta n'ont répondu aux demandes de commentaires."  # stands at 2785-2846
MODEL = "openai:scripted"
TELL = """(writer) => {
    const field = document.querySelector("#writer textarea");
    field.value = writer;
    field.dispatchEvent(new Event("input", {bubbles: true}));
}"""
# The text of all that was ever drawn in the chat.
WATCH = """() => {
    window.drawn = [];
    new MutationObserver(() => window.drawn.push(document.querySelector("#chat").innerText))
        .observe(document.querySelector("gradio-app"), {childList: true, subtree: true, characterData: true});
}"""


@pytest.fixture(scope="module")
def chat() -> Iterator[ChatServer]:
    """The chat model's server; each test scripts it."""
    with scripted() as server:
        yield server


@pytest.fixture(scope="module")
def settings(chat: ChatServer, tmp_path_factory: pytest.TempPathFactory, indexed: Path) -> Settings:
    """A library of its own, with the scripted chat model."""
    folder = tmp_path_factory.mktemp("written")
    corpus = copy_corpus(folder / "corpus")
    return Settings(
        corpus=corpus,
        index=shutil.copytree(indexed, folder / "index"),
        chat_model=MODEL,
        chat_base_url=chat.url,
        chat_retries=0,
        chat_timeout_seconds=4,
    )


@pytest.fixture(scope="module")
def writing_library(settings: Settings) -> Iterator[rag.Library]:
    with rag.Library(settings) as opened:
        yield opened


@pytest.fixture(scope="module")
def written_url(writing_library: rag.Library, settings: Settings) -> Iterator[str]:
    with serving(writing_library, settings.corpus, questions_per_minute=10_000) as address:
        yield address


@pytest.fixture(scope="module")
def written_room(desktop: BrowserContext, written_url: str) -> Iterator[Room]:
    with entering(desktop, written_url) as opened:
        opened.page.route(
            "**/suggestions", lambda route: route.fulfill(json=[])
        )  # they cost more than answers
        yield opened


@pytest.fixture
def room(written_room: Room, chat: ChatServer) -> Iterator[Room]:
    """The page with an empty chat, the model writing, its server willing."""
    chat.script = Reply()
    chat.forget()
    written_room.begin_anew()
    choose(written_room, "Written")
    yield written_room
    written_room.check()


@pytest.fixture(scope="module")
def french_phone(browser: Browser, writing_library: rag.Library, settings: Settings) -> Iterator[Room]:
    """A phone in French, on which what has no support is struck through."""
    with (
        serving(writing_library, settings.corpus, unsupported="strike") as url,
        visiting(browser, url, size=PHONE, locale="fr-FR", has_touch=True) as opened,
    ):
        yield opened


def choose(room: Room, writer: str) -> None:
    """As a reader does, by a click."""
    room.page.locator("#who-writes label", has_text=writer).click()
    expect(room.page.get_by_role("radio", name=writer)).to_be_checked()


def begin(room: Room, question: str = ASKED) -> Locator:
    """Ask, and do not wait; the answer that is to come."""
    answers = room.page.locator("#chat .answer")
    count = answers.count()
    room.enter(question, lambda: expect(answers).to_have_count(count + 1, timeout=500))
    return answers.nth(count)


# The choice


def test_without_a_chat_model_nothing_of_the_choice_is_shown(open_room: Room) -> None:
    open_room.begin_anew()
    expect(open_room.page.locator("#who-writes")).to_be_hidden()
    expect(open_room.page.locator("#chat .welcome")).to_contain_text("Every answer is made of its own words")
    assert open_room.page.request.get(f"{open_room.url}library").json()["writes_with"] == ""
    open_room.page.evaluate(TELL, "model")  # as a page that was open while its server lost the model
    answer = open_room.ask(ASKED)
    expect(answer.locator("blockquote").first).to_contain_text(QUOTE)
    expect(answer.locator(".sentences, .left-out")).to_have_count(0)


def test_the_choice_is_said_asked_for_and_remembered(room: Room, chat: ChatServer) -> None:
    page, says = room.page, room.page.locator("#writes")
    expect(says).to_have_text(f"Written by {MODEL}, each sentence checked")
    expect(page.locator("#chat .welcome")).to_contain_text(f"or written by {MODEL}")
    page.get_by_role("radio", name="Written").focus()
    page.keyboard.press("ArrowRight")
    expect(says).to_have_text("The article's own words only")
    answer = room.ask(ASKED)
    expect(answer.locator("blockquote").first).to_contain_text(QUOTE)
    expect(answer.locator(".sentences")).to_have_count(0)
    assert chat.requests == []
    room.reload()
    expect(page.get_by_role("radio", name="Quotes")).to_be_checked()
    choose(room, "Written")
    page.locator("#retry").click()
    expect(page.locator("#chat .answer.ended .sentences")).to_contain_text("24 heures sur 24")
    expect(page.locator("#chat .asked")).to_have_count(1)


# A good answer


def test_a_written_answer_leads_into_the_article_as_quotes_do(room: Room, chat: ChatServer) -> None:
    page = room.page
    chat.script = Reply(f"{GOOD} {ALSO_GOOD}")
    answer = room.ask(ASKED)
    expect(answer.locator(".frame")).to_have_text(f"Answer Written by {MODEL}, each sentence checked")
    expect(answer.locator(".sentences .proven")).to_have_count(2)
    expect(answer.locator(".sentences .proven").first).to_have_attribute("lang", "fr")
    expect(answer.locator(".left-out")).to_have_count(0)
    expect(answer.locator(".sources .of-sources")).to_have_text("Sources, word for word")
    expect(answer.locator(".sources blockquote")).to_have_count(1)
    expect(answer.locator(".sources blockquote")).to_have_attribute("lang", "fr")
    expect(page.locator("#status")).to_have_text("Answered, sources: 1.")
    chip = answer.locator(".sentences a.cite").first
    expect(chip).to_have_attribute("href", PROMISE)
    chip.hover()
    expect(page.locator("#hint")).to_contain_text(re.compile(rf"Mark Chen · ¶3\s*{QUOTE}"))
    chip.click()
    expect(page.locator(".sentence.current")).to_be_focused()
    expect(page.locator(".sentence.current")).to_contain_text(QUOTE)
    expect(page.locator("#walked")).to_have_text("1 of 1")
    page.keyboard.press("Escape")
    expect(chip).to_be_focused()
    prose, quote = (
        answer.locator(part).evaluate("e => [getComputedStyle(e).fontSize, getComputedStyle(e).color]")
        for part in (".sentences", ".sources blockquote")
    )
    assert prose[0] > quote[0] and prose[1] != quote[1]


def test_a_list_stays_one(room: Room, chat: ChatServer) -> None:
    chat.script = Reply(f"- {GOOD}\n- {ALSO_GOOD}")
    answer = room.ask(ASKED)
    expect(answer.locator(".sentences p")).to_have_count(2)
    expect(answer.locator(".sentences p").last).to_contain_text("recalibrons la rémunération")
    room.reload()
    expect(answer.locator(".sentences p")).to_have_count(2)


def test_sentences_come_one_by_one_once_they_are_checked_and_nothing_else_does(
    room: Room, chat: ChatServer
) -> None:
    chat.script = Reply(f"{GOOD} {WRONG_NUMBER}\f {ALSO_GOOD}", piece_chars=1, pause_seconds=0.002)
    room.page.evaluate(WATCH)
    answer = begin(room)
    expect(answer.locator(".writing")).to_have_text(
        f"{MODEL} is writing. Each sentence is shown once it is checked."
    )
    expect(room.page.locator("#status")).to_contain_text("is writing")
    expect(answer.locator(".sentences a.cite")).to_have_count(1)  # before the answer is finished
    expect(answer.locator(".sources")).to_be_hidden()
    expect(room.page.locator("#stop")).to_be_visible()
    chat.script.go_on.set()
    expect(room.page.locator("#chat .actions")).to_have_count(1)
    expect(answer.locator(".sentences .proven")).to_have_count(2)
    expect(answer.locator(".writing")).to_have_count(0)
    expect(answer.locator(".left-out")).to_contain_text("Une phrase sans appui")
    expect(room.page.locator("#status")).to_contain_text("Une phrase sans appui")
    drawn = room.page.evaluate("window.drawn")
    assert [text for text in drawn if "[" in text or "12 heures" in text] == []
    prose = [text.partition("checked\n")[2] for text in drawn if "Written by" in text.partition("chec")[0]]
    assert {text.count("Chen a promis qu'il") for text in prose} <= {1, 2}  # whole sentences alone


def test_a_follow_up_shows_how_it_is_understood(room: Room, chat: ChatServer) -> None:
    room.ask("What did Altman write?")
    chat.script = Reply(brief="What did Mark Chen promise?", silent_seconds=0.2)
    answer = begin(room, "And Chen?")
    expect(answer.locator(".understood")).to_contain_text("Understood as: “")
    expect(room.page.locator("#chat .actions")).to_have_count(2)
    expect(answer.locator(".understood")).to_contain_text("Understood as: “")
    expect(answer.locator(".sentences")).to_be_visible()


# Faults

# What the model does, what the answer says of it, and whether a sentence of the model is left.
FAULTS = {
    "a wrong number": (Reply(f"{GOOD} {WRONG_NUMBER}"), "sans appui", True),
    "a swapped speaker": (Reply(f"{GOOD} {SWAPPED_SPEAKER}"), "sans appui", True),
    "a fabricated quote": (Reply(f"{FABRICATED_QUOTE} {GOOD}"), "sans appui", True),
    "two of three": (Reply(f"{GOOD} {WITHOUT_SOURCE} {WRONG_NUMBER}"), "2 phrases", True),
    "cut off": (Reply(f"{GOOD} {ALSO_GOOD}", piece_chars=9, cut_after=len(GOOD) + 9), "interrompu", True),
    "no [n]": (Reply(WITHOUT_SOURCE), "Rien de ce que", False),
    "[99]": (Reply(NO_SUCH_SOURCE), "Rien de ce que", False),
    "nonsense": (Reply(NONSENSE), "Rien de ce que", False),
    "not in the sources": (Reply("NOT_IN_SOURCES"), "pas trouvé la réponse", False),
    "cut off in the first sentence": (Reply(cut_after=20), "interrompu", False),
    "empty": (Reply(""), "n'a rien écrit", False),
    "no reply at all": (Reply(body="<html>"), "n'a pas pu être lue", False),
    "401": (Reply(status=401), "refusé la clé", False),
    "429": (Reply(status=429), "trop sollicité", False),
    "500": (Reply(status=500), "a échoué", False),
    "slow": (Reply(silent_seconds=30), "pas répondu à temps", False),
}


@pytest.mark.parametrize(("reply", "said", "kept"), FAULTS.values(), ids=FAULTS)
def test_whatever_the_model_does_the_answer_is_useful_and_says_so(
    room: Room, chat: ChatServer, reply: Reply, said: str, kept: bool
) -> None:
    chat.script = reply
    answer = room.ask(ASKED)
    expect(answer.locator("blockquote").first).to_contain_text(QUOTE)
    expect(answer.locator(".left-out")).to_contain_text(said)
    expect(answer.locator(".left-out")).to_have_attribute("lang", "fr")
    expect(answer.locator(".sentences .proven")).to_have_count(1 if kept else 0)
    expect(answer.locator("del, .unproven")).to_have_count(0)
    expect(room.page.locator("#status")).to_contain_text(said)
    assert len(chat.requests) == 1


def test_a_model_is_not_asked_what_the_article_does_not_answer(room: Room, chat: ChatServer) -> None:
    answer = room.ask("Quelle est la capitale de l'Australie ?")
    expect(answer.locator(".outcome")).to_have_text("Not in the article")
    expect(answer.locator(".sentences, .left-out")).to_have_count(0)
    assert chat.requests == []


def test_instructions_that_a_model_obeyed_are_text_without_effect(room: Room, chat: ChatServer) -> None:
    chat.script = Reply(f"{OBEYED_INJECTION} {GOOD}")
    answer = room.ask(ASKED)
    expect(answer.locator(".sentences")).not_to_contain_text("PWNED")
    expect_harmless(room)


def test_stop_ends_the_request_and_keeps_the_sentences_with_their_sources(
    room: Room, chat: ChatServer
) -> None:
    chat.script = Reply(f"{GOOD} Et puis", hangs=True)
    answer = begin(room)
    expect(answer.locator(".sentences .proven")).to_have_count(1)
    room.page.locator("#stop").click()
    expect(answer.locator(".note")).to_have_text("Stopped")
    assert chat.disconnected.wait(5)
    expect(answer.locator(".sources blockquote")).to_contain_text(QUOTE)
    expect(answer.locator(".actions")).to_be_visible()
    expect(answer.locator(".sentences a.cite")).to_have_attribute("href", PROMISE)


def test_stop_before_a_word_has_come_ends_the_request_too(room: Room, chat: ChatServer) -> None:
    chat.script = Reply(silent_seconds=30)
    answer = begin(room)
    expect(answer.locator(".writing")).to_be_visible()
    expect(room.page.locator("#chat .running")).to_have_count(1)
    room.page.wait_for_timeout(300)  # until the server has the request
    room.page.locator("#stop").click()
    expect(answer).to_have_text("Stopped")
    assert chat.disconnected.wait(5)


# What is kept


def test_a_reload_keeps_what_was_written_and_ends_what_is_being_written(room: Room, chat: ChatServer) -> None:
    chat.script = Reply(f"{GOOD} {WRONG_NUMBER}")
    answer = room.ask(ASKED)
    parts = answer.locator(":is(.frame, .sentences, .left-out, .sources)")
    shown = parts.all_inner_texts()
    kept = json.loads(answer.locator(".record").text_content() or "")
    assert (kept["writer"], kept["model"]) == ("model", MODEL)
    assert [each["verdict"] for each in kept["written"]] == ["supported", "unsupported"]
    assert [each["citations"] for each in kept["written"]] == [[1], []]
    chat.script = Reply(f"{GOOD} Et puis", hangs=True)
    expect(begin(room).locator(".sentences .proven")).to_have_count(1)
    room.reload()
    assert chat.disconnected.wait(5)
    expect(room.page.locator("#chat .asked")).to_have_count(1)
    expect(answer.locator(".actions")).to_be_visible()
    expect(answer.locator(".sentences a.cite")).to_have_attribute("href", PROMISE)
    expect(parts).to_have_text(shown, use_inner_text=True)
    answer.locator(".sentences a.cite").click()
    expect(room.page.locator(".sentence.current")).to_contain_text(QUOTE)


def test_it_is_copied_exported_and_voted_on_with_its_sentences_and_sources(
    room: Room, chat: ChatServer, settings: Settings, tmp_path: Path
) -> None:
    page = room.page
    chat.script = Reply(f"{GOOD} {WRONG_NUMBER}")
    answer = room.ask(ASKED)
    answer.get_by_role("button", name="Copy").click()
    expect(page.locator("#toast")).to_have_text("Copied with its citations.")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert f"*Written by {MODEL}, each sentence checked*\n\n{GOOD.partition(' [')[0]}. [1]\n" in copied
    assert f"> [1] Mark Chen, openai-meta.txt, ¶3, [774-1123]({room.url}{PROMISE})" in copied
    assert "Une phrase sans appui" in copied and "12 heures" not in copied
    answer.get_by_role("button", name="Helpful", exact=True).click()
    expect(page.locator("#toast")).to_contain_text("Thank you")
    vote = json.loads((settings.corpus / ".feedback.jsonl").read_text("utf-8").splitlines()[-1])
    assert [each["verdict"] for each in vote["answer"]["written"]] == ["supported", "unsupported"]
    page.click("#show-conversations")
    with page.expect_download() as saving:
        page.get_by_role("button", name="Export as JSON").click()
    saving.value.save_as(tmp_path / "conversation.json")
    (turn,) = json.loads((tmp_path / "conversation.json").read_text("utf-8"))["turns"]
    assert turn["model"] == MODEL and turn["notice"]
    assert turn["written"][0]["citations"] == [turn["citations"][0]["number"]]
    assert turn["citations"][0]["link"] == f"{room.url}{PROMISE}"


def test_the_same_question_in_a_new_chat_is_a_conversation_of_its_own(room: Room) -> None:
    room.ask(ASKED)
    room.page.click("#new-chat")
    expect(room.page.locator("#chat .answer")).to_have_count(0)
    room.ask(ASKED)
    room.page.click("#show-conversations")
    expect(room.page.locator("#conversation-list .title")).to_have_text([ASKED, ASKED])


def test_a_planted_sentence_without_its_source_does_not_look_supported(room: Room) -> None:
    def written(sentence: Any, *numbers: Any, verdict: Any = "supported") -> dict[str, Any]:
        return {"sentence": sentence, "verdict": verdict, "reason": "", "citations": list(numbers)}

    markup = "<img src=x onerror=window.pwned=1> [x](http://evil.test) ![y](http://evil.test/y.png)"
    cited = [citation(NO_REPLY, 2785, 2846, number=7), citation("Meta a gagné.", 774, 1123, number=8)]
    sentences = [
        written(f"True. {markup}", 7),
        written("Half of it is gone.", 7, 8),
        written("Gone.", 8),
        written("Nowhere.", 9),
        written("Uncited."),
        written("Odd.", True, 7.0, "7", None, [7]),
        written("Unsupported.", 7, verdict="unsupported"),
        written("Unheard of.", 7, verdict="certain"),
        written(7, 7),
        written("x" * 30_000, 7),
        {"sentence": "No citations."},
        None,
        "text",
    ]
    fields = {
        "writer": "model",
        "model": markup,
        "notice": markup,
        "text": "Free text.",
        "written": sentences,
    }
    hostile: list[Any] = [{"written": "none"}, {"written": {"0": 1}}, {"writer": ["model"], "written": None}]
    turns = [record(*cited, **fields), *(record(*cited, **(fields | each)) for each in hostile)]
    plant(room, "a", conversation(*turns))
    open_kept(room, "Planted")
    answers = room.page.locator("#chat .answer")
    expect(answers).to_have_count(4)
    prose = answers.first.locator(".sentences")
    expect(prose.locator(".proven")).to_have_text([f"True. {markup}"])
    expect(prose.locator(".unproven")).to_have_text(["Half of it is gone.", "Gone."])
    expect(prose.locator(".note")).to_have_text(["(its source is no longer in the article)"] * 2)
    expect(prose.locator(".cite.gone")).to_have_count(2)
    expect(prose.locator(".proven + a.cite")).to_have_attribute("href", "#/openai-meta.txt/2785-2846")
    expect(answers.first).not_to_contain_text("Free text.")
    expect_harmless(room)
    room.page.click("#show-conversations")
    for name in ("Export as JSON", "Export as Markdown"):
        with room.page.expect_download():
            room.page.get_by_role("button", name=name).click()
    room.page.keyboard.press("Escape")


# Everybody


def test_axe_finds_nothing_in_written_answers_and_the_keyboard_reaches_the_choice(
    room: Room, chat: ChatServer
) -> None:
    chat.script = Reply(f"{GOOD} Et puis", hangs=True)
    answer = begin(room)
    expect(answer.locator(".sentences .proven")).to_have_count(1)
    check(room.page)
    chat.script = Reply(status=500)
    room.page.locator("#stop").click()
    expect(answer.locator(".note")).to_be_visible()
    room.ask(ASKED)
    chat.script = Reply(f"{GOOD} {WRONG_NUMBER}")
    room.ask(ASKED).locator(".sentences a.cite").hover()
    expect(room.page.locator("#hint")).to_be_visible()
    check(room.page)
    room.page.locator("#send").focus()
    room.page.keyboard.press("Tab")
    expect(room.page.get_by_role("radio", name="Written")).to_be_focused()
    expect(room.page.get_by_role("group", name="Who writes the answers")).to_be_visible()


def test_the_french_page_has_no_english_and_all_fits_a_phone(french_phone: Room, chat: ChatServer) -> None:
    page = french_phone.page
    expect(page.locator("#writes")).to_have_text(f"Rédigé par {MODEL}, chaque phrase est vérifiée")
    expect(page.locator("#chat .welcome")).to_contain_text(f"ou est rédigée par {MODEL}")
    chat.script = Reply(f"{GOOD} {ALSO_GOOD}", piece_chars=4, pause_seconds=0.005)
    answer = begin(french_phone)
    expect(answer.locator(".writing")).to_contain_text("rédige.")
    assert english_in(page) == []
    expect(page.locator("#chat .actions")).to_be_visible()
    expect(answer.locator(".of-sources")).to_have_text("Les sources, mot pour mot")
    for width in (320, PHONE["width"]):
        page.set_viewport_size({"width": width, "height": 700})
        expect_nothing_cut_off(page)
        handle = page.locator(".sheet-handle").bounding_box()
        choice = page.locator("#who-writes label").first.bounding_box()
        assert handle and choice and choice["y"] + choice["height"] <= handle["y"]


def test_a_struck_sentence_is_shown_as_one_with_the_reason_and_no_chip(
    french_phone: Room, chat: ChatServer
) -> None:
    page = french_phone.page
    chat.script = Reply(f"{GOOD} {WRONG_NUMBER} {SWAPPED_SPEAKER} {FABRICATED_QUOTE} {WITHOUT_SOURCE}")
    sentences = french_phone.ask(ASKED).locator(".sentences")
    expect(sentences.locator("del")).to_have_count(4)
    expect(sentences.locator("del a, del + a")).to_have_count(0)
    expect(sentences.locator("del").first).to_contain_text("12 heures sur 24")
    expect(sentences.locator(".note").first).to_have_text("(absent des sources)")
    expect(sentences.locator(".note").last).to_have_text("(sans source)")
    chat.script = Reply(WITHOUT_SOURCE)
    answer = french_phone.ask(ASKED)
    expect(answer.locator("blockquote").first).to_contain_text(QUOTE)
    expect(answer.locator("del")).to_have_count(1)
    page.locator("#who-writes label", has_text="Citations").click()
    expect(page.locator("#writes")).to_have_text("Les mots de l'article, et eux seuls")
    assert english_in(page) == []
    check(page)


def test_programs_choose_the_writer_too(written_url: str, chat: ChatServer) -> None:
    chat.script = Reply()
    client = Client(written_url, verbose=False)

    def ask(writer: str | None) -> Any:
        return client.predict(ASKED, None, None, writer, api_name="/ask")

    for writer, expected in ((None, "model"), ("model", "model"), ("quotes", "quotes")):
        assert ask(writer)["writer"] == expected
    assert ask("model")["written"][0]["verdict"] == "supported"
    with pytest.raises(Exception, match="must be"):
        ask("zz")
