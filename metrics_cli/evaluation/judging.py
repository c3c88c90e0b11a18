"""What is right for a question, from the warehouse and the catalog that it was asked of."""

from __future__ import annotations

from datetime import date

from metrics_cli.answer import Answer, Empty
from metrics_cli.assembly import Assembly
from metrics_cli.errors import MetricsError, QuestionsInvalid, WarehouseUnavailable
from metrics_cli.evaluation.comparison import Gold, is_right, ranked_by
from metrics_cli.evaluation.queries import is_same
from metrics_cli.evaluation.questions import Question
from metrics_cli.evaluation.shape import Shape, shape_of
from metrics_cli.evaluation.verdicts import Judged
from metrics_cli.execution.warehouse import Rows
from metrics_cli.interpretation.interpreter import Reading
from metrics_cli.interpretation.typed import Flags, typed_query
from metrics_cli.query import MetricQuery

# More rows than a person would ever write down as right.
MOST_ROWS = 100_000


class Judge:
    """Holds an outcome to what is right; `heard` is the reading, `known` are the rows of the gold SQL that was run."""

    def __init__(self, question: Question, assembly: Assembly, today: date, heard: object) -> None:
        self._question = question
        self._assembly = assembly
        self._today = today
        self._heard = heard
        self.known: list[Rows] = []

    @property
    def has_golds(self) -> bool:
        """Tell whether there are rows that are right."""
        return bool(self._question.golds)

    def is_match(self, outcome: Judged) -> bool:
        """Tell whether the reading is one of the queries that are right, or the rows are those of one of the golds.

        Raises QuestionsInvalid when a query or a gold can't be.
        """
        heard = self._read(outcome)
        if heard and any(is_same(self._query(flags), heard) for flags in self._question.queries):
            return True
        return isinstance(outcome, Answer | Empty) and any(self._has_rows(outcome, g) for g in self._question.golds)

    def _read(self, outcome: Judged) -> MetricQuery | None:
        """Return the query that was read; of several readings the one that the data left."""
        if isinstance(self._heard, Reading):
            return self._heard.query
        return outcome.query if isinstance(outcome, Answer) else None

    def _has_rows(self, outcome: Answer | Empty, statement: str) -> bool:
        question, rows = self._question, self._run(statement)
        self.known.append(rows)
        place = None if question.is_ordered is False else ranked_by(statement)
        gold = Gold(rows.rows, question.decimals, bool(question.is_ordered), place)
        if isinstance(outcome, Empty):
            return is_right(gold, (), Shape((), {}))
        return not outcome.table.truncated and is_right(gold, outcome.table.rows, shape_of(outcome))

    def _run(self, statement: str) -> Rows:
        try:
            rows = self._assembly.warehouse.run(statement, MOST_ROWS)
        except WarehouseUnavailable:
            raise
        except MetricsError as error:
            raise QuestionsInvalid(f"{self._question.place}: its SQL: {error.message}", "mend it") from None
        if rows.truncated:
            raise QuestionsInvalid(f"{self._question.place}: its SQL has more than {MOST_ROWS:,} rows", "ask for less")
        return rows

    def _query(self, flags: Flags) -> MetricQuery:
        assembly = self._assembly
        try:
            return typed_query(
                flags, assembly.catalog, self._today, assembly.calendar_for(f"{flags.period} {flags.compare}")
            )
        except MetricsError as error:
            raise QuestionsInvalid(f"{self._question.place}: its query: {error.message}", error.hint) from None
