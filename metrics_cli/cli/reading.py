"""The options that say who reads a question, and what they become."""

from __future__ import annotations

import math
from typing import Annotated

import typer

from metrics_cli.settings import Reader, ReaderSettings


def _finite(usd: float | None) -> float | None:
    if usd is not None and not math.isfinite(usd):
        raise typer.BadParameter("an amount of US dollars, such as 0.01")
    return usd


InterpreterName = Annotated[
    Reader | None,
    typer.Option(
        "--interpreter",
        help="Who reads: the rules, then a model where they find nothing (auto), one alone, or both. "
        "Default: METRICS_INTERPRETER, or auto; without a model the rules.",
    ),
]
ModelName = Annotated[
    str | None, typer.Option("--model", metavar="NAME", help="The model, as litellm names it. Default: METRICS_MODEL.")
]
NoValues = Annotated[bool, typer.Option("--no-values", help="Send a model no values of dimensions, only names.")]
MaxCost = Annotated[
    float | None,
    typer.Option("--max-cost", min=0, metavar="USD", callback=_finite, help="Ask no model when it could cost more."),
]


def reader_settings(
    reader: Reader | None, model: str | None, no_values: bool = False, max_cost: float | None = None
) -> ReaderSettings:
    """Return what the options say."""
    return ReaderSettings(reader, model, not no_values, max_cost=max_cost)
