"""The report's charts, as PNG: every reader of Markdown shows them, and the same figures give the same bytes."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from io import BytesIO
from math import isnan, nan
from typing import TYPE_CHECKING, Any

from orchestration.web_shop.questions import Window

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

NOW, BEFORE, FIRST, INK, FAINT = "#1f5fa8", "#b9bec6", "#8fb8e0", "#22262b", "#6b7280"
WIDTH, DPI = 8.4, 140
PANELS: dict[str, tuple[str, Callable[[float], str]]] = {
    "sessions": ("Sessions a day", lambda value: f"{value:,.0f}"),
    "web_orders": ("Orders a day", lambda value: f"{value:,.0f}"),
    "web_revenue": ("Revenue a day, US dollars", lambda value: f"${value:,.0f}"),
}


def trend(window: Window, by_day: Mapping[date, Mapping[str, Any]]) -> bytes:
    """Draw three panels: the figure of each day, and in grey that of the same weekday four weeks before."""
    figure = _figure(6.6)
    figure.text(0.01, 0.985, _span(window), color=NOW, weight="bold", va="top")
    figure.text(0.99, 0.985, f"grey: the days before, {_span(window.before)}", color=FAINT, ha="right", va="top")
    places = range(len(window.days))
    for number, (metric, (title, form)) in enumerate(PANELS.items()):
        axes = figure.add_axes((0.075, 0.70 - 0.305 * number, 0.9, 0.2))
        before = [_value(by_day, day, metric) for day in window.before.days]
        now = [_value(by_day, day, metric) for day in window.days]
        axes.plot(places, before, color=BEFORE, linewidth=1.4, marker="o", markersize=1.4)
        axes.plot(places, now, color=NOW, linewidth=2, marker="o", markersize=2.6)
        _name_highest(axes, now, form)
        _dress(axes, title, form, _highest([*now, *before]))
        weeks = [place for place in places if (len(places) - 1 - place) % 7 == 0]
        axes.set_xlim(-0.6, len(places) - 0.4)
        axes.set_xticks(weeks, [_short(window.days[place]) for place in weeks])
    return _png(figure)


def _value(by_day: Mapping[date, Mapping[str, Any]], day: date, metric: str) -> float:
    """Return the day's figure; a day without sessions has none, as nobody knows whether its file is missing."""
    return float(by_day[day][metric] or 0) if by_day.get(day, {}).get("sessions") else nan


def _name_highest(axes: "Axes", values: Sequence[float], form: Callable[[float], str]) -> None:
    highest = _highest(values)
    if highest:
        place = values.index(highest)
        side = {0: "left", len(values) - 1: "right"}.get(place, "center")
        axes.annotate(form(highest), (place, highest), (0, 5), textcoords="offset points", ha=side, color=NOW)


def _highest(values: Sequence[float]) -> float:
    return max((value for value in values if not isnan(value)), default=0.0)


def _dress(axes: "Axes", title: str, form: Callable[[float], str], highest: float) -> None:
    axes.set_title(title, loc="left", pad=9)
    axes.set_ylim(0, highest * 1.15 or 1)
    axes.yaxis.set_major_locator(_ticks())
    axes.yaxis.set_major_formatter(lambda value, _: form(value))
    axes.grid(axis="y", color="#e5e7eb", linewidth=0.8)
    axes.set_axisbelow(True)


def _ticks() -> Any:
    from matplotlib.ticker import MaxNLocator

    return MaxNLocator(nbins=3, integer=True)


def funnel(steps: Sequence[str], counts: Sequence[int]) -> bytes:
    """Draw a bar for each step, with its sessions and what part of the step above they are."""
    figure = _figure(2.9)
    axes = figure.add_axes((0.235, 0.04, 0.74, 0.8))
    figure.text(0.01, 0.975, "Sessions that …", weight="bold", va="top")
    axes.barh(range(len(steps)), counts, color=NOW, height=0.6)
    longest = max(*counts, 1)
    for place, count in enumerate(counts):
        above = counts[place - 1] if place else 0
        text = f"  {count:,}" + (f"  {100 * count / above:.1f} % of the step above  " if above else "  ")
        is_inside = count > 0.6 * longest
        side, color = ("right", "white") if is_inside else ("left", INK)
        axes.text(count, place, text, va="center", ha=side, color=color)
    _bare(axes, steps, longest)
    return _png(figure)


def channels(credits: Sequence[tuple[str, float, float]]) -> bytes:
    """Draw two bars for each channel: its credit by first and by last touch, in dollars."""
    figure = _figure(0.5 + 0.56 * len(credits))
    height = figure.get_size_inches()[1]
    axes = figure.add_axes((0.16, 0.05 / height, 0.815, 1 - 0.4 / height))
    figure.text(0.01, 1 - 0.06 / height, "Credit for revenue, US dollars", va="top", weight="bold")
    for offset, color, place, name in ((-0.19, FIRST, 1, "first touch"), (0.19, NOW, 2, "last touch")):
        values = [credit[place] for credit in credits]
        axes.barh([row + offset for row in range(len(credits))], values, color=color, height=0.34)
        for row, value in enumerate(values):
            # The first pair of bars tells which is which.
            text = f"  ${value:,.0f}  {'' if row else name}"
            axes.text(value, row + offset, text, va="center", color=INK, fontsize=8.5)
    _bare(axes, [credit[0] for credit in credits], max(max(credit[1:]) for credit in credits) * 1.25)
    return _png(figure)


def _bare(axes: "Axes", names: Sequence[str], longest: float) -> None:
    """Bars tell their own values, so there is no axis but the names."""
    axes.set_yticks(range(len(names)), names)
    axes.invert_yaxis()
    axes.set_xlim(0, longest)
    axes.set_xticks([])
    axes.spines[:].set_visible(False)
    axes.tick_params(length=0)


def _figure(height: float) -> "Figure":
    # matplotlib takes 0.5 s to import; a run that has nothing to draw need not pay it.
    import matplotlib
    from matplotlib.figure import Figure

    matplotlib.rcParams.update(
        {
            "font.size": 9.5,
            "axes.titlesize": 10,
            "axes.titleweight": "bold",
            "text.color": INK,
            "axes.edgecolor": "#d1d5db",
            "xtick.color": FAINT,
            "ytick.color": FAINT,
            "axes.spines.top": False,
            "axes.spines.right": False,
            "axes.spines.left": False,
            # A dollar in a name is no formula.
            "text.parse_math": False,
        }
    )
    return Figure(figsize=(WIDTH, height), facecolor="white")


def _png(figure: "Figure") -> bytes:
    from PIL import Image

    drawn, small = BytesIO(), BytesIO()
    figure.savefig(drawn, format="png", dpi=DPI, metadata={"Software": None})
    # A fifth of the size: these pictures have few colours.
    Image.open(drawn).convert("RGB").quantize(64, dither=Image.Dither.NONE).save(small, format="png", optimize=True)
    return small.getvalue()


def _span(window: Window) -> str:
    return f"{_short(window.start)} – {_short(window.end)} {window.end.year}"


def _short(day: date) -> str:
    return f"{day.day} {day:%b}"
