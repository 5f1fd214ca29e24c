"""Sentences of one document -> who speaks in each and the words that show it, none where no rule is sure.

`rag.attribution.clauses` finds whom a sentence itself names or points to; here a pronoun gets its person, a
quotation that goes on its speaker, an interview its voices. A speaker is always cut from the document.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from rag.attribution.actors import begins_at
from rag.attribution.clauses import find_voice
from rag.attribution.full_names import full_names
from rag.attribution.grammar import Grammar, grammar_of
from rag.attribution.mentions import Phrase, Reader
from rag.attribution.people import given_gender, is_human
from rag.attribution.pronouns import Person, Read, by_order, fits, latter, resolve
from rag.attribution.subjects import Voice
from rag.attribution.tokens import Token, tokens, word_set, words_of
from rag.types import Attribution, Sentence

_ASKS = ("?", "？")
_TO = {  # the words before an addressee
    "fr": ("à", "au", "aux"),
    "en": ("to", "told", "tells"),
    "es": ("a", "al"),
    "de": ("dem", "zu"),
    "it": ("a", "al"),
}
_IMPERSONAL = word_set("y faut fallait faudra reste restait suffit suffisait existe")  # "il y a"
_STATES = word_set("sei seien habe werde müsse könne solle wolle dürfe gebe")  # reported speech in German


def attribute(sentences: Sequence[Sentence]) -> list[Attribution | None]:
    """Who speaks in each sentence of one document, in order, in full where just one full name fits."""
    read = _read(sentences)
    shown = [line.speaker.shown if line.speaker else None for line in read.lines]
    return [said if said and _is_name(said.speaker, read.grammar) else None for said in shown]


def actors(sentences: Sequence[Sentence]) -> list[str]:
    """Who speaks, or else acts, in each of some sentences of one document, "" where that is not plain.

    Looser than `attribute`: to hold one text against another.
    """
    return _read(sentences).actors()


def _paragraph_grammars(
    sentences: Sequence[Sentence], words: Sequence[Sequence[Token]], grammar: Grammar
) -> dict[int, Grammar]:
    """Paragraph -> its grammar: one may be in another language than the document."""
    low: dict[int, list[str]] = {}
    for sentence, those in zip(sentences, words, strict=True):
        low.setdefault(sentence.paragraph, []).extend(token.low for token in those)
    return {number: grammar_of(those, grammar) for number, those in low.items()}


def _read(sentences: Sequence[Sentence]) -> "_Reading":
    words = [words_of(sentence.text) for sentence in sentences]
    grammar = grammar_of(token.low for those in words for token in those)
    texts = [sentence.text for sentence in sentences]
    read = _Reading(
        full_names(texts, words, grammar),
        grammar,
        _paragraph_grammars(sentences, words, grammar),
        _common(words) if grammar.language != "de" else frozenset(),
    )
    for sentence in sentences:
        read.add(sentence)
    read.grammar = grammar
    read.look_ahead()
    read.interview()
    return read


def _common(words: Sequence[Sequence[Token]]) -> frozenset[str]:
    """The words that the document has in lower case, and with a capital letter only to open a sentence."""
    small = {token.low for those in words for token in those if token.text == token.low}
    inside = {
        token.low
        for those in words
        for before, token in pairwise(those)
        if token.capital and before.kind == "word"
    }
    return frozenset(small - inside)


class _Reading:
    """The document so far."""

    def __init__(
        self,
        full: dict[str, str],
        grammar: Grammar,
        grammars: dict[int, Grammar],
        common: frozenset[str],
    ) -> None:
        self.full, self.common = full, common
        self.grammars = grammars
        self.grammar = grammar
        self.lines: list[Read] = []
        self.open_mark = ""
        self.roles: dict[str, str] = {}

    def add(self, sentence: Sentence) -> None:
        """Read one more sentence."""
        before = self.lines[-1] if self.lines else None
        unfinished = False
        if before and self.open_mark and before.sentence.paragraph != sentence.paragraph:
            unfinished, self.open_mark = sentence.text[0] == self.open_mark, ""
        self.grammar = self.grammars[sentence.paragraph]
        inside = bool(self.open_mark)
        found, self.open_mark = tokens(sentence.text, self.open_mark)
        line = Read(
            sentence, Reader(found, self.grammar, self.common), unfinished, inside, bool(self.open_mark)
        )
        known = self.grammar.pronouns
        line.pronouns = frozenset(known[token.low] for token in found if token.low in known)
        self._mention(line)
        line.voice = find_voice(line.reader)
        if line.voice:
            line.speaker = self._speaker(line, line.voice)
        elif before and before.speaker and (unfinished or inside or self._goes_on(line, before)):
            line.speaker = before.speaker
        self.lines.append(line)

    def _person(self, line: Read, phrase: Phrase, shown: tuple[int, int] | None = None) -> Person:
        sentence = line.sentence
        start, end = shown or (phrase.begin, phrase.stop)
        written = sentence.text[phrase.begin : phrase.stop]
        if phrase.named:
            name = self._full(written)
            if phrase.role and phrase.definite:
                self.roles[phrase.role] = "" if self.roles.get(phrase.role, name) != name else name
        else:
            name = self.roles.get(phrase.role, "") if phrase.role else ""
            name = name or written
        quote = Attribution(name, sentence.text[start:end], sentence.start + start, sentence.start + end)
        gender = phrase.gender or (given_gender(name.split()[0].lower()) if phrase.named else "")
        return Person(name, gender, phrase.named, quote)

    def _full(self, written: str) -> str:
        """A name with all its words; in German also that of "Trainer Kasten"."""
        words = written.removesuffix("'s").removesuffix("’s").split()
        full = self.full.get(words[-1], "") if words else ""
        titled = self.grammar.language == "de" and len(words) == 2 and full.split()[-1:] == words[-1:]
        return full if full and (len(words) == 1 or titled) else written

    def _mention(self, line: Read) -> None:
        """Keep whom the sentence mentions outside its quotations."""
        reader, at = line.reader, 0
        begins = begins_at(reader)
        while at < len(reader.tokens):
            phrase = reader.phrase(at)
            if phrase and (phrase.named or at in (0, begins)):
                one_of_two = by_order(self.lines, phrase.role)
                person = one_of_two or self._person(line, phrase)
                if at <= begins < phrase.end and (one_of_two or phrase.named or is_human(phrase.role)):
                    line.subject = person
                line.mentions.append(person)
                to = reader.word(at - 1) in _TO.get(self.grammar.language, ())
                line.told = line.told or (to and phrase.named)
                at = phrase.end if phrase.named else at + 1
            else:
                at += 1

    def _speaker(self, line: Read, voice: Voice) -> Person | None:
        """The person of a voice; a pronoun's is somebody before it."""
        if voice.phrase:
            one_of_two = by_order(self.lines, voice.phrase.role)
            return one_of_two or self._person(line, voice.phrase, voice.shown)
        if voice.kind == "latter":
            return latter(self.lines, voice.gender)
        own = line.subject
        if own and fits(own, voice.gender) and _behind_colon(line, voice):
            return own
        return resolve(self.lines, line, voice.gender, implied=voice.kind == "implied")

    def _goes_on(self, line: Read, before: Read) -> bool:
        """Whether the sentence has no words of its own and goes on from the one before."""
        quoted = any(token.kind == "quotation" for token in line.reader.tokens)
        spoken = any(token.kind == "word" for token in line.reader.tokens)
        same = line.sentence.paragraph == before.sentence.paragraph
        if self.grammar.language == "de" and spoken and not quoted and same:
            return any(token.low in _STATES for token in line.reader.tokens)
        if not quoted or spoken or _asked(before):
            return False
        near = line.sentence.paragraph - before.sentence.paragraph
        goes_on = any(token.kind == "quotation" for token in before.reader.tokens)
        told = before.voice is not None and near == 0  # "One day, he warned, … “And your children …”"
        return bool(before.voice or before.speaker) and near <= 1 and (goes_on or told)

    def look_ahead(self) -> None:
        """A quotation whose end names the speaker, and one that is taken up right behind it."""
        for at in range(len(self.lines) - 2, -1, -1):
            line, after = self.lines[at], self.lines[at + 1]
            if line.speaker or not after.speaker:
                continue
            only_quoted = all(token.kind != "word" for token in line.reader.tokens)
            opens = line.left_open and (after.inside or after.unfinished)
            goes_on = after.voice and after.voice.continues and not _asked(line) and only_quoted
            if opens or (goes_on and line.sentence.paragraph == after.sentence.paragraph):
                line.speaker = after.speaker

    def actors(self) -> list[str]:
        """Who speaks or acts in each line; a pronoun's person too."""
        result = []
        for at, line in enumerate(self.lines):
            who = line.speaker or line.subject
            begins = begins_at(line.reader)
            gender = self.grammars[line.sentence.paragraph].pronouns.get(line.reader.word(begins), "n")
            if not who and gender != "n" and line.reader.word(begins + 1) not in _IMPERSONAL:
                who = resolve(self.lines[:at], line, gender, implied=False)
            result.append(who.name if who and _is_name(who.name, self.grammar) else "")
        return result

    def interview(self) -> None:
        """Paragraphs that begin with "Name : words" turn about, also where the name is left out."""
        paragraphs: dict[int, list[Read]] = {}
        for line in self.lines:
            paragraphs.setdefault(line.sentence.paragraph, []).append(line)
        labels = {number: who for number, lines in paragraphs.items() if (who := self._label(lines[0]))}
        names = {who.name: who for who in labels.values()}
        asking = [who for number, who in labels.items() if _is_question(paragraphs[number])]
        if len(names) < 2 or not asking:
            return
        now: Person | None = None
        for number, lines in paragraphs.items():
            if number in labels:
                now = labels[number]
            elif now and len(names) == 2:
                asks = _is_question(lines)
                now = next(who for who in names.values() if (who.name == asking[0].name) == asks)
            else:
                now = None
            for line in lines:
                line.speaker = now or line.speaker

    def _label(self, line: Read) -> Person | None:
        phrase = line.reader.phrase(0)
        if not phrase or not phrase.named or line.reader.mark(phrase.end) != ":":
            return None
        if line.reader.is_quotation(phrase.end + 1):
            return None
        if phrase.first + 1 < phrase.end and phrase.begin > 0:  # "La Gazette": the article is of the name
            phrase = replace(phrase, begin=0)
        return self._person(line, phrase)


def _is_name(speaker: str, grammar: Grammar) -> bool:
    return sum(map(str.isalpha, speaker)) > 1 and speaker.lower() not in grammar.pronouns


def _behind_colon(line: Read, voice: Voice) -> bool:
    """As in "Brian Trubshaw lands in the rain: “A calm operation,” he says": "he" is who acts before it."""
    return any(token.text in (":", ";") and token.start < voice.shown[0] for token in line.reader.tokens)


def _asked(line: Read) -> bool:
    last = [token for token in line.reader.tokens if token.kind == "quotation"]
    return bool(last) and last[-1].text.rstrip("»”\"“’' \u00a0\u202f,").endswith(_ASKS)


def _is_question(lines: list[Read]) -> bool:
    return lines[-1].sentence.text.rstrip(' \u00a0\u202f»”"').endswith(_ASKS)
