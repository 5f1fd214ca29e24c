"""Sentences of a document -> who speaks in each, with the words that show it; none where no rule is sure.

tokens, grammar, reporting: words and reporting verbs of a language
people, first_names, full_names, mentions: who is meant
verbs, contents, subjects, sources, incises, clauses, pronouns: who speaks in one sentence
actors, sentences: who speaks, or else acts, across sentences
"""

from rag.attribution.sentences import actors, attribute

VERSION = 4  # in the state of a file in an index: raise it when somebody else can come out as a speaker

__all__ = ["VERSION", "actors", "attribute"]
