"""The wordings of questions about the layer: folded words, with `m`, `n`, `d` and `x` where a name stands.

`m` and `n` name metrics, `d` a dimension, `x` either. A wording covers a whole question, so that every word of it is
accounted for; what it leaves to a name must be the name of something, to the last word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from re import Pattern

_PARTS = {
    "WE": r"(?:i|we|you|one|they)",
    "CAN": r"(?:can|could|may|might|should)",
    "ASK": r"(?:see|ask|ask for|ask you|ask about|get|use|query|view|look at|look up|know|find out|find|analy[sz]e|"
    r"measure|report on|request|show|track)",
    "SPLIT": r"(?:split|break|break down|group|slice|cut|segment|divide|filter|see|get|view|ask for|ask|look at|show|"
    r"query|drill into)",
    "DONE": r"(?:split|broken down|broken|grouped|sliced|cut|segmented|divided|filtered|seen|asked|asked for|viewed|"
    r"queried|reported|shown)",
    "BY": r"(?:by|per|for each|across|on)",
    "DATA": r"(?:(?:the |our |your |this |my |these |that )?(?:data|dataset|data "
    r"set|database|warehouse|records|history|"
    r"numbers|figures)|this|it|everything)",
    "METRICS": r"(?:metrics|measures|kpis|indicators)",
    "DIMENSIONS": r"(?:dimensions|breakdowns|attributes|groupings|cuts|splits)",
    "THE": r"(?:(?:all|all of|the|our|your|different|distinct|possible|existing|available|unique|known|valid) )*",
    "LIST": r"(?:list|show me|show(?! me)|give me|name|print|enumerate|get|display)",
    "THERE": r"(?:are there|there are|exist|do WE have|WE have|have we got|are available|is available|available|"
    r"are known|are defined|are offered|are possible|are in here|are in the data|is there|CAN WE ASK|CAN WE "
    r"choose from)",
    "RANGE": r"(?:date range|dates|time range|time span|timespan|date span|period|time period|range of dates|"
    r"time frame|timeframe|data range|range|years|months|time)",
    "EDGE": r"(?:first|last|latest|earliest|oldest|newest|most recent)",
    "FRESH": r"(?:fresh|recent|current|up to date|stale|old|live|outdated|new|late)",
    "LOADED": r"(?:updated|refreshed|loaded|built|changed|synced|run|update|refresh|load|change|reloaded)",
}


@cache
def _compiled(text: str) -> Pattern[str]:
    for _ in range(3):
        for name, part in _PARTS.items():
            text = re.sub(rf"\b{name}\b", part.replace("\\", r"\\"), text)
    return re.compile(re.sub(r"<(\w)>", r"(?P<\1>.+?)", text))


@dataclass(frozen=True)
class Wording:
    """One wording: what it asks for, the words of which it has one, and whether an unknown name in it is said to be so.

    Where it is not, the words may ask for something else, and the question is left to others.
    """

    kind: str
    text: str
    needs: frozenset[str]
    is_certain: bool

    @property
    def pattern(self) -> Pattern[str]:
        """What a question of this wording looks like."""
        return _compiled(self.text)


def wordings_of(words: Iterable[str]) -> Iterator[Wording]:
    """Yield the wordings that a question of these words may have."""
    # All of them take 0.1 s to compile: those alone are that could fit.
    said = frozenset(words)
    yield from (wording for wording in _WORDINGS if wording.needs & said)


def _of(kind: str, needs: str, *texts: str, certain: bool = False) -> list[Wording]:
    return [Wording(kind, text, frozenset(needs.split()), certain) for text in texts]


_SPLITTING = """
    split break group slice cut segment divide filter see get view ask look show query drill splits broken grouped
    sliced segmented divided filtered seen asked viewed queried reported shown dimensions breakdowns attributes
    groupings cuts available possible there
"""
OPENING = re.compile(
    r"(?:(?:hi|hello|hey|ok|so|please|pls|well|and|also|um|quick question) )*"
    r"(?:(?:can|could|would|will) you (?:please |kindly )?(?=tell|list|show|give|explain|define|describe|name)|"
    r"do you know |(?:i|we) (?:want|need|would like|d like) to know |i am wondering |i wonder |id like to know )?"
    r"(?:please )?(?:tell me |tell us |remind me )?(?=\S)(?!about)"
)
CLOSING = re.compile(
    r"(?: (?:please|pls|thanks|thank you|exactly|actually|at all|here|right now|currently|again|then))*$"
)

_WORDINGS: tuple[Wording, ...] = (
    *_of(
        "contents",
        "can do is available help data information info know offer questions what",
        r"what(?: all| else| kind of things| sort of things| things)? CAN (?:i|we) (?:ASK|do)(?: about| you| "
        r"for| with (?:this|it|you))?",
        r"what(?: all| else)? (?:can|do) you (?:do|answer|know|tell me|offer|show me|have|help me with|help "
        r"with)(?: about)?",
        r"(?:what|which)(?: kinds? of| sorts? of| types? of)? questions can (?:i|we|you) (?:ask|answer)(?: you)?",
        r"(?:what|which) (?:data|information|info) (?:is|are|do WE|can WE) (?:there|available|have|ASK|in here)",
        r"what is (?:available|in here|in the data|in this data|in there)",
        r"help|what do you know",
    ),
    *_of(
        "metrics",
        "metrics measures kpis indicators",
        r"(?:what|which)(?: are| is)? (?:THE)METRICS(?: THERE)?",
        r"LIST (?:THE)METRICS(?: THERE)?",
        r"(?:list of )?(?:THE)METRICS",
        r"how many METRICS THERE",
    ),
    *_of(
        "dimensions",
        "dimensions breakdowns attributes groupings cuts splits split break group slice cut segment divide "
        "filter see get view ask look show query drill",
        r"(?:what|which)(?: are| is)? (?:THE)(?:DIMENSIONS|dimensions)(?: THERE)?",
        r"LIST (?:THE)DIMENSIONS(?: THERE)?",
        r"(?:list of )?(?:THE)dimensions",
        r"(?:what|by what|how|what else) CAN WE SPLIT(?: (?:it|them|things|metrics|the metrics|numbers|the "
        r"numbers|data|the data))?(?: down)?(?: by)?",
    ),
    *_of(
        "splits_of",
        _SPLITTING,
        r"(?:what|which|how|by what|by which|what else|(?:by )?(?:what|which) (?:DIMENSIONS|things|fields)) "
        r"CAN WE SPLIT(?: down| up)? <m>(?: down| up| apart)?(?: BY)?",
        r"(?:what|which|how|by what|by which|(?:by )?(?:what|which) (?:DIMENSIONS|things|fields)) CAN <m> be "
        r"DONE(?: (?:BY|into))?",
        r"(?:what|which) DIMENSIONS (?:does|do) <m> (?:have|support|offer|come with|allow)",
        r"(?:what|which)(?: are)? (?:THE)DIMENSIONS (?:are there |are available |available |THERE )?(?:for|of) <m>",
        r"LIST (?:THE)DIMENSIONS (?:for|of) <m>",
        r"(?:THE)DIMENSIONS (?:for|of) <m>",
        certain=True,
    ),
    *_of(
        "can_split",
        _SPLITTING,
        r"CAN WE SPLIT(?: down| up)? <m>(?: down| up| apart)? BY <d>",
        r"CAN <m> be DONE BY <d>",
        r"(?:is|are) <m> available BY <d>",
        r"is it possible to SPLIT(?: down)? <m>(?: down)? BY <d>",
        r"(?:is|are) there <m> BY <d>",
    ),
    *_of(
        "metrics_by",
        "by per across on have has support offer each",
        r"(?:what|which)(?: METRICS| numbers| figures| data)? CAN WE (?:SPLIT|ASK)(?: down)? BY <d>",
        r"(?:what|which) (?:THE)METRICS (?:are |is |can be |have |there are )?(?:available |offered |possible "
        r"|DONE )?(?:BY|have|support) <d>",
        r"(?:what|which) METRICS (?:have|support|offer) (?:a |an |the )?<d>",
        r"LIST (?:THE)METRICS (?:available )?BY <d>",
        certain=True,
    ),
    *_of(
        "difference",
        "difference differences differ different distinguishes",
        r"(?:what )?(?:is |are )?(?:the )?differences? between <m> and <n>",
        r"how (?:does|do|is|are) <m> (?:differ|different) (?:from|to|than) <n>",
        r"how do <m> and <n> differ",
        r"what distinguishes <m> from <n>",
        certain=True,
    ),
    *_of(
        "formula",
        "calculated computed worked determined derived calculate compute work determine derive arrive formula "
        "calculation computation goes makes behind made based measured counted defined measure count define",
        r"how (?:is|are|was|were|gets?) <x> (?:calculated|computed|worked out|determined|derived|calculated exactly)",
        r"how (?:do|does|did) (?:WE|it|this) (?:calculate|compute|work out|determine|derive|arrive at) <x>",
        r"(?:what )?(?:is |are )?(?:the )?(?:formula|calculation|computation)(?: of| for| behind) <x>",
        r"what (?:goes into|makes up|is behind) <x>",
        r"what (?:is|are) <x> (?:made of|made up of|based on|calculated from|computed from)",
        certain=True,
    ),
    *_of(
        "formula",
        "calculated computed worked determined derived calculate compute work determine derive arrive formula "
        "calculation computation goes makes behind made based measured counted defined measure count define",
        r"how (?:is|are) <x> (?:measured|counted|defined)",
        r"how do WE (?:measure|count|define) <x>",
    ),
    *_of(
        "meaning",
        "mean means stand refer represent meaning definition meanings definitions understand meant define "
        "include count cover contain measure tell describe show counts explain more about exactly actually is "
        "a an included counted",
        r"what (?:does|do|did) <x> (?:mean|stand for|refer to|represent)",
        r"(?:what )?(?:is |are )?(?:the )?(?:meaning|definition)s? (?:of|for|behind) <x>",
        r"what (?:do|does) (?:WE|it|this) (?:mean|understand) (?:by|with|under) <x>",
        r"what is meant (?:by|with) <x>",
        r"define <x>",
        r"<x> (?:definition|meaning)",
        certain=True,
    ),
    *_of(
        "meaning",
        "mean means stand refer represent meaning definition meanings definitions understand meant define "
        "include count cover contain measure tell describe show counts explain more about exactly actually is "
        "a an included counted",
        r"what (?:does|do) <x> (?:include|count|cover|contain|measure|tell me|tell us|describe|show)",
        r"what counts as <x>",
        r"(?:describe|explain|explain to me) (?:the (?:metric|dimension|term|meaning of) )?<x>",
        r"what (?:exactly|actually) (?:is|are) <x>",
        r"(?:tell me )?(?:more )?about (?:the (?:metric|dimension) )?<x>",
        r"what(?: is)? an? <x>",
        r"what (?:is|are) (?:included|counted) (?:in|as) <x>",
    ),
    *_of(
        "span",
        "range date dates time timespan period year years months data go goes first last latest earliest "
        "oldest newest recent history since from until till start begin end far back when much",
        r"(?:(?:what|which) )?(?:is |are )?(?:the )?RANGE(?: covered| available)? (?:of|in|for|by) DATA",
        r"(?:what|which) RANGE (?:is|are|does|do) (?:DATA|WE)(?: cover| covered| span| include| contain| "
        r"have| have data for| run)",
        r"(?:what|which) (?:is |are )?(?:the )?(?:date range|time range|time span|data range)",
        r"(?:what|which) RANGE (?:are|is) (?:covered|available|there|included)(?: (?:in|by) DATA)?",
        r"how far(?: back)? (?:does|do|is|are|CAN) (?:DATA|WE|there)(?: go| reach| date| have data| have| "
        r"data| look| ask)?(?: back)?",
        r"how (?:much|many years of|many months of|long a) (?:history|data) (?:THERE)",
        r"(?:since|from|until|till|up to|to) (?:when|what date|which date|what day|which day) (?:do WE "
        r"have|is there|are there|does|do|is|are)"
        r"(?: DATA)?(?: from| available| go| run| reach| start| end| there)?",
        r"when (?:does|do|did) DATA (?:start|begin|end|stop|finish)(?: and (?:start|begin|end|stop|finish))?",
        r"(?!last (?:day|month|year)$)(?:what )?(?:is |was |are )?(?:the )?EDGE (?:date|day|data|data "
        r"point|record|records|month|year|dates)(?: (?:in|of|with|for|WE have)(?: DATA)?)?(?: data)?(?: for)?",
        r"(?:what|which) (?:is |are )?(?:the )?EDGE and (?:the )?EDGE (?:date|day|dates|days)(?: "
        r"(?:in|of|with)(?: DATA)?)?",
        r"from when to when (?:does|do|is|are) (?:DATA|the data)(?: go| run| reach| cover)?",
    ),
    *_of(
        "span",
        "range date dates time timespan period year years months data go goes first last latest earliest "
        "oldest newest recent history since from until till start begin end far back when much",
        r"how far back (?:does|do) <m> (?:go|reach|date back)",
        r"(?:what )?(?:is |are )?(?:the )?(?:date range|time range|time span|dates) (?:of|for|covered by) <m>",
        r"(?:since|from|until) when do WE have (?:data (?:for|on) )?<m>",
        r"when (?:does|do) (?:the data (?:for|on) )?<m> (?:start|begin|end)",
    ),
    *_of(
        "freshness",
        "updated refreshed loaded built changed synced run update refresh load change reloaded fresh recent "
        "current date stale old live outdated new late freshness build",
        r"when (?:was|were|is|did|has|have) DATA(?: been)?(?: last| most recently)? LOADED(?: last)?",
        r"when did dbt last run|when was dbt last run",
        r"how FRESH (?:is|are) DATA",
        r"(?:is|are) DATA (?:still )?FRESH",
        r"(?:what |when )?(?:is |was )?(?:the )?EDGE (?:update|refresh|load|data load|data refresh|data "
        r"update|build)(?: (?:of|in|to|on) DATA)?",
        r"(?:data )?freshness(?: of DATA)?|how up to date (?:is|are) DATA",
        r"as of when (?:is|are) DATA|how old (?:is|are) DATA",
    ),
    *_of(
        "freshness",
        "updated refreshed loaded built changed run",
        r"when (?:was|were|is|did|has|have) <m>(?: been)?(?: last| most recently)? LOADED(?: last)?",
        r"how FRESH (?:is|are) <m>",
    ),
    *_of(
        "known",
        "metric measure kpi metrics measures kpis track dimension",
        r"(?:is|are) <m> (?:a|an|one of (?:the|our)|defined as a) (?:metric|measure|kpi|indicator)s?",
        r"(?:is|are) there (?:a |any |some )?(?:metric|measure|kpi|indicator)s? (?:for|of|on|called|about) <m>",
        r"(?:do|does) (?:WE|it|this) have (?:a |any |some )?(?:metric|measure|kpi|indicator)s? "
        r"(?:for|of|on|called|about) <m>",
        r"(?:do|does|can) (?:WE|it|this) (?:track|measure) <m>",
        r"(?:is|are) <m> (?:tracked|measured)",
        r"(?:is|are) <d> (?:a|an|one of (?:the|our)) (?:dimension|attribute|breakdown)s?",
        r"(?:is|are) there (?:a |any )?(?:dimension|attribute|breakdown)s? (?:for|of|on|called|about) <d>",
        certain=True,
    ),
    *_of(
        "owner",
        "owns owner owners responsible maintains maintainer defined",
        r"who (?:owns|maintains|defined|is responsible for|is the owner of|looks after) <x>(?: metric)?",
        r"(?:who is |what is )?(?:the )?(?:owner|owners|maintainer) of <x>",
        certain=True,
    ),
    *_of(
        "unit",
        "unit units currency measured",
        r"(?:what |in what |in which )?(?:is |are )?(?:the )?(?:unit|units|currency)(?: of measure(?:ment)?)? "
        r"(?:of|for) <m>",
        r"(?:what|which|in what|in which) (?:unit|units|currency) (?:is|are) <m>"
        r"(?: (?:in|measured in|given in|shown in))?",
        r"what (?:is|are) <m> measured in",
        certain=True,
    ),
    *_of(
        "values",
        "what which list values show give name print enumerate get display",
        r"(?:what|which) (?:THE)<d> THERE(?: (?:in )?DATA)?(?: for)?",
        r"LIST (?:THE)<d>(?: (?:that )?(?:there are|WE have|available|exist))?",
        r"what are (?:THE)<d>",
        r"(?:what|which) values (?:does|do|can|could) (?:the )?<d> (?:have|take|hold|contain|be)",
        r"(?:(?:what|which) (?:are )?|LIST )?(?:THE)values (?:are there |are )?(?:of|for|in) (?:the )?<d>",
        r"list of (?:THE)<d>",
    ),
    *_of(
        "count",
        "many number count",
        r"how many (?:THE)<d> THERE(?: in DATA)?",
        r"(?:what is )?(?:the )?(?:number|count) of (?:different|distinct|unique) <d>",
    ),
    *_of("dimension", "what", r"what(?: is)? <d>"),
)
