"""A claim and the words that carry it -> whether one of them denies what the other says.

Word lists for the languages that are checked; a text in another language is taken neither way.
"""

import re
from collections.abc import Iterator

from rag.words import fold


def _any_of(words: str) -> str:
    return "|".join(word.replace("_", " ") for word in words.split())


# Folded; a "_" is a space. Plain denials; then words that deny in one turn and not in the next ("failed",
# "few"), and turns that look like a denial and are none, but "only", or that deny one thing to say another
# ("of copper, not of bronze"): with one of these on either side nothing is concluded.
_DENIES = {
    "en": _any_of(r"""
        not n't cannot never neither nor nobody none nothing nowhere
        un(?:successful|aware|likely|willing|available|known)\w* no(?!_(?:doubt|less|matter))"""),
    "fr": _any_of(r"""
        (?<!un_)(?<!le_)(?<!ce_)(?<!au_)(?<!les_)(?<!des_)pas(?!-) point(?=_d) jamais aucune?s? rien
        personne(?=_ne_|_n') (?<=ne_)\w+(?:_\w+){0,2}_personne (?<=n')\w+(?:_\w+){0,2}_personne
        ni nul(?:le)?s? guere"""),
    "es": _any_of("no nunca jamas ningun[oa]? nadie nada ni tampoco"),
    "de": _any_of("nicht nie niemals kein(?:e[nmrs]?)? niemand nichts weder"),
    "it": _any_of("non mai nessun[oa]? niente nulla ne"),
    "pt": _any_of("nao nunca jamais nenhuma? ninguem nada nem"),
    "nl": _any_of("niet nooit geen niemand niets noch"),
}
_UNCLEAR = {
    "en": _any_of(r"""
        refus\w* declin\w* fail\w* den(?:y|ie[sd]|ying) reject\w* lack\w* avoid\w* prevent\w* forb\w+ ban\w*
        prohibit\w* stop\w* rarely hardly barely scarcely seldom few little instead rather only except
        despite far_from silent unanswered gave_up give_up lost without in_vain vainly idle doubt\w*
        inacti\w* devoid beyond absen\w* missing disagree\w* away left_out leaving_out
        omit\w* exclu\w* overlook\w* ignor\w* impossib\w* unable incapable surviv\w* merely
        un(?:fair|just|equal|true|safe|wise|happy|certain|clear|usual|seen|touched|harmed|paid|finished)\w*
        anonym\w*
        (?:im|in|un|ir)\w+(?:able|ible|ably|ibly) \w+er_than_(?:any|ever|every|all|at_any)"""),
    "fr": _any_of(r"""
        refus\w* declin\w* echou\w* ni(?:e|ent|ait|er) rejet\w* manqu\w* evit\w* empech\w* interdi\w*
        defen(?:d|se)\w* rarement peu a_peine sauf malgre loin_de
        dement\w* dout\w* plutot au_lieu silence sans vain\w* inacti\w* depourvu\w* priv\w+_d absen\w* omet\w*
        omis\w*
        exclu\w* oubli\w* ignor\w* impossib\w* incapable\w* surviv\w* surv[eé]c\w*
        anonym\w* injust\w* inegal\w* inconnu\w* incertain\w* inexact\w* inutil\w*
        (?:im|in|ir)\w+[ai]bles? faute_d\w* (?<=n')\w+(?:_\w+)?_plus (?<=ne_)\w+(?:_\w+)?_plus
        (?:ne_|n')(?:sau\w+|peu\w+|cess\w+|os\w+)(?!_(?:\w+_)?(?:pas|plus|rien))
        plus_\w+_qu(?:e|')_?(?:jamais|tou[st]\w*|aucun\w*|lors) l[ae]_seule?"""),
    "es": _any_of(r"""
        dud\w* neg\w+ rechaz\w* fall\w* falt\w* evit\w* impid\w* prohib\w* apenas poco salvo solo sin
        en_vano carec\w*"""),
    "de": _any_of(r"""
        weiger\w* zweif\w* bezweif\w* ablehn\w* lehn\w* verneint?\w* fehl\w* verhind\w* verbiet\w* verboten
        kaum selten wenig
        nur statt ohne vergeb\w* umsonst"""),
    "it": _any_of(
        r"dubit\w* rifiut\w* neg\w+ manc\w* evit\w* imped\w* viet\w* appena poco tranne solo senza invano"
    ),
    "pt": _any_of(
        r"duvid\w* recus\w* neg\w+ falt\w* evit\w* imped\w* proib\w* apenas pouco exceto so sem em_vao"
    ),
    "nl": _any_of(r"""
        weiger\w* ontken\w* mis\w* voorko\w* verbo\w* verbied\w* nauwelijks zelden weinig alleen zonder
        tevergeefs"""),
}
_NOT_DENYING = {
    "en": _any_of(r"""
        not_(?:\w+_){0,4}until n't_(?:\w+_){0,3}until nothing_(?:but|else) no_(?:further|more)
        not_(?:only|just) no_sooner no_longer whether_or_not not_to_mention
        (?:nobody|no_one|nothing|never|not)_(?:\w+_){0,5}(?:better|more|less|\w+er)_than
        no_(?:\w+_){1,4}ever not_(?:every|all|always|yet|enough)\w* (?:and|but|or)_not (?<=,_)not
        not\b[^.;:]{1,60},?_but"""),
    "fr": _any_of(r"""
        pas_(?:\w+_){0,4}avant (?:ne_|n')\w+(?:_\w+){0,3}_qu['e] (?:pas|non)_seulement n'hesit\w+_pas
        pas_moins pas_autre_chose rien_d'autre pas_d'accord que_jamais
        (?:personne|rien|jamais|nul)_(?:\w+_){0,5}(?:mieux|plus|moins)
        aucun\w*_autre pas_(?:tous|toutes|toujours|encore|assez|seul)\w* (?:et|ou|mais)_(?:non|pas)\b non_pas
        pas\b[^.;:]{1,60},?_mais"""),
    "es": _any_of(r"no_solo no_(?:\w+_){0,3}mas_que nada_mas que_nunca y_no sino"),
    "de": _any_of(r"nicht_nur nichts_(?:\w+_){0,2}als (?:und|oder|aber)_nicht (?<=,_)nicht sondern"),
    "it": _any_of(r"non_solo non_\w+_che che_mai (?:e|o|ma)_non bensi"),
    "pt": _any_of(r"nao_so nao_apenas nao_(?:\w+_){0,3}mais_(?:do_)?que que_nunca e_nao mas_sim"),
    "nl": _any_of("niet_alleen (?:en|of|maar)_niet"),
}
_CLAUSE_ENDS = re.compile(r"[,;:()—–]\s|\s(?:mais|but|pero|aber|ma|maar)\s")
_MIN_CLAUSE_WORDS = 3


def denials(text: str, language: str) -> int | None:
    """How many words deny in a text; None where a word leaves open whether it denies, or in other languages.

    >>> denials("Neither of them answered.", "en"), denials("Ils répondirent.", "fr")
    (1, 0)
    >>> denials("They refused to answer.", "en"), denials("Il n'a que dix-huit jours.", "fr")
    (None, None)
    """
    if language not in _DENIES:
        return None
    folded = re.sub(r"n['’]t\b", " n't", fold(text).replace("’", "'"))
    unclear = re.search(rf"\b(?:{_UNCLEAR[language]})\b|\b(?:{_NOT_DENYING[language]})", folded)
    return None if unclear else int(any(denying(folded, language)))


def denying(folded: str, language: str) -> Iterator[re.Match[str]]:
    """The words of a folded text that deny."""
    return re.finditer(rf"(?<!\w)(?:{_DENIES[language]})\b", folded)


def clauses(text: str) -> list[str]:
    """A sentence, and the clauses in it that are long enough to say something."""
    parts = [part.strip() for part in _CLAUSE_ENDS.split(text)]
    long = [part for part in parts if len(part.split()) >= _MIN_CLAUSE_WORDS]
    return [text, *long] if len(long) > 1 else [text]
