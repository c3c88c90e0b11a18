"""Words without the endings that verbs take on."""

from __future__ import annotations


def root(word: str) -> str:
    """Return a word without the ending of a verb."""
    if not word.isalpha():
        return word
    for ending, least in (("ing", 6), ("ed", 5)):
        if word.endswith(ending) and len(word) >= least:
            bare = word[: -len(ending)]
            return bare[:-1] if len(bare) > 3 and bare[-1] == bare[-2] and bare[-1] not in "ls" else bare.rstrip("e")
    return word.rstrip("e") if len(word) > 4 else word
