"""The tokens of a sentence -> where its main clause begins, and so who does what it tells."""

from rag.attribution.mentions import Reader
from rag.attribution.people import is_human
from rag.attribution.tokens import word_set
from rag.attribution.verbs import BE, TIMES, Verbs

_IT = word_set("it c' ce es fue è")
_OF_THE = word_set("des du of del dos der")
_MAX_LEADS = 3  # "In Paris, on the 10th, behind closed doors, …"
_AT_TIMES = word_set(
    "after before since during once when while as lors après avant dès depuis pendant quand als"
)


def begins_at(reader: Reader) -> int:
    """The token behind adverbs and what leads to the main clause, which may begin with its subject; or -1.

    "In May, behind closed doors, | McDonald stood up." "It was | Théry who warned him."
    """
    skip = Verbs(reader).skip_adverbs
    at = skip(0)
    if reader.word(at) in _IT and reader.word(at + 1) in BE:  # "It was Théry who warned"
        return at + 2
    for _ in range(_MAX_LEADS):
        if not _leads(reader, at):
            return at
        comma = next((n for n in range(at, len(reader.tokens)) if reader.mark(n) in (",", ":", ";")), -1)
        inner = _without_comma(reader, at + 1, comma if comma >= 0 else len(reader.tokens))
        if inner >= 0:
            return inner
        if comma < 0 or reader.mark(comma) != "," or _is_clause(reader, at, comma):
            return -1
        at = skip(comma + 1)
    return at


def _leads(reader: Reader, at: int) -> bool:
    """Whether what begins at `at` only leads to the main clause: "In May", "when she came"."""
    word, grammar = reader.word(at), reader.grammar
    if word in grammar.prepositions or word in grammar.subordinators or word in _AT_TIMES or word.isdigit():
        return True
    if at == 0 and is_human(word) and reader.word(1) in grammar.connectors | _OF_THE:  # "Patron des …,"
        return True
    counted = word in grammar.determiners or word == "that"
    if word in grammar.determiners and reader.word(at + 1).isdigit():  # "Le 3 mai"
        date = reader.phrase(at)
        return not date or not (date.named or is_human(date.role))
    if counted and any(reader.word(n) in TIMES for n in (at + 1, at + 2)):  # "Two days later"
        return True
    begins = word in grammar.pronouns or word in grammar.determiners or reader.phrase(at)
    return bool(word) and not begins  # "Speaking in Paris, …"


def _is_clause(reader: Reader, start: int, end: int) -> bool:
    """As in "Aboard Challenger sat seven people": a word behind a name that may be a verb."""
    grammar = reader.grammar
    return any(
        reader.tokens[at - 1].capital
        and reader.word(at)
        and not (reader.tokens[at].capital or reader.word(at).isdigit())
        and not grammar.is_function_word(reader.word(at))
        and reader.word(at + 1) in grammar.determiners  # not "Au Crédit agricole"
        for at in range(start + 2, end)
    )


def _without_comma(reader: Reader, start: int, end: int) -> int:
    """Where the main clause begins in "On the day of the disaster an onlooker promised", -1 for nowhere."""
    grammar = reader.grammar
    first = reader.word(start - 1)
    capital = start < len(reader.tokens) and reader.tokens[start].capital
    acts = capital or reader.word(start) in grammar.pronouns
    if reader.word(start) not in TIMES and (first in grammar.subordinators or (first in _AT_TIMES and acts)):
        return -1
    joined = grammar.prepositions | grammar.connectors | grammar.determiners.keys() | grammar.conjunctions
    for at in range(start + 1, end):
        before, word = reader.word(at - 1), reader.word(at)
        if not before or before in joined:
            continue
        if word in grammar.pronouns:
            return at
        day = reader.word(at - 2).isdigit() and at - 2 >= start  # "On 3 February Reagan gave"
        month = before.isdigit() and len(before) < 3
        follows = reader.tokens[at - 1].capital or is_human(before) or month
        named = reader.tokens[at].capital and (day or not follows)
        apart = word in grammar.determiners or named  # "Before midnight Kilminster signed"
        phrase = reader.phrase(at) if apart else None
        if phrase and phrase.end < end and (phrase.named or is_human(phrase.role)):
            return at
    return -1
