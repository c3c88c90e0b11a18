"""What a user agent tells: the rules of `int_web_user_agents`, which dbt cannot unit-test because it is Python."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

MODEL = Path(__file__).parents[2] / "dbt_project" / "models" / "intermediate" / "web" / "int_web_user_agents.py"
WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"
SAFARI = "AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.1"


@pytest.mark.parametrize(
    ("told", "device", "browser", "system"),
    [
        (f"(iPhone; CPU iPhone OS 17_1 like Mac OS X) {SAFARI} Mobile/15E148 Safari/604.1", "mobile", "Safari", "iOS"),
        (f"(iPad; CPU OS 16_1 like Mac OS X) {SAFARI} Mobile/15E148 Safari/604.1", "tablet", "Safari", "iOS"),
        (f"(Linux; Android 14; Pixel 8) {WEBKIT} Chrome/121.0.0.0 Mobile Safari/537.36", "mobile", "Chrome", "Android"),
        (f"(Linux; Android 12; SM-X700) {WEBKIT} Chrome/121.0.0.0 Safari/537.36", "tablet", "Chrome", "Android"),
        (f"(Macintosh; Intel Mac OS X 10_15_7) {SAFARI} Safari/605.1.15", "desktop", "Safari", "Mac OS X"),
        ("(Windows NT 10.0; Win64; x64; rv:121.0) Gecko/20100101 Firefox/121.0", "desktop", "Firefox", "Windows"),
        ("(compatible; Googlebot/2.1; +http://www.google.com/bot.html)", "bot", "Googlebot", "Other"),
        ("and nothing that anybody knows", "other", "Other", "Other"),
    ],
)
def test_a_user_agent_tells_device_browser_and_system(told: str, device: str, browser: str, system: str) -> None:
    text = f"Mozilla/5.0 {told}"
    found = runpy.run_path(str(MODEL))["read"](text)
    assert found == {"user_agent": text, "browser": browser, "operating_system": system, "device": device}
