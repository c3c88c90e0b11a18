"""Reading what a metric declares in `config.meta.monitor`: each rule whole, or what is wrong with it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from metrics_cli.analysis.numbers import Number
from metrics_cli.catalog.names import nearest
from metrics_cli.monitoring.rules import BrokenRule, Kind, Limit, Rule, Status
from metrics_cli.period import UNITS

LEVELS = {"warn": Status.WARNING, "fail": Status.FAILURE}
_EMPTY = {**LEVELS, "ok": Status.OK}
# What is held against limits, by the keys that set them: on which side a key's limit is, and what a breach comes to.
_LIMITS = {
    Kind.VALUE: {f"{level}_{side}": (side, status) for level, status in LEVELS.items() for side in ("above", "below")},
    Kind.ZSCORE: {level: ("above", status) for level, status in LEVELS.items()},
    Kind.AGE: {f"{level}_age_days": ("above", status) for level, status in LEVELS.items()},
}
_BOUNDS, _AGES = _LIMITS[Kind.VALUE], _LIMITS[Kind.AGE]
KEYS = ("period", "by", "where", *_BOUNDS, "zscore", *_AGES, "when_empty", "because")
SCORE_KEYS = ("grain", "over", "warn", "fail")
# A score among fewer figures says nothing, and more would be years of days.
FEWEST, MOST = 3, 1_000
# Beyond it nothing is a bound of a figure; not a number (.nan) and infinity are not below it.
_LARGEST = 1e300
_LONGEST = 40
_HOW = f"a rule has at least one of {', '.join(_BOUNDS)}, zscore, {', '.join(_AGES)}"


def read_rules(metric: str, declared: object) -> tuple[Rule | BrokenRule, ...]:
    """Return the rules under a metric's `monitor`, in their order; one that can't be read does not hide another."""
    found = declared if isinstance(declared, list) else [declared]
    if not found:
        return (BrokenRule(metric, 1, (f"monitor holds no rule: {_HOW}",)),)
    return tuple(_rule(metric, number, item) for number, item in enumerate(found, 1))


def _rule(metric: str, number: int, item: object) -> Rule | BrokenRule:
    if not isinstance(item, Mapping) or not item:
        said = f"monitor is {_shown(item)}: it is a mapping, or a list of them, and {_HOW}"
        return BrokenRule(metric, number, (said,))
    reader = _Reader(item)
    rule = reader.rule(metric, number)
    return BrokenRule(metric, number, tuple(reader.faults), rule.because) if reader.faults else rule


@dataclass
class _Reader:
    """Reads one mapping and gathers its faults: who mends a file wants all of them at once."""

    item: Mapping[str, object]
    faults: list[str] = field(default_factory=list)

    def rule(self, metric: str, number: int) -> Rule:
        self.faults += _unknown(self.item, KEYS, "")
        kind = self._kind()
        score = self._score() if kind is Kind.ZSCORE else {}
        limits = self._limits(kind, score)
        self.faults += _contradictions(limits, kind)
        return Rule(
            metric,
            number,
            kind,
            limits,
            period=self._period(),
            by=self._names("by", "a dimension, or a list of them"),
            where=self._names("where", "a condition such as 'size in (S, M)', or a list of them"),
            grain=self._grain(score),
            over=self._over(score),
            when_empty=self._when_empty(limits, kind),
            because=self._text("because"),
        )

    def _kind(self) -> Kind:
        """Return what is held against limits: one thing, as each has dates of its own."""
        held = {
            Kind.VALUE: [k for k in _BOUNDS if k in self.item],
            Kind.ZSCORE: ["zscore"] if "zscore" in self.item else [],
            Kind.AGE: [k for k in _AGES if k in self.item],
        }
        found = [kind for kind, keys in held.items() if keys]
        if len(found) > 1:
            named = " and ".join(held[kind][0] for kind in found)
            self.faults.append(f"{named} are told of different figures: make them rules of their own, in a list")
        kind = found[0] if found else Kind.VALUE
        barred = {Kind.ZSCORE: ("period",), Kind.AGE: ("period", "by", "where")}.get(kind, ())
        for key in (k for k in barred if k in self.item):
            why = "has dates of its own" if kind is Kind.ZSCORE else "is told of all data"
            self.faults.append(f"{key} has no place beside {held[kind][0]}, which {why}: leave it out")
        return kind

    def _score(self) -> Mapping[str, object]:
        found = self.item["zscore"]
        if not isinstance(found, Mapping):
            self.faults.append(f"zscore is {_shown(found)}: it is a mapping such as {{grain: day, over: 28, fail: 3}}")
            return {}
        self.faults += _unknown(found, SCORE_KEYS, "zscore.")
        if not any(level in found for level in LEVELS):
            self.faults.append("zscore checks nothing: it has at least one of warn, fail")
        return found

    def _limits(self, kind: Kind, score: Mapping[str, object]) -> tuple[Limit, ...]:
        holder, prefix = (score, "zscore.") if kind is Kind.ZSCORE else (self.item, "")
        found = [
            Limit(side, number, status)
            for key, (side, status) in _LIMITS[kind].items()
            if key in holder and (number := self._number(holder[key], prefix + key, kind)) is not None
        ]
        if kind is Kind.VALUE and not any(key in self.item for key in _BOUNDS) and not self._asks_for_any():
            self.faults.append(f"the rule checks nothing: {_HOW}")
        return tuple(found)

    def _asks_for_any(self) -> bool:
        """Tell whether the rule says at least that there has to be a value."""
        return self.item.get("when_empty") in ("warn", "fail")

    def _number(self, value: object, key: str, kind: Kind) -> Number | None:
        if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < _LARGEST:
            self.faults.append(f"{key} is {_shown(value)}: it is a number{_as_share(value)}")
            return None
        if (kind is Kind.ZSCORE and value <= 0) or (kind is Kind.AGE and value < 0):
            self.faults.append(f"{key} is {value}: it is a number {'above 0' if kind is Kind.ZSCORE else 'from 0 on'}")
            return None
        return value

    def _period(self) -> str | None:
        if "period" not in self.item:
            return None
        found = self.item["period"]
        # A year is a number in YAML.
        if isinstance(found, str | int) and not isinstance(found, bool) and str(found).strip():
            return str(found).strip()
        self.faults.append(f"period is {_shown(found)}: it is one such as yesterday, last_week or trailing(7, day)")
        return None

    def _names(self, key: str, what: str) -> tuple[str, ...]:
        if key not in self.item:
            return ()
        found = self.item[key]
        names = found if isinstance(found, list) else [found]
        if names and all(isinstance(name, str) and name.strip() for name in names):
            return tuple(str(name).strip() for name in names)
        self.faults.append(f"{key} is {_shown(found)}: it is {what}")
        return ()

    def _grain(self, score: Mapping[str, object]) -> str:
        found = score.get("grain", Rule.grain)
        if found not in UNITS:
            self.faults.append(f"zscore.grain is {_shown(found)}: it is one of {', '.join(UNITS)}")
        return str(found)

    def _over(self, score: Mapping[str, object]) -> int:
        found = score.get("over", Rule.over)
        if isinstance(found, bool) or not isinstance(found, int) or not FEWEST <= found <= MOST:
            self.faults.append(f"zscore.over is {_shown(found)}: it is a whole number from {FEWEST} to {MOST:,}")
            return Rule.over
        return found

    def _when_empty(self, limits: tuple[Limit, ...], kind: Kind) -> Status:
        if "when_empty" not in self.item:
            return max((limit.status for limit in limits), key=lambda s: s.weight, default=Status.WARNING)
        found = self.item["when_empty"]
        if not isinstance(found, str) or found not in _EMPTY:
            self.faults.append(f"when_empty is {_shown(found)}: it is one of {', '.join(_EMPTY)}")
            return Status.FAILURE
        return _EMPTY[found]

    def _text(self, key: str) -> str:
        found = self.item.get(key, "")
        if isinstance(found, str):
            return " ".join(found.split())
        self.faults.append(f"{key} is {_shown(found)}: it is a text that says what to do")
        return ""


def _unknown(item: Mapping[str, object], known: tuple[str, ...], prefix: str) -> Iterator[str]:
    for key in (str(k) for k in item if k not in known):
        near = nearest(key, {name: (name,) for name in known}, 1)
        meant = f", did you mean {near[0]}?" if near else ""
        yield f"no key '{prefix}{key}'{meant} (allowed: {', '.join(known)})"


def _contradictions(limits: tuple[Limit, ...], kind: Kind) -> Iterator[str]:
    """Yield what no figure could make of the limits: a failure before its warning, or nothing that is ok."""
    prefix = "zscore." if kind is Kind.ZSCORE else ""
    for side, most in (("above", "at most"), ("below", "at least")):
        held = {limit.status: limit for limit in limits if limit.side == side}
        warn, fail = held.get(Status.WARNING), held.get(Status.FAILURE)
        if warn and fail and fail.is_breached(warn.number):
            first, last = (prefix + key for key, (where, _) in _LIMITS[kind].items() if where == side)
            yield f"{first} is {warn.number}: it is {most} {last}, {fail.number}, or it would never warn"
    above, below = ([limit.number for limit in limits if limit.side == side] for side in ("above", "below"))
    if above and below and max(below) > min(above):
        yield f"nothing is ok that may be neither below {max(below)} nor above {min(above)}"


def _as_share(value: object) -> str:
    """Return how a percentage in words is written as a number: 0.05 for "5 %"."""
    found = re.fullmatch(r"\s*(-?\d{1,9}(?:\.\d{1,9})?)\s*%\s*", value) if isinstance(value, str) else None
    return f", {float(found[1]) / 100:g} for {found[1]} %" if found else ""


def _shown(value: object) -> str:
    """Return a value as a file has it, shortened."""
    text = "empty" if value is None else json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
