"""Marks of a text -> the quotations that they hold, and which full stops end a sentence."""

import re
import unicodedata

_MAX_QUOTE_CHARS = 800  # a longer quotation is cut at its own sentence ends
_QUOTES = {"«": "»", "“": "”", "„": "“”", "‹": "›", "「": "」", "『": "』", "《": "》", "»": "«"}
_CLOSING = "\"'”’»›)]」』）】》*_"  # “ and « close too in some languages: where they end a quotation
_FULL_WIDTH = "。！？｡"  # these end a sentence with no space after them
_JAPANESE_QUOTATIVE = "とっ"  # 「…。」と言った: the words that attribute a quotation go on
FULL_STOP = re.compile(rf"(?:[{_FULL_WIDTH}]|[.!?…؟۔।॥։።‽])+")
_ALONE_BEFORE_DOT = re.compile(
    r"(?:^|[\s(«“\"'’\[-])(?:[^\W\d_]|(?:[^\W\d_]\.)+[^\W\d_])$"
)  # initials: J., U.S, z.B
_ENUMERATOR = re.compile(r"^\W*(?:\d{1,3}|[ivxlc]{1,5})$", re.IGNORECASE)  # "1." at the start of a sentence
_GERMAN_ORDINAL = re.compile(
    r"\s(?:Januar|Jänner|Februar|März|April|Mai|Juni|Juli|August|September|"
    r"Oktober|November|Dezember|Jahrhundert)\b"
)
_NOT_SPACE = re.compile(r"\S")
_LOOK_CHARS = 24  # around a full stop: longer than any abbreviation and any run of marks in a text
_LAST_WORD = re.compile(r"[^\W\d_][\w.]*$")
# Abbreviations that a capital letter usually follows inside one sentence; those that often end one
# (etc., Inc.) are not here.
_ABBREVIATION_WORDS = """
    m mm mme mmes mlle mlles dr drs pr prof mr mrs ms messrs st ste sr sra srta sres jr gen gov sen rep lt col
    sgt capt cmdr adm rev hon pres cf vs éd ed eds av bd hr fr dipl ing bzw usf vgl evtl sog inkl ud uds sig
    sigg dott avv dhr mevr bijv resp e.g i.e
"""
# Those that are words too, or stand before a number: they go on only where one follows.
_NUMBERED_WORDS = """
    p pp vol vols fig figs art arts chap env approx ca no nos nr núm num tél tel abs pág págs pag al janv févr
    avr juil sept oct nov déc jan feb mar apr jun jul aug sep okt dez dec
"""
_ABBREVIATIONS = frozenset(_ABBREVIATION_WORDS.split())
_NUMBERED = frozenset(_NUMBERED_WORDS.split())


def quoted_spans(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Outermost quotations as (start, end), in order; one without an end, or a very long one, is left out."""
    spans: list[tuple[int, int]] = []
    straight = [at for at in range(start, end) if text[at] == '"']
    pairs = dict(zip(straight[::2], straight[1::2], strict=False)) if len(straight) % 2 == 0 else {}
    at = start
    while at < end:
        character = text[at]
        close = pairs.get(at, -1)
        if character in _QUOTES and (character != "»" or _opens(text, at, end)):
            close = _matching(text, at, min(end, at + _MAX_QUOTE_CHARS))
        if close > at and close - at <= _MAX_QUOTE_CHARS:
            spans.append((at, close + 1))
            at = close
        at += 1
    return spans


def after_closing(text: str, at: int, end: int, quote_ends: set[int]) -> int:
    """Where the closing marks after a full stop end; French quotation marks stand after a space."""
    while at < end:
        if at in quote_ends or text[at] in _CLOSING:
            at += 1
        elif text[at] in " \u00a0\u202f" and at + 1 < end and text[at + 1] == "»":
            at += 2
        else:
            break
    return at


def ends_sentence(text: str, begin: int, mark: re.Match[str], stop: int, end: int) -> bool:
    """Whether the full stop `mark`, closed up to `stop`, ends the sentence that began at `begin`."""
    following = _NOT_SPACE.search(text, stop, end)
    if not following:
        return True
    after = following.group()
    full_width = mark.group()[-1] in _FULL_WIDTH
    if not full_width and not text[stop].isspace():
        return False
    closed = stop > mark.end()
    follower = _first_letter(text, stop, end)
    if follower.islower() or after in ",;:)]»”":
        return False
    if closed and full_width and after in _JAPANESE_QUOTATIVE:
        return False
    if closed and not full_width and not (follower.isalpha() or after in _QUOTES or after in "\"'—–-"):
        return False
    if mark.group() == "." and not closed:
        before = text[max(begin, mark.start() - _LOOK_CHARS) : mark.start()]
        word = _LAST_WORD.search(before)
        known = word.group().lower() if word else ""
        if known in _ABBREVIATIONS or (known in _NUMBERED and after.isdigit()):
            return False
        if _ALONE_BEFORE_DOT.search(before):
            return False
        opens = mark.start() - begin < _LOOK_CHARS and _ENUMERATOR.match(before)
        if opens or (before[-1:].isdigit() and _GERMAN_ORDINAL.match(text, stop, end)):
            return False
    return True


def _opens(text: str, at: int, end: int) -> bool:
    """Whether a » opens a quotation, as in German and Danish books: a space before, none after."""
    return (at == 0 or text[at - 1].isspace()) and at + 1 < end and text[at + 1].isalnum()


def _matching(text: str, at: int, end: int) -> int:
    """The position of the mark that closes the quotation opened at `at`, -1 where none does."""
    opening, closing = text[at], _QUOTES[text[at]]
    depth = 0
    for position in range(at + 1, end):
        if text[position] in closing:
            if depth == 0:
                return position
            depth -= 1
        elif text[position] == opening:
            depth += 1
    return -1


def _first_letter(text: str, at: int, end: int) -> str:
    """The next character from `at` that is no space, mark or bracket, "" where none is near."""
    for position in range(at, min(end, at + _LOOK_CHARS)):
        if not text[position].isspace() and unicodedata.category(text[position])[0] not in "PS":
            return text[position]
    return ""
