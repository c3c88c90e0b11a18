"""When a difference is more than chance often brings: two rules of thumb, told in the report itself."""

from dataclasses import dataclass
from math import sqrt
from typing import Literal

FEWEST = 30  # things counted on either side; below, nothing is compared
FEWEST_HITS = 5  # that a share has to rest on, and as many misses
ERRORS = 2  # standard errors of one comparison: 1 in 20 is as large by chance
ERRORS_OF_MANY = 3  # where a table of groups is looked through: 1 in 370

Verdict = Literal["more", "less", "alike", "too few"]


@dataclass(frozen=True)
class Part:
    """So many of so many: purchases of sessions."""

    hits: int
    of: int

    @property
    def share(self) -> float:
        return self.hits / self.of if self.of else 0.0


def of_counts(now: int, before: int) -> Verdict:
    """Judge two counts over equally long periods: a difference has the standard error sqrt(now + before)."""
    if min(now, before) < FEWEST:
        return "too few"
    return _judged(now - before, ERRORS * sqrt(now + before))


def of_shares(part: Part, other: Part, errors: int = ERRORS) -> Verdict:
    """Judge two shares of different things by the standard error of their difference, pooled."""
    of_all = part.of + other.of
    pooled = (part.hits + other.hits) / of_all if of_all else 0.0
    fewest = min(part.of, other.of)
    if fewest < FEWEST or fewest * min(pooled, 1 - pooled) < FEWEST_HITS:
        return "too few"
    spread = sqrt(pooled * (1 - pooled) * (1 / part.of + 1 / other.of))
    return _judged(part.share - other.share, errors * spread)


def _judged(difference: float, margin: float) -> Verdict:
    if abs(difference) <= margin:
        return "alike"
    return "more" if difference > 0 else "less"


def told() -> list[str]:
    """Return the rules as the report tells them."""
    return [
        f"- Two counts are called different where they lie more than {ERRORS} standard errors apart (the square root of"
        " both together), two shares where they lie as far apart by the pooled standard error. One difference in twenty"
        f" is as large by chance. Where each row of a table is set against the others, it takes {ERRORS_OF_MANY}.",
        f"- Nothing is compared with fewer than {FEWEST} things counted on one side, nor shares that rest on fewer than"
        f" {FEWEST_HITS} expected cases. Amounts are told without a verdict: a single large order moves them.",
        "- A difference is told, never its cause.",
    ]
