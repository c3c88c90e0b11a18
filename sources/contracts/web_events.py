"""Clickstream of the web shop: one row per event, one file a day.

Nothing is unique: a day may be delivered twice, under its own date and with the next day's; the marts count each event
once. A row without client belongs to no visit and is rejected. Event data that is no JSON is kept: the event happened
all the same. Late files and rows are welcome.
"""

from sources.contracts.contract import Column, Contract

WEB_EVENTS = Contract(
    system="web",
    table="web_events",
    files="events_YYYYMMDD.csv",
    optional=True,
    columns=(
        Column("client_id", "text", required=True, aliases=("clientId",)),
        Column("page_url", "text"),
        Column("referrer", "text"),
        Column("timestamp", "timestamp", required=True),
        Column("event_name", "text", required=True),
        Column("event_data", "text"),
        Column("user_agent", "text"),
    ),
    # About 6 % of rows have no client, of whatever day; a file with four times as many has lost the column on its way.
    ceiling=0.25,
)
