"""Simulated days give way: to real files, or to a reset, and never to the days that follow them."""

from __future__ import annotations

import json
import shutil
import sys
from datetime import date
from pathlib import Path

import pytest

from sources.cli import main
from sources.errors import DeliveryError
from sources.ingestion import ingest, rerun
from sources.simulator import Live, generate, ownership, reset, retired
from tests.pipeline.deliveries import BY_TABLE, ask

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "airflow" / "dags"))

from orchestration import loading

END = date(2020, 3, 20)
WEB = BY_TABLE["web_events"]
REAL = (
    "clientId,page_url,referrer,timestamp,event_name,event_data,user_agent\na,/,,2025-03-03T10:00:00Z,page_viewed,,\n"
)
FILES = "select distinct _source_file from raw.web_events order by all"
TRACES = (
    "select count(*) from raw.ingestion_findings where file like 'web/%2020%'",
    "select count(*) from raw.ingestion_aside where _source_file like 'web/%2020%'",
)


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Simulated files, and a warehouse with those of the web shop."""
    folder = tmp_path_factory.mktemp("loaded")
    generate(folder / "sources", END)
    load(folder)
    return folder


@pytest.fixture
def folder(tmp_path: Path, loaded: Path) -> Path:
    return shutil.copytree(loaded, tmp_path / "world")


def load(folder: Path) -> str:
    """Load the web shop's files as the commands do, and return the line that tells of it."""
    gone = retired(folder / "sources")
    return ingest(WEB, folder / "sources", folder / "warehouse" / "data.duckdb", retired=gone).message


def files(folder: Path) -> list[str]:
    return [Path(file).name for (file,) in ask(folder / "warehouse" / "data.duckdb", FILES)]


def deliver(folder: Path, *days: str) -> list[str]:
    """Let the real files of these days arrive."""
    for day in days:
        (folder / "sources" / "web" / f"events_{day}.csv").write_text(REAL.replace("a,/", f"{day},/"))
    return [f"events_{day}.csv" for day in days]


def simulated(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / "sources" / "web").iterdir())


def test_real_files_take_the_place_of_all_simulated_days(folder: Path) -> None:
    before = simulated(folder)
    warehouse = folder / "warehouse" / "data.duckdb"
    ((rows,),) = ask(warehouse, "select count(*) from raw.web_events")
    assert list((folder / "warehouse" / "quarantine" / "web_events").iterdir())
    real = deliver(folder, "20250303", "20250304")
    told = load(folder)
    assert told.startswith("web_events: 2 files loaded, 2 rows; 0 unchanged; ")
    assert f"; {len(before)} simulated files taken out, {rows:,} rows, as " in told
    assert told.endswith(f"; not read: {len(before)} simulated files, as real ones took their place")
    assert files(folder) == real
    assert [ask(warehouse, trace) for trace in TRACES] == [[(0,)], [(0,)]]
    assert not list((folder / "warehouse" / "quarantine" / "web_events").iterdir()) and rerun(WEB, warehouse) == ()
    removed = "select count(*), sum(rows_loaded) from raw.ingestion_log where status = 'removed'"
    assert ask(warehouse, removed) == [(len(before), 0)]
    assert "taken out" not in load(folder)
    assert ask(warehouse, removed) == [(len(before), 0)]


def test_days_that_were_reset_go_and_real_ones_that_were_moved_away_stay(folder: Path) -> None:
    real = deliver(folder, "20250303")
    load(folder)
    for file in real:
        (folder / "sources" / "web" / file).unlink()
    assert "simulated files taken out" not in load(folder)  # the simulation is what lies there once more
    reset(folder / "sources")
    assert " simulated files taken out, " in load(folder)
    assert files(folder) == real
    assert load(folder) == "web_events: no web/events_YYYYMMDD.csv is delivered, 1 rows are loaded"


def test_days_that_rolled_off_stay_while_the_days_go_on_and_go_with_them(folder: Path) -> None:
    before = simulated(folder)
    Live(folder / "sources").tick(15, date.today())
    load(folder)
    rolled = sorted({*before} - {*simulated(folder)})
    assert rolled and {*rolled} < {*files(folder)}
    real = deliver(folder, "20250303")
    load(folder)
    assert files(folder) == real


def test_simulated_days_come_back(folder: Path) -> None:
    before = simulated(folder)
    taken = deliver(folder, before[0].removeprefix("events_").removesuffix(".csv"))
    load(folder)
    assert files(folder) == taken
    generate(folder / "sources", END, force=True)
    assert f"{len(before)} files loaded" in load(folder)
    assert files(folder) == before
    reset(folder / "sources")
    load(folder)
    generate(folder / "sources", END)
    load(folder)
    assert files(folder) == before


def test_a_refused_real_file_tells_of_the_simulated_ones_too(folder: Path) -> None:
    (folder / "sources" / "web" / "events_20250303.csv").write_text("page_url\n/\n")
    with pytest.raises(DeliveryError, match="simulated files taken out"):
        load(folder)
    assert files(folder) == []


def test_what_is_no_file_of_a_day_takes_nobodys_place(folder: Path) -> None:
    web = folder / "sources" / "web"
    (web / "events_notes.csv").write_text("mine")
    (web / "events_20250303.csv").mkdir()
    shutil.copy(web / simulated(folder)[0], web / "events_20250304.csv")
    assert retired(folder / "sources") == frozenset()


def test_a_record_of_old_knows_the_files_that_lie_there(folder: Path) -> None:
    path = folder / "sources" / ownership.RECORD
    found = json.loads(path.read_text())
    del found["past"]
    path.write_text(json.dumps(found))
    real = deliver(folder, "20250303")
    load(folder)
    assert files(folder) == real


def test_the_command_and_the_dag_take_them_out_too(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sources, warehouse = folder / "sources", folder / "warehouse" / "data.duckdb"
    aside = Path(shutil.copy(warehouse, folder / "aside.duckdb"))
    deliver(folder, "20250303")
    assert main(["ingest", "--table", "web_events", "--sources", str(sources), "--warehouse", str(warehouse)]) == 0
    assert files(folder) == ["events_20250303.csv"]
    monkeypatch.setattr(loading, "SOURCES", sources)
    monkeypatch.setattr(loading, "WAREHOUSE", aside)
    assert " simulated files taken out, " in loading.load("web_events")
    assert ask(aside, FILES) == [("web/events_20250303.csv",)]
