"""Checking rules: each becomes a query, asked as `metrics query` asks it; what goes wrong stays with its rule."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from metrics_cli.answer import Answer, Cell, Column, Outcome, Row
from metrics_cli.catalog import Catalog
from metrics_cli.errors import MetricsError, QueryFailed, QueryInvalid, WarehouseUnavailable
from metrics_cli.monitoring.checks import Check, Finding, Report, worst
from metrics_cli.monitoring.judging import empty, judged, judged_score, to_tell
from metrics_cli.monitoring.queries import Calendars, last_unit, score_query, units_of, value_query
from metrics_cli.monitoring.rules import BrokenRule, Kind, Rule, Status
from metrics_cli.monitoring.series import by_group, gaps, is_count, score_of, within
from metrics_cli.period import UNITS
from metrics_cli.presentation.sentences import describe
from metrics_cli.query import METRIC_TIME, MetricQuery
from metrics_cli.workflow import Spans, Stages, answer
from metrics_cli.workflow.averaging import fills

# Groups of one rule that are looked at; with more it is told to be too wide, and not checked in part.
MOST_GROUPS = 100_000


@dataclass
class Watch:
    """Checks rules on the day `today`. What opens the warehouse is called when the first rule needs it.

    `spans` are those of a reader on that day.
    """

    catalog: Catalog
    stages: Callable[[], Stages]
    calendars: Calendars
    spans: Spans
    today: date
    _answers: dict[MetricQuery, Outcome | MetricsError] = field(default_factory=dict)

    def report(self, rules: Iterable[Rule | BrokenRule], done: Callable[[int], None]) -> Report:
        """Return what all rules come to, the worst first; a warehouse that can't be reached is not tried again."""
        unreachable, checks = "", []
        for count, rule in enumerate(rules, 1):
            try:
                checks.append(self.unchecked(rule, unreachable) if unreachable else self.check(rule))
            except WarehouseUnavailable as error:
                unreachable = _said(error)
                checks.append(self.unchecked(rule, unreachable))
            done(count)
        return Report(self.today, tuple(sorted(checks, key=lambda c: -c.status.weight)), unreachable)

    def check(self, rule: Rule | BrokenRule) -> Check:
        """Return what a rule comes to, whatever goes wrong. Raises WarehouseUnavailable: others need it as well."""
        if isinstance(rule, BrokenRule):
            return self.unchecked(rule, "; ".join(rule.faults))
        make = {Kind.VALUE: self._value, Kind.ZSCORE: self._score, Kind.AGE: self._age}[rule.kind]
        try:
            return make(rule)
        except WarehouseUnavailable:
            raise
        except MetricsError as error:
            return self.unchecked(rule, _said(error))
        except Exception as error:
            # A fault of ours in one check is no reason to be silent about the others.
            said = " ".join(str(error).split()) or type(error).__name__
            return self.unchecked(rule, f"unexpected: {said} (this is a bug)")

    def unchecked(self, rule: Rule | BrokenRule, reason: str) -> Check:
        """Return the check of a rule that could not be made."""
        if isinstance(rule, BrokenRule):
            reason = "; ".join(rule.faults)
        metric = self.catalog.metrics[rule.metric]
        return Check(rule, metric.label, Status.ERROR, self._column(rule), reason)

    def _value(self, rule: Rule) -> Check:
        query = value_query(rule, self.catalog, self.today, self.calendars)
        outcome = self._answer(query)
        if not isinstance(outcome, Answer):
            reason = str(getattr(outcome, "reason", ""))
            return self._checked(rule, query, [empty(rule, (), reason)])
        columns, rows = outcome.table.columns, outcome.table.rows
        place = [c.name for c in columns].index(rule.metric)
        # A running figure comes with the day that it was told at, which names no group.
        asked = {group.column for group in query.group_by}
        named = [p for p, c in enumerate(columns) if c.name in asked or len({row[p] for row in rows}) > 1]
        named = [p for p in named if p != place]
        groups = tuple(columns[p] for p in named)
        figures = {tuple(row[p] for p in named): row[place] for row in rows}
        spine = is_count(self.catalog.metrics[rule.metric])
        figures |= self._gaps(rule, outcome.query, {r[0] for r in rows if r[place] is not None or not spine})
        found = [judged(rule, names, value) for names, value in figures.items()]
        check = self._checked(rule, query, found, groups, columns[place])
        return replace(check, period=outcome.query.period, notes=outcome.caveats, mf=outcome.mf)

    def _gaps(self, rule: Rule, query: MetricQuery, seen: set[Cell]) -> dict[Row, Cell]:
        """Return the units of time without rows of a rule that looks at each one, with what they count as."""
        group = query.group_by[0] if len(query.group_by) == 1 and rule.by else None
        if group is None or group.name != METRIC_TIME or group.grain not in UNITS:
            return {}
        span, zeros = self.spans.of((rule.metric,), self.catalog), fills(rule.metric, self.catalog)
        days = gaps(seen, group.grain, query.period, span, self.today)
        return {(day,): 0 if zeros and span and day <= span.last else None for day in days}

    def _score(self, rule: Rule) -> Check:
        query = score_query(rule, self.catalog, self.today, self.calendars)
        outcome, last = self._answer(query), last_unit(rule, query)
        if not isinstance(outcome, Answer):
            # Not zeros: that nothing ever happened is no figure to judge by.
            return self._checked(rule, last, [empty(rule, (), str(getattr(outcome, "reason", "")))])
        time, columns = query.group_by[0].column, outcome.table.columns
        span, zeros = self.spans.of((rule.metric,), self.catalog), fills(rule.metric, self.catalog)
        units = units_of(rule, self.today)
        series = by_group(outcome.table, time, self.catalog.metrics[rule.metric])
        found = [judged_score(rule, names, score_of(rule, f, units, span, zeros)) for names, f in series.items()]
        groups = tuple(c for c in columns if c.name not in (rule.metric, time))
        check, notes = self._checked(rule, last, found, groups), within(units[-1], rule, span)
        period = replace(check.period, complete=not notes) if check.period else None
        return replace(check, period=period, mf=outcome.mf, notes=notes)

    def _age(self, rule: Rule) -> Check:
        metric, column = self.catalog.metrics[rule.metric], Column(rule.metric, "Age", "number", "integer")
        if not metric.dated_in:
            raise QueryInvalid("a metric without a date has no age", "use bounds")
        span = self.spans.of((rule.metric,), self.catalog)
        for reason in self.spans.unknown((rule.metric,), self.catalog):
            raise QueryFailed(reason)
        age = (self.today - span.full_last).days if span else None
        finding = judged(rule, (), age)
        subject = f"{metric.label}: age of its data"
        last = span.full_last if span else None
        return Check(rule, subject, finding.status, column, last_day=last, findings=(finding,), total=1)

    def _answer(self, query: MetricQuery) -> Outcome:
        """Return the outcome of a query, asked once however many rules look at it. Raises what it raised then."""
        if query not in self._answers:
            try:
                self._answers[query] = self._asked(query)
            except WarehouseUnavailable:
                raise
            except MetricsError as error:
                self._answers[query] = error
        found = self._answers[query]
        if isinstance(found, MetricsError):
            raise found
        return found

    def _asked(self, query: MetricQuery) -> Outcome:
        found = answer(query, replace(self.stages(), max_rows=MOST_GROUPS))
        if isinstance(found, Answer) and found.table.truncated:
            raise QueryInvalid(f"by: there are more than {MOST_GROUPS:,} groups", "add a condition, or use fewer")
        return found

    def _checked(
        self,
        rule: Rule,
        query: MetricQuery,
        found: Sequence[Finding],
        groups: tuple[Column, ...] = (),
        column: Column | None = None,
    ) -> Check:
        subject = describe(replace(query, period=None), self.catalog).removesuffix(", all dates")
        return Check(
            rule,
            subject,
            worst([f.status for f in found]),
            column or self._column(rule),
            period=query.period,
            groups=groups,
            findings=to_tell(found),
            total=len(found),
        )

    def _column(self, rule: Rule | BrokenRule) -> Column:
        metric = self.catalog.metrics[rule.metric]
        return Column(metric.name, metric.label, "number", metric.format)


def _said(error: MetricsError) -> str:
    return f"{error.message} ({error.hint})" if error.hint else error.message
