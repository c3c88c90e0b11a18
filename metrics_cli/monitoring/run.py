"""A run of the watchdog over one project: which rules it has, then each of them checked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from metrics_cli.assembly import Assembly
from metrics_cli.catalog.monitors import declared_monitors
from metrics_cli.catalog.names import find_metric
from metrics_cli.errors import QueryInvalid
from metrics_cli.monitoring.checks import Report
from metrics_cli.monitoring.declared import read_rules
from metrics_cli.monitoring.rules import BrokenRule, Rule
from metrics_cli.monitoring.watch import Watch
from metrics_cli.workflow import Spans

EXAMPLE = "declare some: `config: {meta: {monitor: {period: yesterday, fail_below: 1}}}`; docs/monitoring.md says how"


def monitored(
    assembly: Assembly, metrics: Sequence[str], today: date, now: date, tell: Callable[[int, int], None]
) -> Report:
    """Return what the rules of `metrics`, of all when there are none, come to on the day `today`.

    `now` is the day by the clock; `tell` hears how many of them are checked. Raises NameUnknown for a metric that is
    none, QueryInvalid where no rule is declared.
    """
    rules = declared_rules(assembly, metrics)
    # What is dated after the day it is asked on is no data yet: it makes nothing fresh.
    spans = Spans(assembly.index, min(today, now))
    watch = Watch(assembly.asked_catalog, lambda: assembly.stages(today, now), assembly.calendar_for, spans, today)
    return watch.report(rules, lambda done: tell(done, len(rules)))


def declared_rules(assembly: Assembly, metrics: Sequence[str]) -> list[Rule | BrokenRule]:
    """Return the rules that the metrics declare, in the order of the manifest. Raises as `monitored`."""
    declared = declared_monitors(assembly.manifest)
    named = [find_metric(name, assembly.catalog) for text in metrics for name in text.split(",") if name]
    found = {name: declared[name] for name in dict.fromkeys(named or declared) if name in declared}
    if not found:
        who = f"{', '.join(named)} {'declares' if len(named) == 1 else 'declare'}" if named else "no metric declares"
        raise QueryInvalid(f"{who} {'no' if named else 'a'} rule to monitor", EXAMPLE)
    return [rule for name, item in found.items() for rule in read_rules(name, item)]
