"""The embedded reader: deterministic, offline, every word accounted for."""

from metrics_cli.interpretation.rules.phrasing import phrase
from metrics_cli.interpretation.rules.reader import RulesInterpreter

__all__ = ["RulesInterpreter", "phrase"]
