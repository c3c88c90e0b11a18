"""What the report of the web shop asks, each question as the words after `metrics`."""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, timedelta

from orchestration.web_shop.replies import Reply, reply_to

# Four weeks: each weekday as often in the period as in the one before.
DAYS = 28
# How far back a last day with sessions is looked for: files that come late leave the day itself empty.
LOOKED_BACK = 3 * DAYS
LANDING_PAGES = 10
AT_ONCE = 2

TOTALS = (
    "sessions",
    "web_orders",
    "web_revenue",
    "average_web_order_value",
    "session_conversion_rate",
    "bounce_rate",
    "new_visitor_rate",
    "median_session_duration",
)
STEPS = ("sessions", "cart_sessions", "checkout_sessions", "purchasing_sessions")
CHANNELS = ("sessions", "purchasing_sessions", "web_orders", "web_revenue", "first_touch_revenue", "last_touch_revenue")
GROUPS = ("sessions", "bounced_sessions", "purchasing_sessions", "web_revenue")
LOADS = ("files_loaded", "rows_delivered", "rows_loaded", "rows_rejected", "rejection_rate", "rows_in_quarantine")
FINDINGS = ("data_quality_findings",)
FOUND_BY = ("data_quality_finding__check_name", "data_quality_finding__severity")


@dataclass(frozen=True)
class Window:
    """The days that the report is of; as many lie before them."""

    end: date

    @property
    def start(self) -> date:
        return self.end - timedelta(days=DAYS - 1)

    @property
    def days(self) -> tuple[date, ...]:
        return tuple(self.start + timedelta(days=n) for n in range(DAYS))

    @property
    def before(self) -> "Window":
        return Window(self.start - timedelta(days=1))

    @property
    def period(self) -> str:
        """The days as `--period` takes them."""
        return f"{self.start}..{self.end}"


def daily(up_to: date) -> list[str]:
    """Ask for the days up to one, from which the report's window is taken."""
    first = up_to - timedelta(days=LOOKED_BACK - 1)
    return _query(("sessions", "web_orders", "web_revenue"), f"{first}..{up_to}", "--group-by", "day", "--order", "day")


def latest(up_to: date) -> list[str]:
    """Ask for the last day with sessions, however long before `up_to` it lies."""
    return _query(("sessions",), f"..{up_to}", "--group-by", "day", "--order", "-day", "--limit", "1")


def questions(window: Window) -> dict[str, list[str]]:
    """Return what is asked of a window, by the name of what it is for."""
    compared = ("--compare", "previous_period")
    landing = ("--order", "-sessions", "--limit", str(LANDING_PAGES))
    web, most = ("--where", "source_table__system = web"), f"-{FINDINGS[0]},{FOUND_BY[0]}"
    return {
        "totals": _query(TOTALS, window.period, *compared),
        "steps": _query(STEPS, window.period, "--where", "web_session__has_viewed = true", *compared),
        "channels": _query(CHANNELS, window.period, "--group-by", "web_session__channel"),
        "devices": _query(GROUPS, window.period, "--group-by", "web_session__device", "--order", "-sessions"),
        "landing": _query(GROUPS, window.period, "--group-by", "web_session__landing_page", *landing),
        "loads": ["query", *LOADS, "--group-by", "source_table__name", *web],
        "findings": _query(FINDINGS, window.period, "--group-by", ",".join(FOUND_BY), *web, "--order", most),
    }


def answers(asked: Mapping[str, Sequence[str]]) -> dict[str, Reply]:
    """Ask them all, two at a time, and return the replies by the same names."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return dict(zip(asked, pool.map(reply_to, asked.values()), strict=True))


def _query(metrics: Sequence[str], period: str, *more: str) -> list[str]:
    return ["query", *metrics, "--period", period, *more]
