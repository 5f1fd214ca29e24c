"""The page without a mouse, without sight, and in every state as axe-core's rules ask."""

import re
from concurrent.futures import Future
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, Locator, Page, expect
from room import HENS, Room, free_port, visiting

import rag
from rag.page import serve
from rag.settings import Settings

NO_REPLY = "Qui n'a pas répondu aux demandes de commentaires ?"
MANY = "What did Chen say?"  # is answered with several quotes
CLOSEST = "Who accepted the bonus?"
UNANSWERED = "What is the capital of Australia?"
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")  # tags of axe-core
# What Gradio's own markup breaks, as (rule, selector): what is not here is ours, or new.
OF_GRADIO = {("aria-required-children", ".examples")}  # its list of examples has buttons as children
AXE = Axe()
END_TRANSITIONS = """() => document.getAnimations()
    .filter((animation) => animation instanceof CSSTransition).forEach((transition) => transition.finish())"""
# Counts the frames in which nothing has the focus, unless Tab has just left the page's last control.
WATCH_FOCUS = """() => {
    let tab = true;
    addEventListener("keydown", ({ key }) => { tab = key === "Tab"; }, true);
    window.lost = 0;
    const look = () => {
        window.lost += !tab && document.activeElement === document.body;
        requestAnimationFrame(look);
    };
    look();
}"""
WATCH_SCROLLING = """() => {
    window.stops = new Set();
    const scroll = document.getElementById("reading-scroll");
    scroll.addEventListener("scroll", () => window.stops.add(Math.round(scroll.scrollTop)));
}"""
# 320 pixels are a wide window at 400 %: WCAG 1.4.10.
CUT_OFF = """() => [...document.querySelectorAll("body *")]
    .filter((element) => element.checkVisibility() && !element.closest(".visually-hidden"))
    .filter((element) => element.getBoundingClientRect().right > innerWidth)
    .map((element) => element.outerHTML.slice(0, 90))"""
OUTLINE = """(element) => {
    const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(element);
    const { backgroundColor } = getComputedStyle(document.body);
    return [element.outerHTML.slice(0, 90), outlineStyle, outlineWidth, outlineColor, backgroundColor];
}"""


def expect_nothing_cut_off(page: Page) -> None:
    """All is within the width of the window, once the page is laid out."""
    for _ in range(20):
        if not page.evaluate(CUT_OFF):
            break
        page.wait_for_timeout(100)
    assert page.evaluate(CUT_OFF) == []


def broken_rules(page: Page, kind: str, *values: str) -> dict[tuple[str, str], str]:
    """What of the page as it is now breaks one of axe-core's rules, but for what is known of Gradio."""
    page.evaluate(END_TRANSITIONS)  # a colour on its way from light to dark is neither
    only = {"type": kind, "values": values}
    found = AXE.run(page, options={"resultTypes": ["violations"], "runOnly": only}).response
    broken = {
        (violation["id"], str(node["target"][0])): node["failureSummary"]
        for violation in found["violations"]
        for node in violation["nodes"]
    }
    return {place: why for place, why in broken.items() if place not in OF_GRADIO}


def check(page: Page) -> None:
    """No rule is broken: all of them in light, those of colours in dark too."""
    page.emulate_media(color_scheme="dark")
    expect(page.locator("body.dark")).to_be_attached()
    assert broken_rules(page, "rule", "color-contrast", "link-in-text-block") == {}
    page.emulate_media(color_scheme="light")
    expect(page.locator("body:not(.dark)")).to_be_attached()
    assert broken_rules(page, "tag", *RULES) == {}


def reach(page: Page, wanted: Locator, key: str = "Tab") -> None:
    """Press Tab until `wanted` has the focus."""
    for _ in range(80):
        if wanted.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press(key)
    raise AssertionError(f"{wanted} is out of the keyboard's reach")


def press_on(page: Page, wanted: Locator, key: str = "Enter") -> None:
    """Reach it, and use it."""
    reach(page, wanted)
    page.keyboard.press(key)


def focus_was_kept(page: Page, after: str) -> None:
    page.wait_for_timeout(200)  # what Gradio hides, it hides when the server has answered
    assert page.evaluate("window.lost") == 0, after


# Rules


def test_axe_finds_nothing_in_the_chat_whatever_its_outcome(room: Room) -> None:
    check(room.page)
    answer = room.ask(MANY)
    expect(room.page.locator(".suggestions button").first).to_be_visible()
    answer.locator("a.cite").first.hover()
    expect(room.page.locator("#hint")).to_be_visible()
    check(room.page)
    room.ask(CLOSEST)
    room.ask(UNANSWERED)
    room.page.locator("#edit").click()
    expect(room.page.locator("#notice")).to_be_visible()
    check(room.page)


def test_axe_finds_nothing_in_the_dialogs(room: Room) -> None:
    page = room.page
    page.locator("#show-conversations").click()
    check(page)
    page.keyboard.press("Escape")
    room.ask(NO_REPLY)
    page.locator("#show-conversations").click()
    check(page)
    page.get_by_role("button", name="Delete:").first.click()
    check(page)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Rename:").first.click()
    check(page)
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.locator("#show-add").click()
    page.locator("#add-now").click()
    expect(page.locator("#add-state")).not_to_be_empty()
    check(page)


def test_axe_finds_nothing_on_a_phone_with_the_sheet_shut_and_open(phone: Room) -> None:
    check(phone.page)
    answer = phone.ask(MANY)
    check(phone.page)
    answer.locator("a.cite").first.click()
    expect(phone.page.locator(".sentence.current")).to_be_focused()
    check(phone.page)


def test_the_keyboard_adds_and_removes_an_article_and_axe_finds_nothing_in_two(own_room: Room) -> None:
    page, opener = own_room.page, own_room.page.locator("#show-add")
    page.evaluate(WATCH_FOCUS)
    press_on(page, opener)
    expect(page.locator("#add")).to_be_visible()
    page.keyboard.press("Escape")
    expect(opener).to_be_focused()
    page.keyboard.press("Enter")
    reach(page, page.locator("#add-text"))
    page.keyboard.insert_text(HENS)
    press_on(page, page.locator("#add-now"))
    expect(page.locator("#toast")).to_contain_text("is added")
    expect(opener).to_be_focused()
    reach(page, page.locator("#article-select"), "Shift+Tab")
    expect(page.locator("#reading-scroll h2")).to_have_text("On hens")
    focus_was_kept(page, "adding")
    page.goto(f"{own_room.url}#/openai-meta.txt/774-1123")
    expect(page.locator(".sentence.current")).to_be_focused()
    own_room.ask(MANY)
    check(page)
    reach(page, page.locator("#article-select"))
    page.keyboard.press("Home")
    expect(page.locator("#reading-scroll h2")).to_have_text("On hens")
    press_on(page, page.locator("#show-remove"))
    expect(page.locator("#sure-no")).to_be_focused()
    check(page)
    page.keyboard.press("Enter")
    expect(page.locator("#show-remove")).to_be_focused()
    page.keyboard.press("Enter")
    press_on(page, page.locator("#sure-yes"))
    expect(page.locator("#toast")).to_contain_text("is removed")
    expect(opener).to_be_focused()
    focus_was_kept(page, "removing")


def test_while_an_answer_is_looked_for_axe_finds_nothing_and_stop_keeps_the_focus(
    browser: Browser, library: rag.Library, tmp_path: Path
) -> None:
    opened: Future[rag.Library] = Future()
    with serve(opened, Settings(corpus=tmp_path, port=free_port())) as served:
        context = browser.new_context(locale="en-US")
        page = context.new_page()
        page.goto(served.local_url)
        expect(page.locator("#chat .welcome")).to_be_visible(timeout=20_000)
        page.fill("#question textarea", NO_REPLY)
        page.evaluate(WATCH_FOCUS)
        press_on(page, page.locator("#send"))
        expect(page.locator("#chat .answer.running")).to_be_visible()
        expect(page.locator("#question textarea")).to_be_focused()
        check(page)
        press_on(page, page.locator("#stop"))
        expect(page.locator("#chat .answer.stopped")).to_be_visible()
        expect(page.locator("#question textarea")).to_be_focused()
        focus_was_kept(page, "Stop")
        check(page)
        opened.set_result(library)
        expect(page.locator("#reading-scroll h2")).to_be_visible()
        context.close()


# The keyboard


def test_the_first_tab_leads_past_everything_to_the_question(phone: Room) -> None:
    phone.page.keyboard.press("Tab")
    skip = phone.page.get_by_role("link", name="Your question")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    phone.page.keyboard.press("Enter")
    expect(phone.page.locator("#question textarea")).to_be_focused()


def test_the_sheet_of_a_phone_gives_the_focus_back_and_never_covers_it(phone: Room) -> None:
    page, handle = phone.page, phone.page.locator(".sheet-handle")
    page.evaluate(WATCH_FOCUS)
    press_on(page, handle)
    expect(handle).to_have_attribute("aria-expanded", "true")
    reach(page, page.locator("#reading-scroll"))
    page.keyboard.press("Escape")
    expect(handle).to_have_attribute("aria-expanded", "false")
    expect(handle).to_be_focused()
    focus_was_kept(page, "Escape")
    page.keyboard.press("Enter")
    expect(handle).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Shift+Tab")
    expect(page.locator("#send")).to_be_focused()
    expect(handle).to_have_attribute("aria-expanded", "false")


def test_the_keyboard_leads_from_a_chip_to_its_sentence_and_back(room: Room) -> None:
    answer, page = room.ask(MANY), room.page
    quotes = answer.locator("blockquote").all_inner_texts()
    second = answer.locator("a.cite").nth(1)
    reach(page, second, "Shift+Tab")
    expect(page.locator("#hint")).to_contain_text(quotes[1])
    page.keyboard.press("Enter")
    current = page.locator(".sentence.current")
    expect(current).to_be_focused()
    expect(current).to_have_text(quotes[1])
    page.keyboard.press("Escape")
    expect(second).to_be_focused()
    press_on(page, page.locator("#next"))
    expect(current).to_have_text(quotes[2])
    press_on(page, page.locator("#previous"), "Space")
    expect(current).to_have_text(quotes[1])
    press_on(page, page.locator(".mark", has_text="3"))
    expect(answer.locator("a.cite").nth(2)).to_be_focused()


def test_the_keyboard_opens_renames_exports_and_deletes_conversations(room: Room) -> None:
    page, opener = room.page, room.page.locator("#show-conversations")
    room.ask(NO_REPLY)
    press_on(page, page.locator("#new-chat"))
    expect(page.locator("#chat .asked")).to_have_count(0)
    room.ask("Who is Jack Altman?")
    page.evaluate(WATCH_FOCUS)
    press_on(page, opener)
    named = page.locator("#conversation-list li", has_text=NO_REPLY)
    press_on(page, named.get_by_role("button", name="Rename"))
    page.keyboard.insert_text("Silence")
    page.keyboard.press("Escape")
    expect(named.locator(".title")).to_be_focused()
    press_on(page, named.get_by_role("button", name="Rename"))
    page.keyboard.press("Delete")
    page.keyboard.press("Enter")
    expect(named.locator(".title")).to_be_focused()
    press_on(page, named.get_by_role("button", name="Rename"))
    page.keyboard.insert_text("Silence")
    page.keyboard.press("Enter")
    renamed = page.locator("#conversation-list li", has_text="Silence")
    expect(renamed.locator(".title")).to_be_focused()
    for kind, name in (("Markdown", "Silence.md"), ("JSON", "Silence.json")):
        with page.expect_download() as download:
            press_on(page, renamed.get_by_role("button", name=f"Export as {kind}"))
        assert download.value.suggested_filename == name
    press_on(page, renamed.locator(".title"))
    expect(page.locator("#chat .asked")).to_have_text(NO_REPLY)
    expect(opener).to_be_focused()
    page.keyboard.press("Enter")
    press_on(page, renamed.get_by_role("button", name="Delete"))
    page.keyboard.press("Escape")
    expect(renamed.get_by_role("button", name="Delete")).to_be_focused()
    page.keyboard.press("Enter")
    press_on(page, page.locator("#sure-yes"))
    expect(renamed).to_have_count(0)
    expect(page.locator("#conversation-list .title:focus")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(page.locator("#conversations")).to_be_hidden()
    focus_was_kept(page, "the conversations")


def test_the_focus_is_never_lost_in_the_chat(room: Room) -> None:
    page, box = room.page, room.page.locator("#question textarea")
    last = page.locator("#chat .answer.ended").last

    def use(control: Locator, answers: int) -> None:
        control.press("Enter")
        expect(page.locator("#chat .answer.ended")).to_have_count(answers)
        expect(page.locator("#send")).to_be_visible()
        focus_was_kept(page, f"{control}")

    page.evaluate(WATCH_FOCUS)
    use(page.locator("#chat .example").last, 1)
    box.fill(MANY)
    use(page.locator("#send"), 2)
    use(page.locator("#retry"), 2)
    use(page.locator("#edit"), 2)
    expect(box).to_be_focused()
    use(page.locator("#edit"), 2)
    use(last.get_by_role("button", name="Copy"), 2)
    use(last.get_by_role("button", name="Not helpful"), 2)
    use(page.locator(".suggestions button:visible").first, 3)
    use(page.locator("#new-chat"), 0)
    expect(box).to_be_focused()


def test_what_has_the_focus_is_seen_to_have_it_in_light_and_dark(room: Room) -> None:
    room.ask(NO_REPLY)
    expect(room.page.locator(".suggestions button").first).to_be_visible()
    for scheme in ("light", "dark"):
        room.page.emulate_media(color_scheme=scheme)
        outlines = tab_through(room.page)
        assert len(outlines) > 20
        room.page.locator("#show-conversations").click()
        outlines |= tab_through(room.page)
        room.page.keyboard.press("Escape")
        room.page.locator("#show-add").click()
        outlines |= tab_through(room.page)
        room.page.keyboard.press("Escape")
        for element, style, width, colour, ground in outlines:
            assert style != "none" and float(width.removesuffix("px")) >= 2, element
            assert contrast(colour, ground) >= 3, element


def tab_through(page: Page) -> set[tuple[str, ...]]:
    """The outline of each thing that Tab reaches."""
    outlines: set[tuple[str, ...]] = set()
    for _ in range(80):
        page.keyboard.press("Tab")
        page.evaluate(END_TRANSITIONS)
        focused = page.locator(":focus")
        if not focused.count():  # the round is over: the browser's own controls would have it
            page.keyboard.press("Tab")
        outline = tuple(page.locator(":focus").evaluate(OUTLINE))
        if outline in outlines:
            break
        outlines.add(outline)
    return outlines


def contrast(*colours: str) -> float:
    """Of two colours as `rgb(r, g, b)`, by WCAG's formula."""
    lights = sorted(luminance([int(part) for part in re.findall(r"\d+", colour)[:3]]) for colour in colours)
    return (lights[1] + 0.05) / (lights[0] + 0.05)


def luminance(rgb: list[int]) -> float:
    parts = [part / 255 for part in rgb]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(share * part for share, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def test_nothing_is_cut_off_on_the_narrowest_screen(browser: Browser, url: str) -> None:
    with visiting(browser, url, size={"width": 320, "height": 640}, locale="fr-FR") as room:
        room.ask(MANY)
        room.page.locator(".sheet-handle").click()
        expect_nothing_cut_off(room.page)
        for opener in ("#show-add", "#show-conversations"):
            room.page.locator(opener).press("Enter")
            expect_nothing_cut_off(room.page)
            room.page.keyboard.press("Escape")


# Motion, and what is heard


def test_the_article_and_the_sheet_glide_unless_less_motion_is_wanted(phone: Room) -> None:
    page, sheet = phone.page, phone.page.locator("#reading")
    phone.ask(MANY).locator("a.cite").first.click()
    expect(page.locator(".sentence.current")).to_be_in_viewport()
    page.wait_for_timeout(600)
    page.evaluate(WATCH_SCROLLING)
    for motion, button in (("no-preference", "#next"), ("reduce", "#previous")):
        page.emulate_media(reduced_motion=motion)  # type: ignore[arg-type]
        seconds = sheet.evaluate("element => parseFloat(getComputedStyle(element).transitionDuration)")
        page.evaluate("window.stops.clear()")
        page.locator(button).click()
        page.wait_for_timeout(800)
        stops = page.evaluate("window.stops.size")
        assert (seconds, stops) == (0, 1) if motion == "reduce" else seconds > 0 and stops > 2


def test_a_screen_reader_hears_the_outcome_the_chips_and_the_marks_by_name(room: Room) -> None:
    page, status = room.page, room.page.locator("#status")
    expect(status).to_have_role("status")
    answer = room.ask(NO_REPLY)
    expect(status).to_have_text("Answered, sources: 1.")
    chip = answer.get_by_role("link", name="Source 1", exact=True)
    expect(chip).to_have_attribute("href", "#/openai-meta.txt/2785-2846")
    chip.focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    expect(chip).to_have_accessible_description(re.compile("¶7.*Ni OpenAI ni Meta"))
    expect(page.get_by_role("button", name="Source 1: back to the answer", exact=True)).to_have_count(1)
    room.ask(UNANSWERED)
    expect(status).to_have_text("The article does not answer this.")
    room.ask(CLOSEST)
    expect(status).to_have_text(re.compile(r"Not sure\. Closest passages: \d\."))
    named = page.locator("#chat [aria-label]")
    assert [name for name in named.evaluate_all("all => all.map((e) => e.ariaLabel)") if "<" in name] == []
