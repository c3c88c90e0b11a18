"""Building the stages from settings, each when first needed."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from metrics_cli.artifacts import built_at, read_json, run_results, warehouse_name, warehouse_state
from metrics_cli.catalog import Catalog, Dimension, Manifest, build_catalog, read_manifest
from metrics_cli.catalog.declared import declared_dimensions
from metrics_cli.catalog.keeping import Keeping
from metrics_cli.errors import ManifestMissing, MetricsError, QueryInvalid
from metrics_cli.execution.warehouse import Warehouse
from metrics_cli.interpretation.interpreter import Interpreter
from metrics_cli.period import Calendar, calendar_of
from metrics_cli.project import Project, find_project
from metrics_cli.query import MetricQuery
from metrics_cli.semantic_layer.layer import SemanticLayer
from metrics_cli.semantic_layer.rows import RowLayer
from metrics_cli.semantic_layer.versions import metricflow_version
from metrics_cli.settings import Reader, Settings
from metrics_cli.staleness import foreign_target
from metrics_cli.workflow import CohortPlanner, Index, IndexedValues, Spans, Stages
from metrics_cli.workflow.describing import Background, Describer
from metrics_cli.workflow.fiscal import mentions_fiscal, with_fiscal_year
from metrics_cli.workflow.own_units import units_mentioned, with_own_units
from metrics_cli.workflow.prepared import Phrase

if TYPE_CHECKING:
    from metrics_cli.interpretation.model.contract import Endpoint
    from metrics_cli.interpretation.model.reader import ModelInterpreter


class Assembly:
    """One dbt project, opened as far as a command needs it."""

    def __init__(self, settings: Settings, environ: Mapping[str, str] = os.environ, here: Path | None = None) -> None:
        self._settings = settings
        self._environ = environ
        self._here = here or Path.cwd()
        self._read_at: tuple[int, int] | None = None

    @cached_property
    def project(self) -> Project:
        """The dbt project."""
        return find_project(self._settings, self._environ, self._here)

    @cached_property
    def calendar(self) -> Calendar:
        """How the project counts its weeks and its fiscal years. Raises QueryInvalid for settings that can't be."""
        return calendar_of(self.project.options)

    def calendar_for(self, text: str) -> Calendar:
        """Return the calendar for a question or an expression.

        One about fiscal years, or about units of the project's own, may look for them in the data.
        """
        found, grains = self.calendar, self.manifest.custom_grains
        rows = RowLayer(self.manifest, self.project.adapter, self.project.cache_path)
        if found.fiscal_start is None and mentions_fiscal(text) and grains:
            found = with_fiscal_year(found, grains, rows, self.warehouse)
        own = () if found.fiscal_start is not None and mentions_fiscal(text) else units_mentioned(text, grains)
        return with_own_units(found, own, rows, self.warehouse) if own else found

    @cached_property
    def manifest(self) -> Manifest:
        """Its semantic manifest."""
        self._read_at = _stamp(self.project.manifest_path)
        return read_manifest(self.project.manifest_path)

    def target_notice(self) -> str | None:
        """Return what to say of a manifest that was parsed for another target, whose tables it then names.

        Raises ManifestMissing when the target was asked for by name.
        """
        project = self.project
        other = foreign_target(project, self.manifest.schemas) if project.manifest_path.is_file() else None
        if other is None:
            return None
        reason = f"the manifest was parsed for the target {other}, and names its tables, not those of {project.target}"
        hint = f"run `dbt parse --target {project.target}`, or pass --parse"
        if project.is_target_named:
            raise ManifestMissing(reason, hint)
        return f"{reason}: {hint}"

    @cached_property
    def layer(self) -> SemanticLayer:
        """MetricFlow over that manifest."""
        context = warehouse_name(self.project)
        return SemanticLayer(self.manifest, self.project.adapter, self.project.cache_path, context)

    @cached_property
    def planner(self) -> CohortPlanner:
        """That layer with conditions on a metric of each entity told over the query's period."""
        return CohortPlanner(self.layer, lambda: self.warehouse)

    @cached_property
    def catalog(self) -> Catalog:
        """What can be asked."""
        return build_catalog(self.manifest, self.layer.joins())

    @cached_property
    def declared(self) -> tuple[Dimension, ...]:
        """The dimensions and entities that the semantic models declare, each once."""
        return declared_dimensions(self.manifest)

    @cached_property
    def warehouse(self) -> Warehouse:
        """The warehouse of the project's target, read-only: a DuckDB file directly, any other through its adapter."""
        remote = self.project.adapter != "duckdb" or str(self.project.credentials.get("path")).startswith("md:")
        if remote or self._environ.get("METRICS_EXECUTION") == "dbt":
            from metrics_cli.execution.adapter import AdapterWarehouse

            return AdapterWarehouse(self.project, self._settings.timeout)
        from metrics_cli.execution.duckdb import DuckDbWarehouse

        limits = (self._settings.timeout, self._settings.memory_limit)
        return DuckDbWarehouse(self.project.database_path, *limits, self.project.attached)

    @cached_property
    def index(self) -> Index:
        """The values and dates that the warehouse holds, and those it held when last asked."""
        return Index(
            RowLayer(self.manifest, self.project.adapter, self.project.cache_path),
            lambda: self.warehouse,
            warehouse_name(self.project),
            warehouse_state(self.project),
            self.project.cache_path / "index",
        )

    @cached_property
    def asked_catalog(self) -> Catalog:
        """What can be asked, with what the warehouse holds of it: one object, whose words are indexed once."""
        values, name = IndexedValues(self.index, self.catalog), warehouse_name(self.project)
        known = self.project.cache_path / "index" / f"words-{sha256(name.encode()).hexdigest()[:32]}"
        of = json.dumps([self.manifest.hash, name, self.index.state.token, metricflow_version()])
        return replace(self.catalog, values=values, keeping=Keeping(known, of, values.hold_until))

    @cached_property
    def reader(self) -> Reader:
        """Who reads questions: what the settings say, METRICS_INTERPRETER, or auto. Raises QueryInvalid."""
        named = self._environ.get("METRICS_INTERPRETER", "").strip().lower()
        try:
            return self._settings.reading.reader or Reader(named or Reader.AUTO)
        except ValueError:
            reason = f"METRICS_INTERPRETER names no interpreter: {named}"
            raise QueryInvalid(reason, f"it is one of {', '.join(Reader)}") from None

    def interpreter(self, question: str) -> Interpreter:
        """Return what reads `question`, by the project's calendar. Raises as `calendar_for`, and as `reader`.

        Raises QueryInvalid where a model is to read and none is named.
        """
        rules = self.rules(question)
        if self.reader is Reader.RULES:
            return rules
        from metrics_cli.interpretation.second import AloneInterpreter, AutoInterpreter, BothInterpreter

        if self.reader is Reader.AUTO:
            return AutoInterpreter(rules, lambda: self.model(question))
        model = self.model(question)
        if model is None:
            raise QueryInvalid("no model is named", "set METRICS_MODEL, or --model; docs/models.md has recipes")
        return AloneInterpreter(model) if self.reader is Reader.MODEL else BothInterpreter(rules, model)

    def rules(self, question: str) -> Interpreter:
        """Return the rules by the project's calendar. Raises as `calendar_for`."""
        from metrics_cli.interpretation.rules import RulesInterpreter

        return RulesInterpreter(self.calendar_for(question))

    def model(self, question: str) -> ModelInterpreter | None:
        """Return the model reader, None where none is named or none is to be asked."""
        endpoint = None if self.reader is Reader.RULES else self.endpoint
        return self._model_reader(endpoint, question) if endpoint else None

    def prompt(self, question: str, today: date, last: MetricQuery | None = None) -> str:
        """Return exactly what would be sent to a model for `question`, whether one is named or not."""
        from metrics_cli.interpretation.model.opening import NOT_NAMED, Closed
        from metrics_cli.interpretation.model.prompt import shown

        return shown(self._model_reader(Closed(NOT_NAMED), question).request(question, self.asked_catalog, today, last))

    @cached_property
    def endpoint(self) -> Endpoint | None:
        """The model that is named, None when none is."""
        from metrics_cli.interpretation.model.opening import open_endpoint

        return open_endpoint(self._settings.reading, self._environ, Path.home())

    def _model_reader(self, endpoint: Endpoint, question: str) -> ModelInterpreter:
        from metrics_cli.interpretation.model.opening import model_reader

        span = Spans(self.index, date.today()).of_data(self.catalog)
        ends = (span.first, span.last) if span else None
        return model_reader(endpoint, self._settings.reading, self.calendar_for(question), ends)

    def close(self) -> None:
        """Let go of the warehouse."""
        if "warehouse" in self.__dict__:
            self.warehouse.close()

    def release(self) -> None:
        """Let go of the warehouse until the next query: who waits for a person must keep no build from writing."""
        self.close()
        for name in ("warehouse", "index", "asked_catalog"):
            self.__dict__.pop(name, None)

    def renew(self) -> bool:
        """Read anew, when next needed, what was read of a manifest that has been written since; tell whether it was."""
        held = self._read_at
        if held is None or held == _stamp(self.project.manifest_path):
            return False
        self.close()
        for name in [n for n in self.__dict__ if isinstance(getattr(type(self), n, None), cached_property)]:
            del self.__dict__[name]
        return True

    def as_of(self, text: str | None, now: date) -> date:
        """Return the day that a command is asked on: what `--as-of` names, METRICS_AS_OF, or the project's `as_of`.

        That is a date, `today` (`now`, by the clock), or `data`: the day after the last day with data of any metric.
        Raises QueryInvalid for anything else.
        """
        named = text or self._environ.get("METRICS_AS_OF") or str(self.project.options.get("as_of") or "today")
        if named.lower() != "data":
            return parse_day(named, now)
        span = Spans(self.index, now).of_data(self.catalog)
        if span is None:
            raise QueryInvalid("the data have no last day to ask as of", "name a date")
        return span.last + timedelta(days=1)

    def stages(self, today: date, now: date) -> Stages:
        """Return what an answer passes through when asked on the day `today`; `now` is the day by the clock."""
        return Stages(
            catalog=self.asked_catalog,
            layer=self.planner,
            warehouse=self.warehouse,
            index=self.index,
            spans=Spans(self.index, now),
            today=today,
            max_rows=self._settings.max_rows,
            state=self._state(),
        )

    def describer(self, interpreter: Interpreter, phrase: Phrase, now: date) -> Describer:
        """Return what tells all that is known of a thing on the day `now`."""
        target = self.project.target_path
        try:
            state = self._state()
        except MetricsError:
            state = {"manifest_hash": self.manifest.hash}
        known = Background(
            read_json(target / "manifest.json"), run_results(self.project), read_json(target / "sources.json"), state
        )
        return Describer(self.catalog, self.index, lambda: self.stages(now, now), known, interpreter, phrase, now)

    def _state(self) -> dict[str, str]:
        """Which manifest answers, when the warehouse was written and, if it is known, when dbt last built it."""
        found = {"manifest_hash": self.manifest.hash}
        written = self.warehouse.written_at()
        if written:
            found["warehouse_written_at"] = written.isoformat(timespec="seconds")
        built = built_at(run_results(self.project))
        return {**found, "built_at": built} if built else found


def _stamp(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size


def parse_day(text: str, today: date) -> date:
    """Return the day that `text` names: an ISO date or `today`. Raises QueryInvalid."""
    if text.lower() == "today":
        return today
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise QueryInvalid(f"'{text}' is not a date", "write it like 2024-12-31, or today, or data") from None
