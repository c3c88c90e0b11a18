"""`metrics model`: the language model that reads what the embedded reader can't."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from metrics_cli.cli.options import AsJson
from metrics_cli.cli.reading import ModelName

if TYPE_CHECKING:
    from metrics_cli.interpretation.model.doors.checking import Checked

app = typer.Typer(help="The language model that reads what the embedded reader can't.", no_args_is_help=True)


@app.command("check")
def check(model: ModelName = None, as_json: AsJson = False) -> None:
    """Call the model once, with a word of its own: reachable? structured output? how fast? how dear?

    Example: metrics model check --model ollama/qwen3:8b
    """
    from metrics_cli.interpretation.model import configuration, contract
    from metrics_cli.interpretation.model.doors import checking, endpoint

    home = Path.home()
    try:
        settings = configuration.model_settings(os.environ, home, model)
        if settings is None:
            typer.echo("error: no model is named (set METRICS_MODEL, or --model; docs/models.md has recipes)", err=True)
            raise typer.Exit(2)
        found = checking.check(endpoint.endpoint_for(settings, os.environ, home))
    except contract.ModelUnavailable as error:
        if as_json:
            typer.echo(json.dumps({"reachable": False, "reason": str(error)}))
        typer.echo(f"error: {error}", err=True)
        raise typer.Exit(1) from None
    typer.echo(json.dumps(found.to_dict()) if as_json else "\n".join(_lines(found)))
    raise typer.Exit(0 if found.form else 1)


def _lines(found: Checked) -> list[str]:
    from metrics_cli.interpretation.model.doors.checking import FORMS

    told = found.to_dict()
    per_million, cost = told["dollars_per_million"], told["cost"]
    price = f"${per_million['input']:g} in, ${per_million['output']:g} out" if per_million else "not known"
    tokens = f"{told['input_tokens']} in, {told['output_tokens']} out"
    calls = "one call" if told["calls"] == 1 else f"{told['calls']} calls"
    return [
        f"model        {found.model} ({found.where})",
        f"reachable    yes, in {told['seconds']:.2f} s",
        f"structured   {FORMS[found.form] if found.form else 'no: it keeps to no schema, not even told in words'}",
        f"price        {price}{' per million tokens' if per_million else ', METRICS_MODEL_PRICE can say it'}",
        f"this check   {calls}, tokens {tokens}{f', ${cost:.6f}' if cost is not None else ''}",
    ]
