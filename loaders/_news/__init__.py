"""Drafts a chronology from the text of an article or statement, for a person to finish. Rules and names only; reads no graph; no loader.

article   the text: sentences, quotations, places in it
dates     days, months and vague times as the text gives them
names     actors by names and aliases, and the adjectives of states
parties   from a name to who acts or is acted on, unnamed ones among them
verbs     words for actions of the vocabulary (verbs.tsv)
claims    who says so and in which words of likelihood; who denies it
actions   all of these together: the drafted actions
proposals what a language model proposes, as far as the text bears it out
draft     the drafted actions as a chronology
"""
