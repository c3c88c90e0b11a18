"""What can go wrong, each with what to do next.

MetricsError
├── ProjectNotFound        no dbt project, or one that can't be read
├── ManifestMissing        the semantic manifest is absent, damaged or from another tool
├── NameUnknown            a metric, dimension or saved query that does not exist
├── QueryInvalid           a query that can't be formed or that MetricFlow rejects
├── WarehouseUnavailable   the warehouse can't be opened
├── QueryFailed            the warehouse refused or gave up on the SQL
├── QuestionsInvalid       a file of questions that can't be read or that is about other data
├── RecordingInvalid       a recording of a model's replies that can't be read, or that lacks one
├── HistoryUnavailable     what was asked before can't be read or kept
├── OutputInvalid          a form or a file that the result can't take
└── OutputUnwritable       the file can't be written: no such folder, no room
"""

from __future__ import annotations


class MetricsError(Exception):
    """An error a person can act on: `message` says what is wrong, `hint` what to do next."""

    exit_code = 1

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __reduce__(self) -> tuple[type[MetricsError], tuple[str, str]]:
        # An error of another process comes with its hint.
        return type(self), (self.message, self.hint)


class ProjectNotFound(MetricsError):
    """No dbt project was found, or its files can't be read."""


class ManifestMissing(MetricsError):
    """The semantic manifest is absent or can't be read."""


class NameUnknown(MetricsError):
    """A name that the semantic layer does not have."""

    exit_code = 2


class QueryInvalid(MetricsError):
    """A query that can't be formed, or that MetricFlow rejects."""

    exit_code = 2


class WarehouseUnavailable(MetricsError):
    """The warehouse can't be opened."""


class QueryFailed(MetricsError):
    """The warehouse refused the SQL or gave up on it."""


class QuestionsInvalid(MetricsError):
    """A file of questions that can't be read, or that is about other data than the warehouse has."""

    exit_code = 2


class RecordingInvalid(MetricsError):
    """A recording of a model's replies that can't be read or written, or that lacks a reply."""

    exit_code = 2


class ModelSilent(MetricsError):
    """The model that alone is to read can't be asked, or its reply is none."""


class HistoryUnavailable(MetricsError):
    """What was asked before can't be read, or what is asked now can't be kept."""


class OutputInvalid(MetricsError):
    """A form or a file that the result can't take."""

    exit_code = 2


class OutputUnwritable(MetricsError):
    """The file can't be written: no such folder, no right to, no room."""
