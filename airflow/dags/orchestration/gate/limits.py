"""The limits of the quality gate, as they are declared; a mistake in them is one line that says where."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from math import inf
from pathlib import Path
from typing import Any

from orchestration.gate.observing import CHECKS

DEFAULT = "default"


class LimitsWrong(Exception):
    """The declared limits cannot be used; the message says where and what may stand there."""


@dataclass(frozen=True)
class Bounds:
    """Numbers that a value may reach and not pass."""

    warn_above: float | None = None
    fail_above: float | None = None
    warn_below: float | None = None
    fail_below: float | None = None

    def passed_by(self, value: float) -> str:
        """Return `fail`, `warn` or `pass`."""
        for status, above, below in (
            ("fail", self.fail_above, self.fail_below),
            ("warn", self.warn_above, self.warn_below),
        ):
            if (above is not None and value > above) or (below is not None and value < below):
                return status
        return "pass"

    def declared(self) -> dict[str, float]:
        """Return the bounds that are set."""
        return {name: value for name, value in vars(self).items() if value is not None}


@dataclass(frozen=True)
class Limits:
    """The bounds of each check, by what it looks at."""

    of_checks: Mapping[str, Mapping[str, Bounds]]

    def of(self, check: str, subject: str) -> Bounds:
        """Return the bounds of what a check looks at; none if nothing is declared."""
        declared = self.of_checks.get(check, {})
        return declared.get(subject, declared.get(DEFAULT, Bounds()))


def read_limits(path: Path) -> Limits:
    """Return what the file declares; raises LimitsWrong."""
    import yaml

    try:
        declared = yaml.safe_load(path.read_text())
    except OSError as error:
        raise LimitsWrong(f"{path.name} cannot be read: {error.strerror}") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise LimitsWrong(f"{path.name} is not YAML: {' '.join(str(error).split())}") from error
    checks = _mapping(declared, path.name, CHECKS)
    limits = Limits({check: _subjects(subjects, f"{path.name}: {check}") for check, subjects in checks.items()})
    if missing := [check for check in CHECKS if check not in checks]:
        raise LimitsWrong(f"{path.name}: {missing[0]} is missing; `default: {{}}` in it lets everything pass")
    return limits


def _subjects(declared: object, place: str) -> dict[str, Bounds]:
    subjects = {name: _bounds(bounds, f"{place}: {name}") for name, bounds in _mapping(declared, place).items()}
    if DEFAULT not in subjects:
        raise LimitsWrong(f"{place}: {DEFAULT} is missing; `{DEFAULT}: {{}}` lets everything pass that is not named")
    return subjects


def _bounds(declared: object, place: str) -> Bounds:
    numbers = _mapping(declared, place, [field.name for field in fields(Bounds)])
    for name, value in numbers.items():
        # A bool is an int to Python; .nan, .inf and a negative share are no limit of anything counted here.
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < inf:
            raise LimitsWrong(f"{place}: {name} is {value!r}; it must be a number that is not negative")
    bounds = Bounds(**numbers)
    if _is_reversed(bounds.warn_above, bounds.fail_above) or _is_reversed(bounds.fail_below, bounds.warn_below):
        raise LimitsWrong(f"{place}: what fails would not warn first; swap warn_… and fail_…")
    return bounds


def _is_reversed(lower: float | None, upper: float | None) -> bool:
    return lower is not None and upper is not None and lower > upper


def _mapping(declared: object, place: str, names: Sequence[str] = ()) -> dict[str, Any]:
    if not isinstance(declared, dict):
        raise LimitsWrong(f"{place}: names with values are expected here, not {declared!r}")
    for name in declared:
        if names and name not in names:
            raise LimitsWrong(f"{place}: {name!r} is unknown; it may be {', '.join(names)}")
    return declared
