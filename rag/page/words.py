"""The page's own words, by language; those of answers are in `rag.prompts`."""

import json
import logging
from collections.abc import Mapping
from pathlib import Path

from rag.errors import RagError, UnknownDocument
from rag.settings import MAX_QUESTION_CHARS

_log = logging.getLogger(__name__)

WORDS: Mapping[str, Mapping[str, str]] = json.loads(
    Path(__file__).with_name("words.json").read_text(encoding="utf-8")
)
PAGE_LANGUAGES = tuple(WORDS)  # the first for everybody whose language is not here


def preferred_language(accept_language: str) -> str:
    """The page's language that a browser's Accept-Language header likes best.

    >>> preferred_language("de-CH, fr-CH;q=0.9, en;q=0.8"), preferred_language("pl"), preferred_language("")
    ('fr', 'en', 'en')
    """
    liked = []
    for place, entry in enumerate(accept_language[:1_000].split(",")):
        tag, _, parameter = entry.strip().partition(";")
        name, _, quality = parameter.strip().partition("=")
        try:
            weight = float(quality) if name.strip() == "q" else 1.0
        except ValueError:
            weight = 0.0
        liked.append((-weight, place, tag.lower().split("-")[0]))
    known = (language for weight, _, language in sorted(liked) if language in PAGE_LANGUAGES and weight)
    return next(known, PAGE_LANGUAGES[0])


def refusal_of(question: str, words: Mapping[str, str], *, allowed: bool) -> str:
    """Why the question is not asked, "" where it is."""
    if len(question) > MAX_QUESTION_CHARS:
        return words["too_long"].format(size=len(question), most=MAX_QUESTION_CHARS)
    return "" if allowed else words["too_fast"]


def failure_of(error: BaseException, words: Mapping[str, str]) -> str:
    """What is said of an error: its own sentence where it is meant for people."""
    if isinstance(error, UnknownDocument):  # the article that is asked was removed elsewhere
        return words["article_failed"]
    if isinstance(error, RagError):
        return words["failed"].format(message=str(error))
    _log.error("A question could not be answered.", exc_info=error)
    return words["wrong"]
