"""Sentences of one document -> who speaks in each, "" where no rule is sure.

The rules read the words around a quotation: "», a écrit Chen", "Chen said that", "selon le Monde", a pronoun
that takes up the last speaker, and a quotation that goes on. A speaker is always cut from the document, never
composed.
"""

import re
from collections.abc import Iterable, Sequence

from rag.types import Sentence


def _any_of(words: str) -> str:
    """A regular expression for any of these words."""
    return "|".join(words.split())


# Reporting verbs as they stand in a newspaper, in the forms with which they take a speaker: French, English,
# Spanish, German, Italian, Portuguese, Dutch.
_ANY_VERB = _any_of("""
    écrit écrivait écrivent déclaré déclare déclarent déclarait dit disent disait affirmé affirme
    affirment affirmait expliqué explique expliquent expliquait ajouté ajoute ajoutent ajoutait
    confié précisé précise précisent promis promet promettent assuré assure assurent annoncé annonce
    annoncent indiqué indique indiquent estimé estime estiment répondu répond répondent confirmé
    confirme confirment reconnu reconnaît rappelé rappelle souligné souligne soulignent raconté
    raconte insisté insiste poursuivi poursuit conclu conclut commenté admis admet soutenu soutient
    juré jure prévenu prévient répliqué réplique rétorqué rétorque témoigné témoigne plaidé plaide
    martelé martèle prédit said says say wrote writes told tells added adds explained explains
    promised promises claimed claims argued argues announced announces noted notes insisted insists
    warned warns admitted admits confirmed confirms replied replies responded asked asks stated
    states declared declares recalled recalls tweeted predicted predicts acknowledged remarked
    continued concluded dijo dice dicen dicho afirmó afirma afirmado declaró declara declarado
    explicó explica explicado añadió añade escribió escrito aseguró asegura asegurado prometió
    promete señaló señala indicó anunció anuncia advirtió advierte respondió responde confirmó
    confirma reconoció reconoce sostuvo sostiene comentó preguntó sagte sagt sagten gesagt schrieb
    schreibt schrieben geschrieben erklärte erklärt erklärten betonte betont versprach verspricht
    meinte meint berichtete berichtet bestätigte bestätigt warnte warnt antwortete antwortet fragte
    fragt behauptete behauptet detto disse scritto scrive scrisse dichiarato dichiara spiegato
    spiega aggiunto aggiunge promesso promette affermato afferma annunciato annuncia confermato
    conferma risposto risponde avvertito avverte ammesso ammette disse diz disseram escreveu escreve
    afirmou declarou explicou explica acrescentou prometeu promete anunciou anuncia confirmou
    respondeu responde alertou alerta admitiu garantiu zei zegt zeiden gezegd schreef schrijft
    geschreven verklaarde verklaart beloofde belooft meldde meldt vertelde vertelt antwoordde
    bevestigde bevestigt waarschuwde waarschuwt
""")
# The same verbs where they could be nouns: they count only right behind a quotation.
_VERBS_AFTER_QUOTE = _any_of(
    "note lance lancé demande demandé juge jugé confie confient tweete comments posted continues fügte"
)

_UPPER = "A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĖĘĚĞĢĪĮİĶĹĻŁŃŅŇŌŐŒŘŚŞŠŢŤŪŮŰŲŹŻŽΑ-ΩА-ЯЁ"
_WORD = r"[\w’'-]"
_PARTICLE = r"(?:de|du|des|van|von|der|den|da|di|del|la|le|al|el|bin|of)"
_NAME_WORD = rf"[{_UPPER}]{_WORD}{{0,40}}"
_NAME = rf"(?:[{_UPPER}]\.\s?){{0,4}}{_NAME_WORD}(?:\s+(?:{_PARTICLE}\s+){{0,2}}{_NAME_WORD}){{0,5}}"
_ARTICLE = _any_of("""
    une? les? la des? ces cette cet ce plusieurs deux trois certains son sa ses leurs? the an? one
    two several some another his her their its ein[er]? der die das mehrere una? unos unas el los
    las varios varias il lo gli i alcuni uma? os? as vários een het de meerdere
""")
_DETERMINER = rf"(?:(?:{_ARTICLE})\s+|l['’]|un['’])"
# A description ends before a preposition of place or manner, a relative clause or any mark; "de", "of", "von"
# go on.
_AFTER_DESCRIPTION = _any_of("""
    à au aux sur dans lors en selon par pour avec qui dont que a ont avait avaient n to in on at
    during after before by for with who that has have had was were is are auf im beim am mit der hat
    haben an por para con ha han había nel nella al sul em no na op bij tegen
""")
_DESCRIPTION_WORD = rf"(?!(?:{_AFTER_DESCRIPTION})\b){_WORD}+"
_DESCRIPTION = rf"(?i:{_DETERMINER}){_DESCRIPTION_WORD}(?:\s+{_DESCRIPTION_WORD}){{0,6}}"
_ONE_OF_THEM = (
    r"(?i:l['’]une? (?:d['’]eux|d['’]elles|d['’]entre eux)|one of them|uno de ellos|einer von ihnen|"
    r"uno di loro|um deles|een van hen)"
)
_SENTENCE_OPENING = _any_of("""
    selon según laut secondo segundo volgens according hier heute gestern am as after before when
    while since but and if si quand comme après mais et sur dans pour lorsque wie als nach wenn und
    aber como cuando pero y tras come quando ma e mas depois toen maar en
""")
_FUNCTION_WORD = (  # begins no name
    rf"(?:(?i:{_SENTENCE_OPENING})\b|(?i:{_DETERMINER})(?![{_UPPER}]))"
)
_NO_FUNCTION_NAME = rf"(?!{_FUNCTION_WORD}){_NAME}"
_SPEAKER = (
    rf"(?<!\w)(?P<speaker>{_ONE_OF_THEM}|{_NO_FUNCTION_NAME}|{_DESCRIPTION})"
    rf"(?:,\s(?P<name>{_NAME})(?:,|(?=\.)))?"
)
_PRONOUN = r"(?:(?:t-)?(?:il|elle|on)|he|she|er|sie|él|ella|lui|lei|ele|ela|hij|zij)"
_AUXILIARY = r"(?:a|ont|avait|avaient|has|have|had|hat|haben|ha|han|hanno|heeft|hebben|tem)"
_ADVERB_WORD = _any_of("""
    également aussi ensuite encore notamment toutefois ainsi déjà also then later recently además
    también inoltre anche também ook auch hier lundi mardi mercredi jeudi vendredi samedi dimanche
    yesterday ayer gestern
""")
_ADVERB = rf"(?:{_ADVERB_WORD}|on (?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)"
_MARKS = '«“„"'
_QUOTATION = re.compile(r"«[^»]*»|“[^”]*”|„[^“”]*[“”]|\"[^\"]*\"")
_CLOSE = '»”"“«›'

_SAYS = rf"(?:{_AUXILIARY}\s+)?(?:{_ADVERB}\s+)?(?:{_ANY_VERB})"  # "a également déclaré"
_SAYS_AFTER_QUOTE = rf"(?:{_AUXILIARY}\s+)?(?:{_ADVERB}\s+)?(?:{_ANY_VERB}|{_VERBS_AFTER_QUOTE})"

_AFTER_QUOTE = re.compile(rf"[{_CLOSE}]\s*(?:,\s*)?{_SAYS_AFTER_QUOTE}\s+(?:{_ADVERB}\s+)?{_SPEAKER}")
_AFTER_COMMA = re.compile(rf",\s*(?:{_AUXILIARY}\s+)?(?:{_ANY_VERB})\s+{_SPEAKER}(?=[^.]*\.?$)")
_QUOTE_SUBJECT = re.compile(rf"[{_CLOSE}]\s*(?:,\s*)?{_SPEAKER}\s+{_SAYS}\b")
_SUBJECT = re.compile(rf"(?:^|[,;:»”]\s*){_SPEAKER}(?:,[^,«“\"]{{1,80}},)?\s+{_SAYS}\b")
_WHO = re.compile(
    rf"{_SPEAKER}\s+(?:qui|who|der|die|que|che)\s[^.«“]{{0,200}}?\b{_AUXILIARY}\s+(?:{_ANY_VERB})\b"
)
_PRONOUN_AFTER = re.compile(
    rf"[{_CLOSE}]\s*(?:,\s*)?(?:{_AUXILIARY}-{_PRONOUN}\s+(?:{_ANY_VERB})|"
    rf"(?:{_ANY_VERB})(?:-|\s+){_PRONOUN}\b|{_PRONOUN}\s+(?:{_AUXILIARY}\s+)?(?:{_ANY_VERB})\b)"
)
_WORDS_OF = _any_of("""
    propos note déclarations étude rapport article message témoignage words remarks report study
    memo statement account palabras informe estudio nota declaraciones bericht studie angaben parole
    rapporto studio relatório estudo verslag
""")
_ACCORDING = re.compile(
    r"\b(?:[Ss]elon|[Dd]['’]après|[Aa]ccording to|[Ss]egún|[Ll]aut|[Ss]econdo|[Ss]egundo|[Vv]olgens)\s+"
    rf"(?:[^,.;:«“\"{_UPPER}]{{0,30}}\b(?i:{_WORDS_OF})\b[^,.;:«“\"{_UPPER}]{{0,20}}?"
    rf"\b(?:par|de|du|by|of|von|por|da|di|del|van)\s+)?{_SPEAKER}"
)
_COLON_QUOTE = re.compile(
    rf"^(?P<speaker>{_ONE_OF_THEM})\s[^«“\"]*:\s*[«“„\"]|"
    rf"^(?P<subject>{_NO_FUNCTION_NAME}|{_DESCRIPTION})\s*:\s*[«“„\"]"
)
# What a thing does ("the speech confirmed these fears") is no speech, what it is said to say is.
_CONTENT = re.compile(r"\b(?:que|that|dass|che|dat|avoir)\b|\bqu['’]|[«“„\"]")
_LEADING_DETERMINER = re.compile(
    rf"^(?:le|la|les|l['’]|the|der|die|das|el|los|las|il|lo|gli|o|a|os|as|de|het)\s*(?=[{_UPPER}])"
)


def speakers(sentences: Sequence[Sentence]) -> list[str]:
    """Who speaks in each sentence of a document, in order; in full where just one full name fits."""
    full = _full_names(sentence.text for sentence in sentences)
    result: list[str] = []
    for at, sentence in enumerate(sentences):
        found = _named(sentence.text)
        if (
            not found
            and at
            and (_takes_up(sentence, sentences[at - 1]) or _goes_on(sentence, sentences[at - 1]))
        ):
            found = result[at - 1]
        result.append(full.get(found, found))
    return result


def _named(text: str) -> str:
    """The speaker whom the sentence itself names."""
    quoted = any(mark in text for mark in _MARKS)
    spoken = _without_quotations(text)
    patterns = [_AFTER_QUOTE, _QUOTE_SUBJECT] if quoted else []
    if not (quoted and _PRONOUN_AFTER.search(spoken)):
        patterns += [_SUBJECT, _WHO, _AFTER_COMMA, _COLON_QUOTE, _ACCORDING]
    if _ACCORDING.match(spoken):
        patterns.insert(0, _ACCORDING)
    for pattern in patterns:
        found = pattern.search(spoken)
        if not found:
            continue
        groups = found.groupdict()
        name = groups.get("name") or groups["speaker"] or groups["subject"]
        is_thing = pattern is _SUBJECT and not re.fullmatch(_NAME, name)
        if is_thing and not _CONTENT.search(spoken[found.end() :]):
            return ""
        if re.fullmatch(_PRONOUN, name, re.IGNORECASE) or name.endswith(("'s", "’s")):
            continue
        return _LEADING_DETERMINER.sub("", name)
    return ""


def _without_quotations(text: str) -> str:
    """The text with only the marks of each quotation left."""
    return _QUOTATION.sub(lambda quote: quote.group()[0] + quote.group()[-1], text)


def _takes_up(sentence: Sentence, previous: Sentence) -> bool:
    """Whether a pronoun behind the quotation is the speaker, and the sentence before can say who it is."""
    return sentence.paragraph == previous.paragraph and bool(_PRONOUN_AFTER.search(sentence.text))


def _goes_on(sentence: Sentence, previous: Sentence) -> bool:
    """Whether the sentence is nothing but a quotation that goes on from the one before."""
    whole = not re.search(r"\w", _without_quotations(sentence.text))
    near = sentence.paragraph == previous.paragraph and any(mark in previous.text for mark in _MARKS)
    across = sentence.paragraph == previous.paragraph + 1 and previous.text.rstrip(".,").endswith(
        tuple(_CLOSE)
    )
    asked = re.search(rf"\?\s*[{_CLOSE}]", previous.text)  # what follows may be the answer of somebody else
    return whole and (near or across) and not asked


def _full_names(texts: Iterable[str]) -> dict[str, str]:
    """Last name -> the only full name with it."""
    words: set[str] = set()
    names: dict[str, set[str]] = {}
    for text in texts:
        words.update(re.findall(r"\w+", text))
        for name in re.findall(rf"[{_UPPER}]{_WORD}+(?:\s+[{_UPPER}]{_WORD}+){{1,2}}", text):
            if not re.match(_FUNCTION_WORD, name):
                names.setdefault(name.split()[-1], set()).add(name)
    first_word_is_name = {
        last: {name for name in full if name.split()[0].lower() not in words} for last, full in names.items()
    }
    return {last: next(iter(full)) for last, full in first_word_is_name.items() if len(full) == 1}
