"""`python -m sources ingest | rerun | generate | tick | reset`: results to stdout, errors to stderr, one line each.

Exit code 0: done, or a live source was stopped; 1: a file was refused or could not be written (the others were still
tried); 2: misuse; 130: broken off.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import NoReturn

from sources.contracts import CONTRACTS
from sources.errors import DeliveryError, SourcesError
from sources.ingestion import ingest, rerun
from sources.simulator import LARGEST_SCALE, SEED, Live, generate, reset, retired, run

FOLDER = Path(__file__).parent
_MOST_DAYS = 3660
WAREHOUSE = FOLDER.parent / "warehouse" / "data.duckdb"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except SourcesError as error:
        _complain(error)
        return 1
    except KeyboardInterrupt:
        print("error: broken off / hint: run it again, it goes on from what is there", file=sys.stderr)
        return 130


def _ingest(options: argparse.Namespace) -> int:
    refused, gone = False, retired(options.sources)
    for contract in CONTRACTS:
        if options.table in (None, contract.table):
            try:
                print(ingest(contract, options.sources, options.warehouse, retired=gone).message, flush=True)
            except DeliveryError as error:
                refused = True
                _complain(error)
    return int(refused)


def _rerun(options: argparse.Namespace) -> int:
    repairs = [
        repair
        for contract in CONTRACTS
        if options.table in (None, contract.table)
        for repair in rerun(contract, options.warehouse)
    ]
    print("\n".join(repair.message for repair in repairs) or "no rejected rows are kept in the quarantine")
    return 0


def _generate(options: argparse.Namespace) -> int:
    print(generate(options.out, options.end, options.seed, options.force, options.scale).message)
    return 0


def _tick(options: argparse.Namespace) -> int:
    if options.every is None:
        print(Live(options.out).tick(options.days, date.today()))
    else:
        run(options.out, options.days, options.every, lambda line: print(line, flush=True))
    return 0


def _reset(options: argparse.Namespace) -> int:
    print(reset(options.out))
    return 0


def _complain(error: SourcesError) -> None:
    print(f"error: {error.message} / hint: {error.hint}", file=sys.stderr)


def _count(largest: int) -> Callable[[str], int]:
    def count(text: str) -> int:
        if not re.fullmatch("[0-9]{1,9}", text) or not 1 <= int(text) <= largest:
            raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 1 to {largest}")
        return int(text)

    return count


def _interval(text: str) -> float:
    found = re.fullmatch("([0-9]{1,6})([smh])", text)
    if not found or not int(found[1]):
        raise argparse.ArgumentTypeError(f"{text!r} is not an interval such as 60s, 5m or 1h")
    return int(found[1]) * {"s": 1.0, "m": 60.0, "h": 3600.0}[found[2]]


class _Parser(argparse.ArgumentParser):
    """Says in one line what is wrong with an option."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"error: {message} / hint: {self.prog} --help\n")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="python -m sources", description="The source systems of the platform.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    loading = commands.add_parser("ingest", help="load the delivered files into the schema raw of the warehouse")
    loading.add_argument("--table", choices=[contract.table for contract in CONTRACTS], help="only this one")
    loading.add_argument("--sources", type=Path, default=FOLDER, metavar="DIR", help="folder of the delivered files")
    loading.add_argument("--warehouse", type=Path, default=WAREHOUSE, metavar="FILE", help="the warehouse file")
    loading.set_defaults(run=_ingest)
    repairing = commands.add_parser("rerun", help="load the rows in the quarantine that were repaired, and only those")
    repairing.add_argument("--table", choices=[contract.table for contract in CONTRACTS], help="only this one")
    repairing.add_argument("--warehouse", type=Path, default=WAREHOUSE, metavar="FILE", help="the warehouse file")
    repairing.set_defaults(run=_rerun)
    simulating = commands.add_parser("generate", help="simulate the files of the source systems")
    yesterday = date.today() - timedelta(days=1)
    simulating.add_argument(
        "--end", type=date.fromisoformat, default=yesterday, metavar="DATE", help="last day, yesterday unless told"
    )
    simulating.add_argument("--seed", type=int, default=SEED, metavar="N", help="another seed is another shop")
    simulating.add_argument(
        "--scale", type=_count(LARGEST_SCALE), default=1, metavar="N", help="N times as much of everything"
    )
    simulating.add_argument("--out", type=Path, default=FOLDER, metavar="DIR", help="folder to write below")
    simulating.add_argument("--force", action="store_true", help="replace files that the simulator did not write")
    simulating.set_defaults(run=_generate)
    ticking = commands.add_parser("tick", help="add a day to what was simulated")
    ticking.add_argument(
        "--days", type=_count(_MOST_DAYS), default=1, metavar="N", help="so many days, one unless told"
    )
    ticking.add_argument("--every", type=_interval, metavar="TIME", help="again every 60s, 5m or 1h, until Ctrl-C")
    ticking.add_argument("--out", type=Path, default=FOLDER, metavar="DIR", help="folder to write below")
    ticking.set_defaults(run=_tick)
    resetting = commands.add_parser("reset", help="remove the files that the simulator wrote, and no others")
    resetting.add_argument("--out", type=Path, default=FOLDER, metavar="DIR", help="folder of the files")
    resetting.set_defaults(run=_reset)
    return parser
