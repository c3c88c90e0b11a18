"""Page views of the shop: one row per event."""

from sources.contracts.contract import Column, Contract

PAGEVIEWS = Contract(
    system="analytics",
    table="pageviews",
    columns=(
        Column("event_id", "integer", required=True),
        Column("event_time", "timestamp", required=True),
        Column("user_id", "integer"),
        Column("session_id", "text"),
        Column("page_type", "text"),
        Column("product_id", "integer"),
        Column("campaign_id", "integer"),
        Column("device", "text", choices=("desktop", "mobile", "tablet")),
        Column("browser", "text"),
        Column("session_duration_seconds", "integer", minimum=0),
    ),
    unique=("event_id",),
)
