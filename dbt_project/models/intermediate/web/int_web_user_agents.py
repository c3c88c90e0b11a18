"""One row per user agent: the browser, operating system and kind of device it tells of itself.

A well-kept library knows thousands of them (uap-core's rules, updated monthly); each different text is read once, when
it is first seen.
"""

from ua_parser import parse


def model(dbt, session):
    dbt.config(materialized="incremental")
    texts = dbt.ref("stg_web__events").project("user_agent").filter("user_agent is not null").distinct().order("all")
    known = set()
    if dbt.is_incremental:
        known = {text for (text,) in session.sql(f"select user_agent from {dbt.this}").fetchall()}
    # This row, which no event has and every run forgets, gives the columns their types where there are no others.
    rows = [{"user_agent": "", "browser": "Other", "operating_system": "Other", "device": "other"}]
    rows += [read(text) for (text,) in texts.fetchall() if text not in known]
    return session.sql("select unnest($rows, recursive := true)", params={"rows": rows})


def read(text):
    found = parse(text)
    browser = found.user_agent.family if found.user_agent else None
    system = found.os.family if found.os else None
    device = found.device.family if found.device else None
    return {
        "user_agent": text,
        "browser": (browser or "Other").removeprefix("Mobile ").removesuffix(" Mobile"),
        "operating_system": system or "Other",
        "device": kind(text, system, device),
    }


def kind(text, system, device):
    """Android tablets are told by the word that they lack: browsers of phones say Mobile."""
    if device == "Spider":
        return "bot"
    if device == "iPad" or "Tablet" in text or (system == "Android" and "Mobile" not in text):
        return "tablet"
    if system in ("iOS", "Android", "Windows Phone", "KaiOS") or "Mobi" in text:
        return "mobile"
    return "desktop" if system else "other"
