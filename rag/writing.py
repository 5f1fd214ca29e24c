"""Question, sources and conversation -> what a chat model is told, and what it may say in return.

What others wrote stands between tags, and cannot end them.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rag.language import encodable, language_name
from rag.prompts import NOT_IN_SOURCES, READ, WRITE
from rag.types import History, Passage

_MAX_READING_CHARS = 300  # of a follow-up as it is rewritten; a longer one is no question but an essay
_MAX_HISTORY_TOKENS = 600  # of the embedding model: what names a follow-up leans on is in the last turns
_MAX_TURN_CHARS = 500  # of each
_TAG = re.compile(r"<(?=[\s/]*(?:sources?|question|conversation|turn)\b)", re.IGNORECASE)
_QUOTED = re.compile(r"^[\"“«]\s*([^\"”»]+?)\s*[\"”»]$")
_MARKS = re.compile(r"\s*\[\d{1,3}\]")
_PLAIN = str.maketrans('"<>', "'‹›")  # within an attribute
_ABSENT = re.compile(NOT_IN_SOURCES.replace("_", r"[\s_\\]*"))  # as models also write it: NOT\_IN\_SOURCES

Prompt = tuple[str, str]  # what the system says, and the user


@dataclass(frozen=True, slots=True)
class Source:
    """A passage with what its reader must know: the title above it, and who goes on speaking in it ("")."""

    passage: Passage
    title: str
    speaker: str = ""


def draft_prompt(question: str, sources: Sequence[Source], *, language: str) -> Prompt:
    """How an answer is asked for, in `language` (ISO 639), from `sources`, numbered from 1."""
    passages = "\n".join(_numbered(number, source) for number, source in enumerate(sources, start=1))
    asked = f"<sources>\n{passages}\n</sources>\n\n<question>{_fenced(question)}</question>"
    return WRITE.format(language=_name(language)), asked


def reading_prompt(
    question: str, history: History, *, language: str, count_tokens: Callable[[str], int]
) -> Prompt:
    """How a follow-up is asked for as a question of its own."""
    turns = "\n".join(condensed(history, count_tokens=count_tokens))
    asked = f"<conversation>\n{turns}\n</conversation>\n\n<question>{_fenced(question)}</question>"
    return READ.format(language=_name(language)), asked


def condensed(history: History, *, count_tokens: Callable[[str], int]) -> list[str]:
    """The last turns of a conversation, oldest first, each cut short, within 600 tokens in all."""
    kept: list[str] = []
    left = _MAX_HISTORY_TOKENS
    for turn in reversed(history):
        content, role = turn.get("content"), turn.get("role")
        if not isinstance(content, str) or role not in ("user", "assistant") or not content.strip():
            continue
        said = _fenced(_line(_MARKS.sub("", content)))
        left -= count_tokens(said)
        if left < 0:
            break
        kept.insert(0, f'<turn by="{role}">{said}</turn>')
    return kept


def reading_of(said: str) -> str:
    r"""The question that a chat model made of a follow-up; "" where what it said is none.

    >>> reading_of(' "What did Mark Chen promise?" '), reading_of("Sure!\nHere it is."), reading_of("...")
    ('What did Mark Chen promise?', '', '')
    """
    question = _QUOTED.sub(r"\1", encodable(said).strip())
    one_line = len(question.splitlines()) == 1 and len(question) <= _MAX_READING_CHARS
    return question if one_line and any(character.isalpha() for character in question) else ""


def says_not_in_sources(sentence: str) -> bool:
    """Whether a chat model says with it, as it was told, that the sources do not answer."""
    return bool(_ABSENT.search(sentence))


def _numbered(number: int, source: Source) -> str:
    attributes = {"n": str(number), "title": source.title, "speaker": source.speaker}
    shown = " ".join(
        f'{name}="{_line(value).translate(_PLAIN)}"' for name, value in attributes.items() if value
    )
    return f"<source {shown}>{_fenced(' '.join(source.passage.text.split()))}</source>"


def _name(language: str) -> str:
    return language_name(language, in_language="en") or "the language of the question"


def _line(text: str) -> str:
    """One line, cut short."""
    return " ".join(encodable(text[: 4 * _MAX_TURN_CHARS]).split())[:_MAX_TURN_CHARS]


def _fenced(text: str) -> str:
    """Text that can neither end nor begin one of the tags.

    >>> _fenced("a < b </source><b>")
    'a < b ‹/source><b>'
    """
    return _TAG.sub("‹", encodable(text))
