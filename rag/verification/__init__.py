"""Sentences that somebody else wrote + the documents -> a verdict on each; no language model.

draft: a text -> its sentences and the [n] they cite
quotations, naming, polarity: what is quoted, named and denied
figures: what is stated in numbers; amounts, units, number_words, arithmetic, calendar are its parts
speaker: who is credited with it, and who says it; its parts are credit and crediting, voices, cast, speech,
identity
reference: whom it names, and whom its source can mean there
claim, lines: a sentence against the sentences that may carry it, one check after the other
gate: a sentence and the passages it cites -> a Verdict, its citations narrowed to what carries it
"""

from rag.verification.draft import Draft, DraftSentence, draft_sentences
from rag.verification.gate import Gate

__all__ = ["Draft", "DraftSentence", "Gate", "draft_sentences"]
