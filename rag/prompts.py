"""Every fixed sentence of an answer, by language; a language that is not here gets English."""

from collections.abc import Sequence

from rag.language import language_name
from rag.types import Status

# For one article and for several. {language} is filled with the name of the quotes' language where it is
# another one.
_FRAMES: dict[str, dict[Status, tuple[str, str]]] = {
    "en": {
        "answered": ("In the article's own words{language}:", "In the articles' own words{language}:"),
        "closest": (
            "I am not sure that the article answers this. The closest passages{language}:",
            "I am not sure that the articles answer this. The closest passages{language}:",
        ),
        "unanswered": ("The article does not answer this.", "The articles do not answer this."),
    },
    "fr": {
        "answered": (
            "Voici ce que dit l'article{language} :",
            "Voici ce que disent les articles{language} :",
        ),
        "closest": (
            "Je ne suis pas sûr que l'article y réponde. Les passages les plus proches{language} :",
            "Je ne suis pas sûr que les articles y répondent. Les passages les plus proches{language} :",
        ),
        "unanswered": (
            "L'article ne répond pas à cette question.",
            "Les articles ne répondent pas à cette question.",
        ),
    },
    "es": {
        "answered": (
            "Esto es lo que dice el artículo{language}:",
            "Esto es lo que dicen los artículos{language}:",
        ),
        "closest": (
            "No es seguro que el artículo responda a esto. Los pasajes más cercanos{language}:",
            "No es seguro que los artículos respondan a esto. Los pasajes más cercanos{language}:",
        ),
        "unanswered": (
            "El artículo no responde a esta pregunta.",
            "Los artículos no responden a esta pregunta.",
        ),
    },
    "de": {
        "answered": (
            "Das sagt der Artikel im Wortlaut{language}:",
            "Das sagen die Artikel im Wortlaut{language}:",
        ),
        "closest": (
            "Es ist nicht sicher, dass der Artikel das beantwortet. Die nächstliegenden Stellen{language}:",
            "Es ist nicht sicher, dass die Artikel das beantworten. Die nächstliegenden Stellen{language}:",
        ),
        "unanswered": ("Der Artikel beantwortet das nicht.", "Die Artikel beantworten das nicht."),
    },
    "it": {
        "answered": (
            "Ecco che cosa dice l'articolo{language}:",
            "Ecco che cosa dicono gli articoli{language}:",
        ),
        "closest": (
            "Non è certo che l'articolo risponda a questa domanda. I passaggi più vicini{language}:",
            "Non è certo che gli articoli rispondano a questa domanda. I passaggi più vicini{language}:",
        ),
        "unanswered": (
            "L'articolo non risponde a questa domanda.",
            "Gli articoli non rispondono a questa domanda.",
        ),
    },
    "pt": {
        "answered": ("Isto é o que diz o artigo{language}:", "Isto é o que dizem os artigos{language}:"),
        "closest": (
            "Não é certo que o artigo responda a isto. As passagens mais próximas{language}:",
            "Não é certo que os artigos respondam a isto. As passagens mais próximas{language}:",
        ),
        "unanswered": ("O artigo não responde a esta pergunta.", "Os artigos não respondem a esta pergunta."),
    },
    "nl": {
        "answered": (
            "Dit zegt het artikel letterlijk{language}:",
            "Dit zeggen de artikelen letterlijk{language}:",
        ),
        "closest": (
            "Het is niet zeker dat het artikel dit beantwoordt. De dichtstbijzijnde passages{language}:",
            "Het is niet zeker dat de artikelen dit beantwoorden. De dichtstbijzijnde passages{language}:",
        ),
        "unanswered": ("Het artikel beantwoordt dit niet.", "De artikelen beantwoorden dit niet."),
    },
}
_QUOTED_IN = {
    "en": " (quoted in {name})",
    "fr": " (cité en {name})",
    "es": " (citado en {name})",
    "de": " (Originalsprache: {name})",
    "it": " (citato in {name})",
    "pt": " (citado em {name})",
    "nl": " (geciteerd in het {name})",
}

_NEAREST = {
    "en": "The nearest passage{language}:",
    "fr": "Le passage le plus proche{language} :",
    "es": "El pasaje más cercano{language}:",
    "de": "Die nächstliegende Stelle{language}:",
    "it": "Il passaggio più vicino{language}:",
    "pt": "A passagem mais próxima{language}:",
    "nl": "De dichtstbijzijnde passage{language}:",
}
# For one article and for several; {words} are words of the question.
_MISSING = {
    "en": ("The article never mentions {words}.", "The articles never mention {words}."),
    "fr": ("L'article ne mentionne nulle part {words}.", "Les articles ne mentionnent nulle part {words}."),
    "es": ("El artículo no menciona {words}.", "Los artículos no mencionan {words}."),
    "de": ("Der Artikel erwähnt {words} nicht.", "Die Artikel erwähnen {words} nicht."),
    "it": ("L'articolo non menziona {words}.", "Gli articoli non menzionano {words}."),
    "pt": ("O artigo não menciona {words}.", "Os artigos não mencionam {words}."),
    "nl": ("Het artikel noemt {words} niet.", "De artikelen noemen {words} niet."),
}
# The same; {words} is a name of the article.
_SILENT = {
    "en": ("The article quotes no words of {words}.", "The articles quote no words of {words}."),
    "fr": (
        "L'article ne rapporte aucun propos de {words}.",
        "Les articles ne rapportent aucun propos de {words}.",
    ),
    "es": ("El artículo no cita palabras de {words}.", "Los artículos no citan palabras de {words}."),
    "de": (
        "Der Artikel gibt keine Worte von {words} wieder.",
        "Die Artikel geben keine Worte von {words} wieder.",
    ),
    "it": ("L'articolo non riporta parole di {words}.", "Gli articoli non riportano parole di {words}."),
    "pt": ("O artigo não cita palavras de {words}.", "Os artigos não citam palavras de {words}."),
    "nl": ("Het artikel citeert geen woorden van {words}.", "De artikelen citeren geen woorden van {words}."),
}
_UNDERSTOOD = {
    "en": "Understood as: “{question}”",
    "fr": "Compris comme : « {question} »",
    "es": "Entendido como: «{question}»",
    "de": "Verstanden als: „{question}“",
    "it": "Inteso come: «{question}»",
    "pt": "Entendido como: «{question}»",
    "nl": "Begrepen als: “{question}”",
}
_QUOTED = {"en": "“{}”", "fr": "« {} »", "es": "«{}»", "de": "„{}“", "it": "«{}»", "pt": "«{}»", "nl": "“{}”"}

FRAME_LANGUAGES = tuple(_FRAMES)


def frame(
    status: Status,
    *,
    language: str,
    quoted: str = "",
    many: bool = False,
    understood: str = "",
    missing: Sequence[str] = (),
    silent: str = "",
    nearest: bool = False,
) -> str:
    """The line above the quotes, in `language`; it names the language `quoted` where that is another one.

    `understood` is the question with the turns it leans on, `missing` words that no document has, `silent`
    somebody of whom no words are quoted; `nearest`: a passage is shown below an "unanswered".

    >>> frame("answered", language="de", quoted="fr")
    'Das sagt der Artikel im Wortlaut (Originalsprache: Französisch):'
    >>> frame("unanswered", language="en", missing=["Apple"], nearest=True)
    'The article does not answer this. The article never mentions “Apple”. The nearest passage:'
    """
    name = language_name(quoted, in_language=language) if quoted not in ("", language) else ""
    in_language = _QUOTED_IN[language].format(name=name) if name else ""
    words = ", ".join(_QUOTED[language].format(word) for word in missing)
    lines = [
        _UNDERSTOOD[language].format(question=understood) if understood else "",
        _FRAMES[language][status][many].format(language=in_language) if status == "unanswered" else "",
        _MISSING[language][many].format(words=words) if words else "",
        _SILENT[language][many].format(words=silent) if silent else "",
        _FRAMES[language][status][many].format(language=in_language) if status != "unanswered" else "",
        _NEAREST[language].format(language=in_language) if nearest else "",
    ]
    return " ".join(" ".join(line.split()) for line in lines if line)


def source_line(number: int, quote: str, *, speaker: str, paragraph: int, title: str) -> str:
    """One citation of an answer as a line of plain text.

    >>> source_line(1, "« Non. »", speaker="Mark Chen", paragraph=3, title="")
    '[1] Mark Chen, ¶3: « Non. »'
    """
    place = ", ".join(part for part in (title, speaker, f"¶{paragraph}" if paragraph else "") if part)
    return f"[{number}] {place}{': ' if place else ''}{' '.join(quote.split())}"


def frame_of(text: str) -> str:
    """The sentence above the quotes in the text of an answer."""
    return text.split("\n", 1)[0]
