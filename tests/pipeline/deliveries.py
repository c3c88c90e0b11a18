"""Small deliveries for the tests of the pipeline."""

from __future__ import annotations

import csv
import io
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import duckdb

from sources.contracts import CONTRACTS, Contract

ROOT = Path(__file__).parents[2]
BY_TABLE = {contract.table: contract for contract in CONTRACTS}
PRODUCTS = BY_TABLE["products"]

Cells = Mapping[str, object]


def product(number: object, **cells: object) -> dict[str, object]:
    """Return the cells of a good row of `products.csv`, but for those given."""
    good = {"product_id": number, "product_name": f"Thing {number}", "brand": "Acme", "category": "Books", "price": 12}
    good |= {"cost": 8.5, "stock_quantity": 3, "created_at": "2024-01-01T00:00:00", "updated_at": "2024-01-02T00:00:00"}
    return {**good, **cells}


def products(count: int) -> list[dict[str, object]]:
    """Return `count` good rows."""
    return [product(number) for number in range(1, count + 1)]


def csv_text(rows: Iterable[Cells], header: Iterable[str] | None = None, newline: str = "\r\n") -> str:
    """Return rows as CSV; the first row names the columns unless `header` does."""
    rows = list(rows)
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(header or rows[0]), lineterminator=newline)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def put(sources: Path, contract: Contract, content: str | bytes) -> Path:
    """Write `content` where the contract's file lands."""
    path = sources / contract.file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def ask(warehouse: Path, sql: str) -> list[tuple[Any, ...]]:
    """Return the rows of a query on the warehouse as it is now, whoever holds an older one open."""
    with duckdb.connect() as connection:
        connection.execute(f"attach '{warehouse}' as data (read_only)")
        connection.execute("use data")
        return connection.execute(sql).fetchall()


def start(code: str, *arguments: object) -> subprocess.Popen[str]:
    """Run Python code in a process of its own, with pipes to talk to it."""
    command = [sys.executable, "-c", code, *map(str, arguments)]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, stderr=pipe, text=True)
