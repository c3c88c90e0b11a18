"""The simulated systems going on: more days after those that lie there, once or again and again."""

from __future__ import annotations

import os
import select
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from sources.errors import SimulationError
from sources.simulator import ownership, web
from sources.simulator.delivery import Delivery
from sources.simulator.generation import Ground, joined, told, version, write, writing
from sources.simulator.history import days
from sources.simulator.ownership import Made
from sources.simulator.simulation import Simulation
from sources.simulator.web import Export
from sources.simulator.worlds import listed

_WEB = "web/events_*.csv"


class Live:
    """The simulated systems of a folder; what it knows of them is kept from one tick to the next."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._kept: tuple[Made, Simulation] | None = None

    def tick(self, count: int, today: date) -> str:
        """Add `count` days to the files and return a line that says what they brought.

        The files are those that `generate` would write up to the new end. Real exports stay as they are, and simulated
        files that are not as they were written are first written anew. Raises SimulationError without a record.
        """
        with writing(self._folder) as ground:
            if ground.record.made is None:
                hint = "run `python -m sources generate` first"
                raise SimulationError("no record says what was simulated here, so no day can follow", hint)
            if not ground.ours:
                return ground.left_alone
            made = replace(ground.record.made, simulator=version())
            ground, mended = _mended(ground, made)
            last = made.end + timedelta(days=count)
            future = f"{last} lies in the future" if last > today else ""
            return joined(self._go_on(ground, ground.record.made or made, last), mended, future, ground.left_alone)

    def _go_on(self, ground: Ground, made: Made, last: date) -> str:
        simulation = self._resumed(made)
        self._kept = None  # until all is written
        rows: dict[str, int] = {}
        with Delivery(ground.folder, ground.record) as delivery:
            for day in days(made.end + timedelta(days=1), last):
                for file, data in simulation.live(day).items():
                    if data and ground.has(file):
                        if file not in rows:
                            delivery.continue_(file)
                        delivery.add(file, data)
                        rows[file] = rows.get(file, 0) + data.count(b"\n")
            exports = _Exports(ground, made, last)
            for export in exports.new:
                content = simulation.content(export)
                delivery.add(export.file, content)
                rows[export.file] = content.count(b"\n") - 1
            made = replace(made, end=last, counts=simulation.counts)
            delivery.finish(made, exports.gone)
        self._kept = made, simulation
        return joined(f"simulated up to {last}: {told(rows)}", exports.told)

    def _resumed(self, made: Made) -> Simulation:
        if self._kept and self._kept[0] == made:
            return self._kept[1]
        return Simulation.after(made.seed, made.scale, made.end, made.counts)


class _Exports:
    """What becomes of the tracker's files from the end of one day to that of a later one."""

    def __init__(self, ground: Ground, made: Made, last: date) -> None:
        is_ours = ground.has(_WEB)
        before = web.lying(made.seed, made.end) if is_ours else frozenset()
        after = web.lying(made.seed, last) if is_ours else frozenset()
        self.new = sorted(after - before, key=lambda export: export.day)
        self.gone = tuple(sorted({export.file for export in before} - {export.file for export in after}))
        self._late = [export.file for export in self.new if export.day <= made.end]
        self._again = [export.file for export in before - after if Export(export.day) in after]

    @property
    def told(self) -> str:
        """Which come late, once more, or were removed."""
        late = [file for file in self._late if file not in self._again]
        parts = {"late": late, "delivered again": self._again, "removed": self.gone}
        return joined(*(f"{words}: {listed(files)}" for words, files in parts.items() if files))


def _mended(ground: Ground, made: Made) -> tuple[Ground, str]:
    """Return the ground with every simulated file as this simulator writes it, and what was mended."""
    if ground.is_whole:
        return ground, ""
    write(ground, made)
    mended = f"all was written anew up to {made.end}, as it was not there as this simulator writes it"
    return replace(ground, record=ownership.read(ground.folder)), mended


def run(folder: Path, count: int, seconds: float, tell: Callable[[str], None]) -> None:
    """Add `count` days every so many seconds until Ctrl-C or SIGTERM, which lets a day be written to its end."""
    live = Live(folder)
    with _until_stopped() as wait:
        due = time.monotonic()
        while True:
            tell(live.tick(count, date.today()))
            due = max(due + seconds, time.monotonic())
            if not wait(due - time.monotonic()):
                tell("stopped")
                return


@contextmanager
def _until_stopped() -> Iterator[Callable[[float], bool]]:
    """Yield a way to wait that says whether to go on; a second signal breaks off at once."""
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}

    def stop(number: int, _: object) -> None:
        signal.signal(number, before[signal.Signals(number)])

    for number in before:
        signal.signal(number, stop)
    # Python writes to it when a signal comes, so that none is missed between a look and the wait.
    waking = signal.set_wakeup_fd(writer)
    try:
        yield lambda seconds: not select.select([reader], [], [], max(0.0, seconds))[0]
    finally:
        signal.set_wakeup_fd(waking)
        for number, handler in before.items():
            signal.signal(number, handler)
        os.close(reader)
        os.close(writer)
