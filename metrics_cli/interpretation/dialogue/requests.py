"""What is asked of the talk itself, whatever the last query is: undo, the SQL, another form, good manners."""

from __future__ import annotations

import re
from dataclasses import dataclass

from metrics_cli.interpretation.dialogue.opening import folded


@dataclass(frozen=True)
class Request:
    """Something asked of the talk itself: undo, restart, sql, why, thanks, export, or form with its name."""

    kind: str
    form: str = ""


_IT = r"(?: (?:it|that|this|them|these|those|the results?|the answer|the table|the rows|the data))?"
_REQUESTS: dict[str, str] = {
    "undo": r"undo(?: (?:that|it|this|the last one|the last change))?|go back(?: one)?|back|revert(?: (?:that|it))?|"
    r"take (?:that|it) back|one back|(?:go )?back (?:one|a) step|no undo|previous question",
    "restart": r"start (?:over|again|anew|new|afresh)|restart|reset|clear|new question|new thread|"
    r"forget (?:it|that|everything|all)|from scratch|/?new",
    "sql": r"(?:(?:show|print|give|see|what is)(?: me)? )?(?:the |its |that )?(?:raw )?sql"
    r"(?: (?:query|statement|code|please))?(?: (?:for|of|behind) (?:it|that|this))?|"
    r"(?:show|print|see)(?: me)? the (?:query|statement)|what sql (?:is|was) (?:that|run|used)",
    "why": r"why|how come|what (?:does|do) (?:that|this|it|they|these) mean|explain(?: (?:that|this|it))?|"
    r"what (?:is|was) (?:that|this|it)|how (?:is|was|are|were) (?:that|this|it|they) (?:calculated|computed|"
    r"worked out|defined)|what did you (?:compute|calculate|do)|what am i (?:looking at|seeing)|"
    r"how (?:do|did) you (?:get|know|calculate|compute)(?: to)? (?:that|this|it)|"
    r"where (?:does|do|did) (?:that|this|it|they) come from|are you sure|is (?:that|this|it) (?:right|correct)",
    "thanks": r"(?:ok |great |perfect |many |cool )*(?:thanks|thank you|thx|cheers)(?: (?:a lot|very much|so much))?|"
    r"ok|okay|great|perfect|cool|nice|good|got it|i see|fine|never ?mind|cancel|no thanks|all right",
    "export": rf"(?:export|save|download|copy|store|send|e-?mail|share){_IT}"
    r"(?: (?:to|as|in) (?:an? )?(?:file|disk|excel|xlsx|sheet|spreadsheet|google sheets?|pdf|image|png))?",
}
_FORM = re.compile(
    rf"(?:(?:show|give|export|print|save|write|get|draw|plot|display|download|return|output)(?: me)?{_IT} ?)?"
    r"(?:(?:as|to|in|into) )(?:an? |the )?"
    r"(?P<form>csv|json|jsonl|markdown|table|chart|bar chart|line chart|graph|plot|bars)(?: (?:file|format|form))?|"
    r"(?P<draw>(?:plot|chart|graph|draw|visuali[sz]e)(?: (?:it|that|this|them))?|(?:show me |show |draw |make )?"
    r"(?:a |the )(?:chart|graph|plot)|(?:make|draw) (?:it|that) a (?:chart|graph|plot))|(?P<bare>csv|json|markdown)"
)
_CHARTS = ("bar chart", "line chart", "graph", "plot", "bars")
_MANNERS = re.compile(
    r"^(?:(?:ok|please|and|now|hmm|can you|could you|would you|will you) )*|(?: (?:please|thanks|then|now|again))*$"
)


def request_of(text: str) -> Request | None:
    """Return what is asked of the talk itself, None when the words ask for something else."""
    whole = folded(text)
    for words in dict.fromkeys((whole, _MANNERS.sub("", whole))):
        for kind, pattern in _REQUESTS.items():
            if re.fullmatch(pattern, words):
                return Request(kind)
        form = _FORM.fullmatch(words)
        if form is not None:
            name = form["form"] or form["bare"] or "chart"
            return Request("form", "chart" if name in _CHARTS else name)
    return None
