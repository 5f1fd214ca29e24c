"""A sentence -> whom it credits with its content, where no rule of rag.attribution is sure.

Looser than that: what it finds is only held against what the texts say.
"""

import re

from rag.attribution.tokens import word_set
from rag.words import fold

_ARTICLE = r"(?:The|L[ae]s?|El|Los|D[eai][rse]|Il|An?|Une?)"
_OPENS = (
    r"(?:Al?though|Though|While|When|If|As|Since|Because|After|Before|Once|Until|Whereas|Bien|Quand|Lorsque|Si|Comme|"
    r"Puisque|Après|Avant|Alors|Tandis|Obwohl|Während|Als|Wenn|Aunque|Cuando|Sebbene|Quando|Embora|Hoewel)"
)
_NAME = (
    rf"(?:{_ARTICLE} )?(?P<name>(?!(?:{_ARTICLE}|{_OPENS})\b)[A-ZÀ-ÖØ-Þ][\w'’.-]*"
    r"(?: (?:d[eu] |v[ao]n )?[A-ZÀ-ÖØ-Þ][\w'’-]*){0,3})"
)
_LEAD = r"(?:[^,;:]{0,60}, |(?:In|En|Im) \d{4},? )?"
# No noun may stand before "that": it would be what the clause is about.
_VERB = r"(?P<verb>[^\W\d_A-ZÀ-ÖØ-Þ][\w'’-]*)(?: [^\W\d_A-ZÀ-ÖØ-Þ][\w'’-]*)?(?: [A-ZÀ-ÖØ-Þ][\w'’-]*){0,2}"
_ASIDE = r"(?:,? (?:in|to|on|at|with|during|dans|à|sur|lors|en|devant|aux?|por|a|bei|auf|vor) [^;:]{1,50}?)?"
_THAT = r"(?:that|qu['’]|que\b|dass\b|daß\b|che\b)"
_SAYS_THAT = re.compile(rf"^{_LEAD}{_NAME} {_VERB}{_ASIDE},? {_THAT}")
_BEGIN = r"(?:^|[,;] |\b(?:and|but|et|mais|und|y) )"
_FOR = re.compile(
    rf"{_BEGIN}(?:[Ff]or|[Pp]our|[Pp]ara|[Ff]ür|[Pp]er|[Ss]egún|[Ss]econdo) (?:[^\W\d_A-Z]+ ){{0,3}}{_NAME},"
)
_PUT = re.compile(
    rf"\b(?:[Aa]s {_NAME} puts? it|[Ii]n (?:[^\W\d_A-Z]+ ){{0,3}}{_NAME.replace('name', 'own')}['’]s? "
    r"(?:own )?(?:words?|view|opinion|telling|eyes|account|phrase|judgment)|aux yeux de "
    rf"{_NAME.replace('name', 'eyes')}|^{_LEAD}{_NAME.replace('name', 'whose')}['’]s (?:[^\W\d_]+ )?"
    r"(?:answer|reply|response|comment|verdict|charge|conclusion|explanation|objection|complaint|warning|claim|"
    r"argument|remark)\b|(?:réponse|réplique|commentaire|verdict|conclusion|argument|(?<!de l['’])avis|mots?|"
    rf"termes?|paroles?) de {_NAME.replace('name', 'mots')})"
)
_NO_NAMES = word_set("""
    he she it they we i you this that these those who one il elle ils elles on nous vous je tu ce cela ça
    cette er sie es wir ich ihr dies él ella ellos ellas ello nosotros yo lui lei loro noi io ele ela eles
    elas hij zij but and yet so then mais et or puis car aber und dann pero y entonces ma e
""")
_NO_SPEECH = word_set("""
    is was were are be been being est était étaient sont fut furent sera ist war sind wurde es era fue son è
    of de du des d' and et y und e who qui in à at on or ou for pour made so such ensured fait
""")


def credited(text: str) -> str:
    """The name of who says, thinks or writes what a sentence states, "" where that is not plain.

    >>> credited("In 1955 Tenzing revealed in his autobiography that Hillary had been first.")
    'Tenzing'
    >>> credited("Pour Altman, Chen est un exemple."), credited("The tower that Eiffel built stands.")
    ('Altman', '')
    """
    says, for_, put = (pattern.search(text) for pattern in (_SAYS_THAT, _FOR, _PUT))
    found = []
    if says and fold(says["verb"]).strip("'’") not in _NO_SPEECH:
        found.append(says["name"])
    if for_:
        found.append(for_["name"])
    if put:
        found += [name for name in put.groups() if name]
    plain = (re.sub(r"['’]s$", "", name) for name in found)
    return next((name for name in plain if name.lower() not in _NO_NAMES), "")
