"""Opening the model reader: from what the user chose to a reader, or to none where no model is named."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from metrics_cli.interpretation.model.configuration import model_settings
from metrics_cli.interpretation.model.contract import Completion, Endpoint, ModelUnavailable, Request
from metrics_cli.interpretation.model.doors.endpoint import endpoint_for
from metrics_cli.interpretation.model.reader import ModelInterpreter
from metrics_cli.interpretation.model.recording import Recorder, Replayer
from metrics_cli.period import Calendar
from metrics_cli.settings import ReaderSettings

NOT_NAMED = "no model is named: set METRICS_MODEL, or --model (docs/models.md has recipes)"


class Closed:
    """An endpoint that can't be asked, with the reason."""

    def __init__(self, reason: str) -> None:
        self._reason = reason

    def complete(self, request: Request) -> Completion:
        """Raise ModelUnavailable."""
        raise ModelUnavailable(self._reason)


def open_endpoint(choice: ReaderSettings, environ: Mapping[str, str], home: Path) -> Endpoint | None:
    """Return the model that is named, None when none is; one that is badly configured says so when it is asked.

    A recording that is replayed takes its place, named or not. Raises RecordingInvalid.
    """
    if choice.replay is not None:
        return Replayer(choice.replay)
    endpoint = _named(choice, environ, home)
    return Recorder(endpoint, choice.record) if endpoint and choice.record else endpoint


def _named(choice: ReaderSettings, environ: Mapping[str, str], home: Path) -> Endpoint | None:
    try:
        settings = model_settings(environ, home, choice.model, choice.max_cost)
        if settings is None:
            return None
        endpoint = endpoint_for(settings, environ, home)
        # litellm takes seconds to import, the data's span and the request some tenths: side by side.
        endpoint.warm()
        return endpoint
    except ModelUnavailable as error:
        return Closed(str(error))


def model_reader(
    endpoint: Endpoint, choice: ReaderSettings, calendar: Calendar, span: tuple[date, date] | None
) -> ModelInterpreter:
    """Return the reader that asks this model; `span` is the first and the last day of the data."""
    return ModelInterpreter(endpoint, calendar, choice.budget, choice.sends_values, span)
