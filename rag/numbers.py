"""Question and sentence -> whether a number is asked for, and whether one is there."""

import re
from typing import Literal

from rag.words import fold

# As folded by `rag.retrieval.fold`. Languages that are not here ask for no number.
_ASKED = re.compile(
    r"\b(?:how (?:many|much|long|tall|far)|"
    r"what (?:percentage|percent|number|proportion|amount|year|date)|"
    r"which (?:year|date|century)|combien|"
    r"quel(?:le)? (?:pourcentage|nombre|montant|somme|annee|date|siecle)|"
    r"cuant[oa]s?|que (?:porcentaje|cantidad|ano|fecha|siglo)|wie ?(?:viele?|lange|hoch)|"
    r"welche[ms]? jahr\w*|"
    r"quant[ieoa]s?|che anno|hoeveel|welk jaar|ile|ktorym roku|cat[ie]|ce an|ποσ\w+|kac|ne kadar|hangi yil|"
    r"bao nhieu)\b|сколько|каком году|多少|几[个人年天次小]|哪一?年|幾|いくつ|いくら|何[人年時]|كم |"
    r"أي (?:عام|سنة)|"
    r"कितन|किस (?:वर्ष|साल)|กี่|เท่าไ|ปีใด|얼마|몇"
)
NUMBER_LANGUAGES = frozenset(
    ["en", "fr", "es", "de", "it", "pt", "nl", "ru", "zh", "ja"]
)  # of the words below
_NUMBER_WORDS = """
    two three four five six seven eight nine ten eleven twelve twenty thirty forty fifty sixty hundred
    hundreds thousand thousands million millions billion billions half third quarter dozen dozens once
    twice double single deux trois quatre cinq sept huit neuf dix onze douze quinze vingt trente quarante
    cinquante soixante cent cents mille milliard milliards moitié tiers quart dizaine dizaines douzaine
    vingtaine centaine centaines milliers dos tres cuatro cinco seis siete ocho nueve diez doce quince
    veinte treinta cien ciento cientos mil millón millones mitad tercio zwei drei vier fünf sechs sieben
    acht neun zehn elf zwölf zwanzig dreißig hundert hunderte tausend tausende millionen hälfte drittel
    viertel due tre quattro cinque sei sette otto nove dieci venti cento mila milioni metà dois duas três
    quatro sete oito dez vinte cem milhão milhões metade twee drie vijf zes zeven negen tien twintig
    honderd duizend miljoen helft два две три четыре пять шесть семь восемь девять десять сто тысяч тысячи
    миллион миллиона миллионов
"""
_WORDS = frozenset(fold(word) for word in _NUMBER_WORDS.split())
_YEAR_ASKED = re.compile(
    r"\b(?:(?:what|which) year|quelle annee|que ano|welche[mns]? jahr|che anno|welk jaar|ktorym roku|ce an|"
    r"hangi yil)\b|каком году|哪一?年|何年|أي (?:عام|سنة)|किस (?:वर्ष|साल)|ปีใด|몇 년"
)
_AGE_ASKED = re.compile(
    r"\b(?:how old|what age|quel(?:le)? age|que edad|cuantos anos|wie ?alt|(?:che|quale) eta|quanti anni|"
    r"que idade|quantos anos|hoe oud|ile lat)\b|сколько (?:\w+ )?лет|几岁|何[歳才]"
)
_YEARS = """
    year years yr yrs an ans año años anno anni ano anos jahr jahre jahren jährig jährige jähriger jährigen
    jaar jarige лет год года летний летняя lat lata
"""
_AGE_UNITS = frozenset(fold(word) for word in _YEARS.split())
_AGE = re.compile(
    r"\d\s?[岁歳才]|[一二三四五六七八九十百][岁歳才]|[^\W\d] ?[,(] ?\d{1,3} ?[,)]|(?<!\d)[12]\d{3}(?!\d)"
)
_YEAR = re.compile(r"\d{3,4}")
_DIGIT = re.compile(r"\d|[一二三四五六七八九十百千万億亿]")


Kind = Literal["", "number", "year", "age"]


def number_asked(question: str) -> Kind:
    """Whether an amount or a date is asked for, or a year, or an age, or none of them.

    >>> number_asked("Combien gagne le maire ?"), number_asked("In which year was it built?")
    ('number', 'year')
    >>> number_asked("Сколько лет мэру?"), number_asked("Сколько стоит билет?")
    ('age', 'number')
    >>> number_asked("Who is the mayor?")
    ''
    """
    folded = fold(question)
    if _AGE_ASKED.search(folded):
        return "age"
    if _YEAR_ASKED.search(folded):
        return "year"
    return "number" if _ASKED.search(folded) else ""


def has_number(text: str, kind: Kind) -> bool:
    """Whether the text has one, in digits or, but for a year, in words; "one" is no number but an article.

    An age is a number of years, one set off behind a name, or a year from which it follows.

    >>> has_number("Il a recruté quatre chercheurs.", "number")
    True
    >>> has_number("Il a recruté un chercheur.", "number")
    False
    >>> has_number("Built in 1911.", "year"), has_number("Built in 24 hours.", "year")
    (True, False)
    >>> has_number("Le maire, 39 ans, part.", "age"), has_number("Il a parlé 24 heures.", "age")
    (True, False)
    """
    if kind == "year":
        return bool(_YEAR.search(text))
    words = re.findall(r"\d+|[^\W\d_]+", fold(text))
    numbers = [bool(_DIGIT.search(word)) or word in _WORDS for word in words]
    if kind == "age":
        following = [*words[1:], ""]
        of_years = any(n and after in _AGE_UNITS for n, after in zip(numbers, following, strict=True))
        return of_years or bool(_AGE.search(text))
    return any(numbers)
