"""Text -> its words as they are compared: folded, without accents, cut to what a stemmer would leave."""

import re
import unicodedata

_STEM_LETTERS = 5  # words cut to five letters: close to a stemmer in European languages, and asks for none
# Vowel signs of Indian scripts are no letters to \w, but no word ends at them.
_LETTER = r"(?:[^\W_]|[\u0900-\u0963\u0966-\u0dff])"
_WORD = re.compile(rf"{_LETTER}+(?:\.{_LETTER}+)*")
# Accents, and the points of Hebrew and Arabic, which most texts leave out.
_MARKS = re.compile(
    "[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed]"
)
# Scripts written without spaces between words are matched by pairs of characters.
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+"
)
_ELISION = re.compile(
    r"\b(?:[cdjlmnstyz]|qu|jusqu|lorsqu|puisqu|quoiqu|all|dall|dell|nell|sull|un|gl)['’ʼ](?=\w)"
)


def stems(text: str) -> list[str]:
    """Words folded to lower case without accents, French and Italian elisions split off, cut to five letters.

    >>> stems("L'équité, d'après Chen : 3.5 %")
    ['l', 'equit', 'd', 'apres', 'chen', '3.5']
    >>> stems("公司文化")
    ['公司', '司文', '文化']
    """
    folded = fold(text)
    folded = _ELISION.sub(lambda found: found.group()[:-1] + " ", folded)
    result = []
    for word in _WORD.findall(folded):
        if unspaced := _UNSPACED.findall(word):
            for run in unspaced:
                result += [run[at : at + 2] for at in range(max(1, len(run) - 1))]
            word = _UNSPACED.sub(" ", word)
            result += [part[:_STEM_LETTERS] for part in word.split()]
        else:
            result.append(word if word[0].isdigit() else word[:_STEM_LETTERS])
    return result


def fold(text: str) -> str:
    """Lower case, compatibility forms unified, accents and vowel points dropped."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return unicodedata.normalize("NFC", _MARKS.sub("", decomposed))
