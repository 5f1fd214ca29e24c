"""Question -> what kind of request it is: a summary, a list, several questions in one, a follow-up.

Word lists in the languages that people ask in most; a question in another language is taken as one question.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from typing import Literal

from rag.words import fold, stems

Lean = Literal["hardly", "perhaps", "well"]


def _any_of(words: str) -> str:
    return "|".join(words.split())


# As folded by `rag.retrieval.fold`: lower case, no accents.
_SUMMARY = re.compile(
    r"\b(?:summar\w*|tl;?\s?dr|gist|overview|recap|nutshell|take-?aways?|(?:key|main|"
    r"essential) (?:points?|ideas?|"
    r"messages?|topics?)|"
    r"what\W{0,2}s? (?:is |was )?(?:it|(?:this|that|the)(?: (?:article|text|story|piece|document))?) "
    r"(?:all )?about|what(?:'s|’s| is| was) (?:going on|happening|the (?:story|point))|what happened|"
    r"resum(?:e|er|es|ez|en|ir|o|a|ame|eme|ido)?|synthese|en bref|idees? (?:principales?|cles?)|"
    r"points? (?:cles?|essentiels?|principaux)|que (?:faut-il )?retenir|essentiel de (?:l')?(?:article|"
    r"texte)|"
    r"de quoi (?:ca )?(?:parle|traite|s'agit|il s'agit|est-il question)|(?:ca|cela) parle de quoi|"
    r"que se passe-t-il|qu'est-ce qui se passe|de que (?:se )?(?:trata|habla|va|fala)|do que (?:se )?trata|"
    r"ideas? (?:principal(?:es)?|clave)|puntos (?:clave|principales)|que (?:pasa|paso)|o que aconteceu|"
    r"zusammenfass\w*|kurzfassung|uberblick|(?:kern|haupt)(?:aussagen?|punkte?)|wichtigsten punkte|"
    r"(?:fass\w{0,2}|vat)\W+(?:(?:mir|bitte|kurz|mal|me|even|kort)\W+)*(?:(?:den|diesen|das|dies\w*|het|de|dit|alles)\W+)?"
    r"(?:(?:artikel|text|beitrag|tekst|verhaal|ganze)\W+)?(?:(?:bitte|kurz|mal|even|kort)\W+)*(?:zusammen|samen)|"
    r"wor(?:um|uber) (?:geht|handelt)|um was geht|was ist (?:los|passiert)|"
    r"riassu\w*|sintesi|in breve|di (?:che )?cosa (?:parla|tratta|si tratta)|che cosa (?:succede|e successo)|"
    r"samenvat\w*|kernpunt\w*|waar(?:over)? gaat (?:het|dit|de)|wat is er (?:gebeurd|aan de hand)|"
    r"streszcz\w*|o czym (?:jest|mowi)|ozet\w*|ne hakkinda)\b"
    r"|кратк\w* содержани|вкратце|кратко|резюме|в чем суть|о чем (?:эта|этот|это|стать|текст|говорит)|"
    r"что (?:происходит|произошло|случилось)|\bملخص|\bلخص|عم يتحدث|عن ماذا|ما موضوع|总结|摘要|概括|概要|大意|"
    r"主要(?:内容|讲)|讲了?什么|要約|まとめ|要点|何について|何の話|요약|줄거리|무엇에 (?:관한|대한)|सारांश|"
    r"किस बारे|สรุป|เกี่ยวกับอะไร"
)
_LIST = re.compile(
    r"^\W*(?:(?:please|can you|could you|peux-tu|pouvez-vous|puedes|bitte|kannst du)\W+)?"
    r"(?:list|name|enumer\w*|lister?|cite[rz]?|nomme[rz]?|nombra|nenne|elenca|noem)\b|"
    r"\b(?:all (?:the|of)|every(?:thing|one)?|which (?:\w+ ){1,3}(?:are|were|have)|tou(?:s|tes) (?:les|ce)|"
    r"tout ce|quels|quelles|tod[oa]s? (?:l[oa]s|os|as)|cuales|quais|welche \w+en|tutt[ie] (?:i|gli|le|quell)|"
    r"quali|welke \w+en)\b|перечисли|列出|哪些|すべて|全て|اذكر"
)
_WHO_SAID = re.compile(
    r"^\W*(?:(?:and|et|y|und|e|en)\s)?(?:(?:who|whose|qui|quel est l'auteur|quien|wer|chi|quem|wie|кто|"
    r"من)\b|[谁誰]|だれ)"
)
_ASKS_PLAIN = _any_of("""
    what when why how combien comment pourquoi quand cuanto cuantos cuanta cuantas cuando donde wann
    warum wieso wo wieviel quanti quanto quanta quante perche dove quantos quantas onde waarom waar
    hoeveel wanneer
""")
_ASKS_OR_RELATES = _any_of("""
    who whom whose which where qui que quoi quel quelle quels quelles lequel laquelle quien quienes
    cual cuales wer wen wem was wie welche welcher welches chi cosa quale quali come quem qual quais
    como wat welk welke
""")
_PREPOSITION = _any_of("""
    in on at to for from by with of a au aux de du sur dans par pour avec
    en con por para bei mit von auf aus an
""")
_ASKS = rf"(?:(?:{_PREPOSITION})\s+)?(?:{_ASKS_PLAIN}|{_ASKS_OR_RELATES}|a quelle?|ou (?:est|a|sont|se))\b"
_JOINED = re.compile(rf"[,;]?\s+(?:and|et|y|und|e|en|ainsi que)\s+(?={_ASKS})")
_LISTED = re.compile(rf",\s+(?={_ASKS})")
_ENDED = re.compile(r"(?<=[?？؟;；])\s*(?=\w)")
_MAX_PARTS = 4  # each costs an embedding
_OPENING = re.compile(
    r"^\W*(?:(?:and|but|so|then|also|what about|how about|et|mais|donc|alors|ensuite|sinon|pourtant|"
    r"y|pero|entonces|und|aber|dann|e|ma|allora|mas|entao|en|maar|dus|и|а|но|那|那么|"
    r"それ|그리고|그럼|و|ve|peki)\b)|^\W*(?:那|それで|その|他|她|它|彼|그)"
)
_REFERRING = re.compile(
    r"\b(?:he|she|him|his|her|hers|they|them|their|theirs|it|its|this|that|these|those|there|"
    r"il|elle|ils|elles|lui|leur|leurs|eux|cela|ca|celui|celle|ceux|celles|y|son|sa|ses|cette|ces|cet|"
    r"el|ella|ellos|ellas|su|sus|eso|esto|ese|esa|lo|"
    r"er|sie|ihn|ihm|ihr|ihre|ihren|sein|seine|seinen|das|dies|diese|dieser|dort|"
    r"lui|lei|loro|suo|sua|suoi|cio|quello|ele|ela|eles|elas|seu|sua|isso|aquilo|"
    r"hij|zij|ze|hem|haar|zijn|hun|dat|deze|die|он|она|они|его|ее|их|ему|ей|им|это|этот|эта)\b"
    r"|他|她|它|他们|这|那|それ|これ|彼|彼女|그는|그녀|이것|그것"
)
# Beginnings of verbs of saying, promising and thinking, folded.
_SPEECH = re.compile(
    r"(?:say|said|tell|told|writ|wrot|promis|claim|think|thought|announc|answer|respon|repl|admi|confirm|"
    r"warn|explain|argu|stat(?:e|ed|es)$|add(?:ed|s)?$|insist|comment|predict|commit|"
    r"di(?:t|re|sent|sait)$|declar|affirm|ecri|promet|pens|repon|annonc|expliqu|assur|precis|ajout|estim|"
    r"admet|reproch|soulign|di(?:jo|ce|cen|cho|jeron)$|afirm|escrib|opin|anunci|explic|asegur|anad|advirt|"
    r"sag(?:t|te|en|ten)$|ge(?:sagt|schrieb|antwort|warnt|dacht)|schr(?:ieb|eib)|versprach|versprich|versproch|mein(?:t|te)|behaupt|antwort|"
    r"erklar|warnt|dett|disse|afferm|dichiar|scri(?:tto|ve|sse)|promes|rispo|annunci|spieg|diz$|escrev|"
    r"zeg|zei|schre|schrijf|beloof|vindt|denkt|verklaar|сказал|говор|обеща|заяв|написал|ответил|дума)"
)
# Of these the ones that tell nothing of what is said: who asks what somebody promised wants no other words.
_PLAIN_SPEECH = re.compile(
    r"(?:say|said|tell|told|writ|wrot|think|thought|answer|respon|repl|stat(?:e|ed|es)$|comment|"
    r"di(?:t|re|sent|sait)$|declar|affirm|ecri|pens|repon|di(?:jo|ce|cen|cho|jeron)$|afirm|escrib|opin|"
    r"sag(?:t|te|en|ten)$|ge(?:sagt|schrieb|antwort|dacht)|schr(?:ieb|eib)|mein(?:t|te)|antwort|erklar|"
    r"dett|disse|afferm|dichiar|scri(?:tto|ve|sse)|rispo|diz$|escrev|zeg|zei|schre|schrijf|vindt|denkt|"
    r"verklaar|сказал|говор|заяв|написал|ответил|дума)"
)
_ENGLISH_SPEECH = re.compile("say|said|tell|told|writ|wrot|claim|think|thought")  # before its subject never
_ASKS_WHAT = re.compile(
    r"^\W*(?:(?:and|et|y|und|e|en|so)\W+)?(?:what|tell me what|list|que|qu|quoi|quelles? promesses?|was|"
    r"cosa|che|o que|wat|что)\b"
)
_NOT_SUBJECT = _any_of("""
    to about with of from for by than like or and a au aux de du des avec pour sur
    chez par ou et contre con para sobre "
    "o y bei mit von zu uber an fur oder und di da su per aan met van voor over des
""")
_AND_OR = frozenset(["and", "or", "et", "ou", "y", "o", "und", "oder", "e", "en", "of", "i", "и", "или"])
_MAX_OTHER_WORDS, _MAX_OTHER_CHARS = 5, 40  # beside the words that ask for a summary; more is a subject
_MAX_BARE_WORDS = 3  # "Why?", "And the second?", "Since when?"


def asks_for_summary(question: str, names: Collection[str], unknown: Iterable[str] = ()) -> bool:
    """Whether the article as a whole is asked for: a request that names nobody and nothing of it, nor else.

    `names` are those of the article in the question, `unknown` words there that seem to be other names.

    >>> asks_for_summary("tl;dr", []), asks_for_summary("De quoi parle l'article ?", [])
    (True, True)
    >>> asks_for_summary("Fass den Text zusammen", []), asks_for_summary("Was fasst er zusammen?", [])
    (True, False)
    >>> asks_for_summary("Summarize what Chen promised", ["Chen"])
    False
    >>> asks_for_summary("What happened in Tokyo?", [], ["Tokyo"]), asks_for_summary("TL;DR", [], ["TL"])
    (False, True)
    """
    folded = fold(question)
    found = _SUMMARY.search(folded)
    if not found or names:
        return False
    rest = folded[: found.start()] + folded[found.end() :]
    words = re.findall(r"\w+", rest)
    few = len(words) <= _MAX_OTHER_WORDS and len(rest) <= _MAX_OTHER_CHARS
    return few and not re.search(r"\d", rest) and not {fold(name) for name in unknown}.intersection(words)


def asks_for_list(question: str) -> bool:
    """Whether more than one place is likely to answer ("list", "all the", "which ... are")."""
    return bool(_LIST.search(fold(question)))


def asks_who(question: str) -> bool:
    """Whether it asks for a person, so that the words that name one belong to the answer."""
    return bool(_WHO_SAID.search(fold(question)))


def parts(question: str) -> tuple[str, ...]:
    """The questions in a question, in order, at most four.

    >>> parts("When was it sent, with which tool, and how many people signed it?")
    ('When was it sent', 'with which tool', 'how many people signed it?')
    >>> parts("What did Chen, who leads research, promise?")
    ('What did Chen, who leads research, promise?',)
    """
    found: list[str] = []
    for piece in _ENDED.split(question):
        folded = _same_length_fold(piece)
        joined = [match.span() for match in _JOINED.finditer(folded)]
        if joined and re.search(rf"\b{_ASKS}", folded[: joined[0][0]]):
            cuts = sorted(joined + [m.span() for m in _LISTED.finditer(folded) if m.start() < joined[-1][0]])
            at = 0
            for start, end in cuts:
                found.append(piece[at:start])
                at = end
            found.append(piece[at:])
        else:
            found.append(piece)
    found = [part.strip() for part in found if re.search(r"\w", part)]
    return tuple(found) if 1 < len(found) <= _MAX_PARTS else (question,)


def leans_on_history(question: str, names: Collection[str]) -> Lean:
    """Whether the question can be understood without the turn before: hardly, perhaps not, or well.

    `names` are the names in it: who names somebody begins anew, unless there is nothing but the name.

    >>> leans_on_history("And what did he answer?", []), leans_on_history("Does it pay well?", [])
    ('hardly', 'perhaps')
    >>> leans_on_history("What did Chen promise?", ["chen"]), leans_on_history("And Altman?", ["altman"])
    ('well', 'hardly')
    """
    folded = fold(question)
    opens = bool(_OPENING.search(folded))
    if len(stems(question)) <= _MAX_BARE_WORDS and (opens or not names):
        return "hardly"
    if names:
        return "well"
    referring = len(_REFERRING.findall(folded))
    return "hardly" if opens or referring > 1 else "perhaps" if referring else "well"


def asked_speaker(question: str, known: Mapping[str, str]) -> str:
    """The name whose words are asked for ("What did Chen say?"), folded; "" for none or several.

    `known` maps folded words of the question to the corpus's names that they are.

    >>> asked_speaker("What did Mark Chen promise?", {"mark": "mark", "chen": "chen"})
    'chen'
    >>> asked_speaker("Qu'a dit Altman de Chen ?", {"altman": "altman", "chen": "chen"})
    'altman'
    >>> asked_speaker("Qu'a dit Mark Chen ?", {"mark": "mark", "chen": "chen"})
    'chen'
    >>> asked_speaker("Who said that Chen lied?", {"chen": "chen"})
    ''
    """
    if not _ASKS_WHAT.search(fold(question)):
        return ""
    words = re.findall(r"\w+", fold(question))
    subjects = set()
    for at, word in enumerate(words):
        if word not in known or (words[at + 1 : at + 2] and words[at + 1] in known):
            continue  # of a full name the last word counts
        if words[at + 2 : at + 3] and words[at + 1] in _AND_OR and words[at + 2] in known:
            continue  # two are asked about
        first = at
        while first and words[first - 1] in known:
            first -= 1  # of a full name
        before = words[max(0, first - 2) : first]
        if before and _SPEECH.match(before[-1]) and not _ENGLISH_SPEECH.match(before[-1]):
            subjects.add(known[word])  # "a dit Altman"
        elif not any(re.fullmatch(_NOT_SUBJECT, near) for near in before) and any(
            _SPEECH.match(near) for near in words[at + 1 : at + 4]
        ):
            subjects.add(known[word])
    return subjects.pop() if len(subjects) == 1 else ""


def asks_nothing_else(question: str, known: Collection[str]) -> bool:
    """Whether nothing but the words of somebody is asked for, not what they are about.

    >>> asks_nothing_else("What did Chen say?", ["chen"])
    True
    >>> asks_nothing_else("What did Chen say of his work?", ["chen"])
    False
    >>> asks_nothing_else("What did Chen promise?", ["chen"])
    False
    """
    words = [word for word in re.findall(r"\w+", fold(question)) if word not in known]
    return len(words) <= _MAX_BARE_WORDS and any(map(_PLAIN_SPEECH.match, words))


def _same_length_fold(text: str) -> str:
    """Folded character by character, so that places stay."""
    return "".join(folded if len(folded := fold(character)) == 1 else character for character in text)
