"""The page in English and in French: its words, its choice, and the languages of questions and quotes."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

from playwright.sync_api import Browser, Page, expect
from room import HENS, visiting

from rag.page.words import WORDS
from rag.settings import MAX_DOCUMENT_BYTES
from rag.types import Status

PAGE = Path(__file__).resolve().parent.parent / "rag" / "page"
ENGLISH, FRENCH = WORDS["en"], WORDS["fr"]
NO_REPLY = "Qui n'a pas répondu aux demandes de commentaires ?"
# Names that are put together: of an outcome, and of the reason of a CorpusError.
OF_OUTCOMES = {name for status in get_args(Status) for name in (status, f"done_{status}")}
REASONS = (
    *("name", "taken", "empty", "large", "not_text", "broken", "encrypted", "no_text"),
    *("known", "source", "folder", "last"),
)
# Names that reach say() or words[] through a variable, each in this one file.
PASSED_ON = {
    "static/conversations.js": ("rename", "export_markdown", "export_json", "delete"),
    "answer.py": ("looking", "answer_not_finished"),
}
# All that is shown or read out, but for the article, what a reader has typed, and the other language's name.
SHOWN = """() => {
    const found = [];
    for (const element of document.querySelectorAll("body, body *")) {
        if (element.closest("article, blockquote, .asked, .record, script, style, [hreflang]")) continue;
        if (!element.checkVisibility({ visibilityProperty: true })) continue;
        for (const name of ["aria-label", "title", "placeholder"]) found.push(element.getAttribute(name));
        for (const node of element.childNodes) if (node.nodeType === Node.TEXT_NODE) found.push(node.data);
    }
    return found.filter(Boolean).map((text) => text.trim());
}"""


def english_in(page: Page) -> list[str]:
    """What the page shows or says of its English words."""
    values = [value for name, value in ENGLISH.items() if value != FRENCH[name] and name != "language_name"]
    patterns = [re.sub(r"\\\{\w+\\\}", ".+", re.escape(value)) for value in values]
    english = re.compile(rf"(?:{'|'.join(patterns)})(?:: .*)?", re.DOTALL)
    return [text for text in page.evaluate(SHOWN) if english.fullmatch(text)]


def names_used() -> Iterator[str]:
    yield from re.findall(r"\bwords\.(\w+)", (PAGE / "room.html").read_text("utf-8"))
    for file in PAGE.glob("*.py"):
        yield from re.findall(r"(?:words|WORDS\[\w+\])\[[\"'](\w+)[\"']\]", file.read_text("utf-8"))
    for file in (PAGE / "static").glob("*.js"):
        for call in re.findall(r"\bsay\(([^()]*)", file.read_text("utf-8")):
            yield from re.findall(r'"(\w+)"', call)
    for name, passed in PASSED_ON.items():
        text = (PAGE / name).read_text("utf-8")
        yield from (word for word in passed if f'"{word}"' in text)
    yield from OF_OUTCOMES
    yield from (f"refused_{reason}" for reason in REASONS)


# Words


def test_every_word_is_there_in_both_languages_with_the_same_places_to_fill() -> None:
    assert list(ENGLISH) == list(FRENCH)
    for name, value in ENGLISH.items():
        assert value.strip() and FRENCH[name].strip(), name
        places, in_french = (sorted(re.findall(r"\{\w+\}", text)) for text in (value, FRENCH[name]))
        assert places == in_french, name


def test_the_page_has_the_words_it_uses_and_no_others() -> None:
    assert set(names_used()) == set(ENGLISH)


def test_every_reason_of_a_refusal_has_its_words() -> None:
    # The page fetches no address, so that nobody meets what rag.web refuses.
    files = [file for file in PAGE.parent.rglob("*.py") if file.name != "web.py"]
    sources = "".join(file.read_text("utf-8") for file in files)
    given = set(re.findall(r'CorpusError\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*?reason="(\w+)"', sources))
    assert given == set(REASONS)


# The page in French


def test_a_french_browser_sees_no_english_in_any_state(browser: Browser, url: str) -> None:
    with visiting(browser, url, locale="fr-FR") as room:
        page = room.page
        expect(page.locator("html")).to_have_attribute("lang", "fr")
        expect(page.locator("#chat .welcome")).to_contain_text("Interrogez l'article")
        expect(page.locator("#send")).to_have_text("Demander")
        page.locator("#show-conversations").click()
        expect(page.locator("#conversation-list")).to_contain_text("Aucune conversation n'est encore gardée")
        assert english_in(page) == []
        page.keyboard.press("Escape")
        for question in (NO_REPLY, "Qui a accepté le bonus ?", "Quelle est la capitale de l'Australie ?"):
            room.ask(question)
            assert english_in(page) == []
        outcomes = page.locator("#chat .outcome").all_inner_texts()
        assert outcomes == ["Réponse", "Pas certain", "Absent de l'article"]
        page.locator("#edit").click()
        expect(page.locator("#notice")).to_contain_text("Vous modifiez votre dernière question")
        assert english_in(page) == []
        page.fill("#question textarea", "a" * 4_001)
        page.keyboard.press("Enter")
        expect(page.locator("#notice")).to_contain_text("compte 4001 caractères")
        page.locator("#chat a.cite").first.hover()
        expect(page.locator("#hint")).to_be_visible()
        assert english_in(page) == []
        page.locator("#chat .answer").first.get_by_role("button", name="Copier").click()
        expect(page.locator("#toast")).to_be_visible()
        assert english_in(page) == []
        page.locator("#show-conversations").click()
        assert english_in(page) == []
        page.get_by_role("button", name="Supprimer").click()
        expect(page.locator("#sure-text")).to_contain_text("Supprimer la conversation")
        assert english_in(page) == []
        page.keyboard.press("Escape")
        page.get_by_role("button", name="Renommer").click()
        assert english_in(page) == []
        page.keyboard.press("Escape")
        page.keyboard.press("Escape")
        page.locator("#new-chat").click()
        expect(page.locator("#chat .welcome")).to_be_visible()
        page.goto(f"{room.url}fr/#/missing.txt/1-9")
        expect(page.locator("#toast")).to_contain_text("aucun article ne contient")
        assert english_in(page) == []


def test_what_cannot_be_added_or_removed_is_refused_in_french(
    browser: Browser, own_url: str, tmp_path: Path
) -> None:
    def file(name: str, content: bytes = HENS.encode()) -> Path:
        written = tmp_path / name
        written.write_bytes(content)
        return written

    article = "openai-meta.txt"
    refused: tuple[tuple[dict[str, Any], str], ...] = (
        ({"file": file("empty.txt", b"")}, "Le texte est vide"),
        ({"file": file("notes.png")}, "un nom simple finissant par .txt, .md, .html"),
        ({"file": file("notes.pdf")}, "Le fichier est abîmé"),
        ({"file": file(article)}, "porte déjà ce nom"),
        ({"file": file("bytes.txt", b"On hens\n\xff\xfe\x80\n")}, "pas un fichier de texte en UTF-8"),
        ({"file": file("long.txt", b"x" * (MAX_DOCUMENT_BYTES + 1))}, f"{MAX_DOCUMENT_BYTES} au plus"),
        ({"text": HENS, "source": "ftp://hens.example"}, "doit commencer par http:// ou https://"),
        ({"text": HENS, "file": file("hens.txt")}, "pas les deux"),
        ({}, "Choisissez un fichier ou collez un texte."),
    )
    with visiting(browser, own_url, locale="fr-FR") as room:
        page = room.page
        page.locator("#show-add").click()
        for given, said in refused:
            add(page, **given)
            expect(page.locator("#add-state")).to_contain_text(said)
            assert english_in(page) == []
        add(page, text=HENS)
        expect(page.locator("#toast")).to_have_text("« On hens » est ajouté.")
        page.locator("#show-add").click()
        add(page, file=file("again.txt"))
        expect(page.locator("#add-state")).to_contain_text("déjà dans la bibliothèque")
        page.keyboard.press("Escape")
        page.locator("#show-remove").click()
        expect(page.locator("#sure-text")).to_contain_text("Retirer « On hens » ?")
        assert english_in(page) == []
        page.request.post(f"{own_url}articles/remove", data={"name": article})  # by somebody else, meanwhile
        page.locator("#sure-yes").click()
        expect(page.locator("#toast")).to_contain_text("C'est le seul article")


def add(page: Page, *, text: str = "", source: str = "", file: Path | None = None) -> None:
    page.set_input_files("#add-file", [file] if file else [])
    page.fill("#add-text", text)
    page.fill("#add-source", source)
    page.locator("#add-now").click()


# The choice of a language


def test_the_switch_keeps_conversation_and_place_and_is_remembered(browser: Browser, url: str) -> None:
    with visiting(browser, url, locale="fr-FR") as room:
        page = room.page
        answer = room.ask(NO_REPLY)
        quote = answer.locator("blockquote").inner_text()
        answer.locator("a.cite").click()
        expect(page).to_have_url(re.compile("/fr/#/openai-meta.txt/2785-2846$"))
        english = page.get_by_role("link", name="English")
        expect(english).to_have_attribute("lang", "en")
        english.focus()
        page.keyboard.press("Enter")
        expect(page.locator("#send")).to_have_text("Ask")
        room.ready()
        expect(page.locator("html")).to_have_attribute("lang", "en")
        assert page.url == f"{url}#/openai-meta.txt/2785-2846"
        expect(page.locator("#chat .asked")).to_have_text(NO_REPLY)
        expect(page.locator("#chat .outcome")).to_have_text("Answer")
        expect(page.locator(".sentence.current")).to_have_text(quote)
        assert "Ask" in english_in(page)
        page.goto("about:blank")
        page.goto(url)
        room.ready()
        expect(page.locator("html")).to_have_attribute("lang", "en")


def test_a_page_is_in_the_language_it_says_whatever_the_browsers_is(browser: Browser, url: str) -> None:
    with visiting(browser, url, locale="de-DE") as room:
        expect(room.page.locator("html")).to_have_attribute("lang", "en")
        expect(room.page.locator("#send")).to_have_text("Ask")
        room.page.goto(f"{url}fr/")
        room.ready()
        expect(room.page.locator("html")).to_have_attribute("lang", "fr")
        expect(room.page.locator("#send")).to_have_text("Demander")


def test_a_question_is_answered_in_its_own_language_above_quotes_in_the_articles(
    browser: Browser, url: str
) -> None:
    with visiting(browser, url, locale="fr-FR") as room:
        answer = room.ask("What did Chen promise?")
        expect(answer.locator(".frame")).to_contain_text("In the article's own words (quoted in French):")
        expect(answer.locator(".outcome")).to_have_text("Réponse")
        assert set(answer.locator("blockquote").evaluate_all("all => all.map((e) => e.lang)")) == {"fr"}
        expect(room.page.locator("#status")).to_have_text(re.compile(r"Réponse trouvée, sources : \d+\."))
        expect(room.page.locator("#reading-scroll article")).to_have_attribute("lang", "fr")


def test_the_quotes_of_an_english_article_are_marked_as_english_on_the_french_page(
    browser: Browser, own_url: str
) -> None:
    with visiting(browser, own_url, locale="fr-FR") as room:
        room.page.locator("#show-add").click()
        add(room.page, text=HENS)
        expect(room.page.locator("#reading-scroll article")).to_have_attribute("lang", "en")
        answer = room.ask("Combien d'œufs les poules pondent-elles par jour ?")
        expect(answer.locator("blockquote").first).to_have_text("Hens lay one egg a day in spring.")
        expect(answer.locator("blockquote").first).to_have_attribute("lang", "en")
