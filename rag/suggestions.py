"""Sentences and their speakers -> the questions that a reader could ask next, the best first.

A question is a fixed sentence with words of the text in it: somebody who is quoted, a name that is met more
than once, or a figure. So none is about what the text does not have; which of them it answers, asking tells.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from rag.attribution.first_names import FEMALE, MALE
from rag.attribution.grammar import Grammar, grammar_of
from rag.attribution.mentions import Reader
from rag.attribution.people import TITLES, is_human
from rag.attribution.tokens import word_set, words_of
from rag.names import Names
from rag.types import Attribution, Sentence
from rag.words import fold

# Of somebody's words, of a figure, of a name; of several turns each, those that are answered most often.
_TEMPLATES = {
    "en": ("What did {} say?", "What does “{}” refer to?", "What is said about {}?"),
    "fr": ("Qu'a dit {} ?", "À quoi se rapporte « {} » ?", "Que dit-on au sujet de {} ?"),
    "es": ("¿Qué dijo {}?", "¿A qué se refiere «{}»?", "¿Qué se dice sobre {}?"),
    "de": ("Was hat {} gesagt?", "Worauf bezieht sich „{}“?", "Was sagt der Artikel über {}?"),
    "it": ("Cosa ha detto {}?", "A che cosa si riferisce «{}»?", "Cosa si dice su {}?"),
    "pt": ("O que disse {}?", "A que se refere «{}»?", "O que se diz sobre {}?"),
    "nl": ("Wat zei {}?", "Wat betekent “{}”?", "Wat is er bekend over {}?"),
}
_ELIDED = re.compile(r"(?<=au sujet d)e (?=[aeiouâàéèêëîïôœ])", re.IGNORECASE)
_MAX_CHARS = 90  # of a question: it stands on a button
_OFTEN = 2  # sentences with a name: one alone is often in passing
_MOST_CAPITALS = 0.5  # of a line's words: beyond, without a mark at its end, it is a heading or a byline
_MIN_ACRONYM_LETTERS = 3  # AI, TV: no names, and others in the next language
_LINE_ENDS = tuple(".!?…:;,\"'”’»›)]。！？」』）؟۔।")
_GIVEN = FEMALE | MALE
_PARTICLES = re.compile(r"\s+(?:(?:von|van|zu|zur|vom|ten|ter|bin|ibn|ben|der|den)\s+)*")
# Behind a first name only: Charles de Gaulle, but not the director of Meta.
_GIVEN_PARTICLES = re.compile(r"\s+(?:(?:de|du|des|di|da|do|dos|del|della|la|el|al)\s+|d['’])*")
# Written with a capital letter in English, but no names of anybody.
_NO_NAMES = word_set("""
    monday tuesday wednesday thursday friday saturday sunday january february march april may june july
    august september october november december english french german spanish italian dutch british american
    european african asian chinese japanese indian russian canadian australian christmas easter internet
""")
_WORD = re.compile(r"[^\W_]+(?:[-.][^\W_]+)*")
_UNSPACED = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af"
_SCRIPTS_MEET = re.compile(rf"(?<=[{_UNSPACED}])(?=[A-Za-z])|(?<=[A-Za-z])(?=[{_UNSPACED}])")

_NUMBER = re.compile(
    rf"(?:(?<![\w.,:/+#\[$€£¥–-])|(?<=[{_UNSPACED}]))([$€£¥]\s?)?"
    rf"(?:\d{{1,3}}(?:[.,\s’]\d{{3}})+|\d+(?:[.,]\d+)?)(?:(?![\w:/–-]|[.,]\d)|(?=[{_UNSPACED}]))"
)
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
_UNIT = re.compile(
    r"\s?(?:[%‰€$£¥]|°\s?[CF]\b)|\s(?:(?:per|pour|por) ?ci?ento?|[Pp]rozent|procent)\b|"
    r"[百千万萬亿億兆\s만억조]*(?:美元|欧元|小时|小時|時間|週間|ドル|달러|시간|[名个個人](?:[一-鿿]{2})?|[年月日天岁歳元円次倍년월일원명개])"
)
_SCALE = re.compile(
    r"\s?(?:mil+i?[oó]n(?:s|en|es|i|e)?|mil+iard(?:s|en|i|o)?|milh(?:ão|ões)|mille|mila|mil|miljoen|miljard|"
    r"billions?|trillions?|thousand|hundred|tausend|duizend|млн|млрд|тыс|миллион\w*|миллиард\w*|тысяч\w*|"
    r"مليون|مليار|ملايين|ألف|آلاف)\b",
    re.IGNORECASE,
)
_OF = re.compile(r"\s(?:d['’]|(?:de|di)(?=\s))(?=\s?[^\W\d_])")  # 100 millions | de | dollars
# The noun behind a number, a month with its year; in English and German an adjective may stand before it.
_NOUN = re.compile(r"(?:\s|(?<=['’]))([^\W\d_]{2,}(?:-[^\W\d_]+)*)(?![\w’'])(?:\s(?:1[5-9]|20)\d\d\b)?")
_NOUNS = {
    "en": re.compile(_NOUN.pattern + r"(?:(?<!s)\s[^\W\d_]+s\b(?![’']))?"),
    "de": re.compile(r"\s(?:[^\W\d_A-ZÄÖÜ]+\s)?([A-ZÄÖÜ][\w-]+)(?:\s(?:1[5-9]|20)\d\d\b)?"),
}

_Said = Attribution | None
_Found = dict[str, list[Sentence]]  # words of the text -> the sentences that have them, in order


def suggestions(
    sentences: Sequence[Sentence],
    attributions: Sequence[_Said],
    *,
    language: str,
    cited: Collection[tuple[str, int]] = (),
    asked: Collection[str] = (),
) -> Iterator[str]:
    """Questions in `language` (else in English), the best first, of speakers, figures and names in turn.

    `attributions` says who speaks in each sentence. `cited` are (document, start) of the sentences shown so
    far: who has not spoken there comes first, then who is named near them, and nothing is asked for that is
    all shown. `asked` are the questions so far. There is one question at most about one person.
    """
    cited = frozenset(cited)
    near = _words_near(sentences, cited)
    quoted, figures, named = _found(sentences, attributions)

    def new(places: Sequence[Sentence]) -> int:
        return sum((place.document, place.start) not in cited for place in places)

    def speaker_rank(name: str) -> tuple[bool, bool, int]:
        count = new(quoted[name])
        return count < len(quoted[name]), _words(name)[-1] not in near, -count

    speakers = sorted((name for name in quoted if new(quoted[name])), key=speaker_rank)
    uncited = [figure for figure, places in figures.items() if new(places) == len(places)]
    numbers = sorted(uncited, key=lambda figure: bool(_YEAR.fullmatch(figure)))
    often = [name for name, places in named.items() if len(places) >= _OFTEN and new(places)]
    names = sorted(often, key=lambda name: -new(named[name]))
    full = [frozenset(_words(name)) for name in (*quoted, *named)]
    past = {_bare(question) for question in asked}
    shown: list[frozenset[str]] = []
    templates = _TEMPLATES.get(language, _TEMPLATES["en"])
    waiting = [(t, iter(w)) for t, w in zip(templates, (speakers, numbers, names), strict=True)]
    while waiting:
        for turn in tuple(waiting):
            template, candidates = turn
            for words in candidates:
                question = _filled(template, words)
                alike = {_bare(_filled(template, form)) for form in (words, *words.split())}
                whole = _whole(frozenset(_words(words)), full)
                known = any(whole <= other or other <= whole for other in shown)
                if len(question) <= _MAX_CHARS and not known and not alike & past:
                    shown.append(whole)
                    yield question
                    break
            else:
                waiting.remove(turn)


def _filled(template: str, words: str) -> str:
    return _ELIDED.sub("'", template.format(" ".join(words.splitlines())))


def _found(sentences: Sequence[Sentence], attributions: Sequence[_Said]) -> tuple[_Found, _Found, _Found]:
    """Speakers, figures and names of the running text."""
    quoted: _Found = {}
    figures: _Found = {}
    named: _Found = {}
    documents: dict[str, list[tuple[Sentence, _Said]]] = {}
    for sentence, said in zip(sentences, attributions, strict=True):
        documents.setdefault(sentence.document, []).append((sentence, said))
    for lines in documents.values():
        body = [line for line in lines if not _is_heading(line[0], alone=len(lines) == 1)]
        spaced = [replace(sentence, text=_SCRIPTS_MEET.sub(" ", sentence.text)) for sentence, _ in body]
        grammar = grammar_of(token.low for sentence in spaced for token in words_of(sentence.text))
        names = Names.of(spaced, ())
        people = {said.speaker: _person(said.speaker, names, grammar) for _, said in body if said}
        surnames = {_words(person)[-1] for person in people.values() if person}
        for (sentence, said), apart in zip(body, spaced, strict=True):
            if said and people[said.speaker]:
                quoted.setdefault(people[said.speaker], []).append(sentence)
            for figure in dict.fromkeys(_figures_in(sentence.text, grammar)):
                figures.setdefault(figure, []).append(sentence)
            for name in dict.fromkeys(_names_in(apart.text, names, grammar, surnames)):
                named.setdefault(name, []).append(sentence)
    return quoted, figures, named


def _is_heading(sentence: Sentence, *, alone: bool) -> bool:
    """Whether it is the title, or written like one."""
    words = _WORD.findall(sentence.text)
    capitals = sum(word[0].isupper() for word in words)
    unfinished = not sentence.text.endswith(_LINE_ENDS)
    return (sentence.paragraph == 0 and not alone) or (unfinished and capitals > _MOST_CAPITALS * len(words))


def _person(speaker: str, names: Names, grammar: Grammar) -> str:
    """The speaker's name, "" where it is a description, or a word that only begins sentences."""
    tokens, words, known = words_of(speaker), list(_WORD.finditer(speaker)), names.known(speaker)
    phrase = Reader(tokens, grammar).phrase(0)
    common = len(words) == 1 and (grammar.language == "de" or _is_common(words[0].group()))
    if not phrase or not phrase.named or phrase.end < len(tokens) or common:
        return ""
    if fold(words[-1].group()) not in known:
        return ""
    role = len(words) > 2 and fold(words[0].group()) not in known and not _is_given(words[0])
    return speaker[words[1].start() :] if role else speaker  # Engineer | Tom Okafor


def _names_in(text: str, names: Names, grammar: Grammar, surnames: Collection[str]) -> Iterator[str]:
    """The names of a sentence as it writes them; in German only those that cannot be a noun."""
    known = names.known(text)
    runs: list[list[re.Match[str]]] = []
    for word in (word for word in _WORD.finditer(text) if fold(word.group()) in known):
        gap = text[runs[-1][-1].end() : word.start()] if runs else ""
        given = bool(gap) and len(runs[-1]) == 1 and _is_given(runs[-1][0])
        if _PARTICLES.fullmatch(gap) or (given and _GIVEN_PARTICLES.fullmatch(gap)):
            runs[-1].append(word)
        else:
            runs.append([word])
    cased = grammar.language == "de"
    for run in runs:
        while len(run) > 1 and (run[0].group().lower() in TITLES or (cased and not _is_given(run[0]))):
            run.pop(0)
        first, begin = run[0].group(), run[0].start()
        noun = cased and first[1:].islower() and fold(first) not in surnames
        if len(run) > 1 or not (noun or _is_common(first)):
            yield text[begin - 2 * text[:begin].endswith(("O'", "O’")) : run[-1].end()]


def _is_given(word: re.Match[str]) -> bool:
    return word.group().lower() in _GIVEN


def _is_common(word: str) -> bool:
    """Whether a word with a capital letter names nobody by itself: a title, the acronym of a role, a day."""
    low = word.lower()
    acronym = word.isupper() and (len(word) < _MIN_ACRONYM_LETTERS or is_human(low))
    return acronym or low in TITLES or low in _NO_NAMES


def _figures_in(text: str, grammar: Grammar) -> Iterator[str]:
    """The numbers of a sentence, each with its unit or noun; without one only sums of money and years."""
    for number in _NUMBER.finditer(text):
        alone = bool(number[1] or _YEAR.fullmatch(number.group()))
        scale = _SCALE.match(text, number.end())
        end = scale.end() if scale else number.end()
        of = _OF.match(text, end) if scale else None
        noun = _NOUNS.get(grammar.language, _NOUN).match(text, of.end() if of else end)
        if unit := _UNIT.match(text, number.end()):
            end = unit.end()
        elif noun and not alone and (grammar.language == "de" or not noun[1][0].isupper()):
            words = noun.group().lower().split()
            if not grammar.is_function_word(words[0]):
                end = noun.end(1) if grammar.is_function_word(words[-1]) else noun.end()
        if alone or end > number.end():
            yield text[number.start() : end]


def _words_near(sentences: Sequence[Sentence], cited: Collection[tuple[str, int]]) -> frozenset[str]:
    """The words of the cited sentences' paragraphs and of those around them."""
    shown = [(s.document, s.paragraph) for s in sentences if (s.document, s.start) in cited]
    near = {(document, paragraph + by) for document, paragraph in shown for by in (-1, 0, 1)}
    return frozenset(word for s in sentences if (s.document, s.paragraph) in near for word in _words(s.text))


def _whole(words: frozenset[str], full: Sequence[frozenset[str]]) -> frozenset[str]:
    """The words of the only full name that has these, else these."""
    longer = {name for name in full if words < name}
    longest = [name for name in longer if not any(name < other for other in longer)]
    return longest[0] if len(longest) == 1 else words


def _words(text: str) -> list[str]:
    return [fold(word) for word in _WORD.findall(text)]


def _bare(question: str) -> str:
    return " ".join(re.findall(r"\w+", question.casefold()))
