"""The shop's users: one row per user."""

from sources.contracts.contract import Column, Contract

USERS = Contract(
    system="postgres",
    table="users",
    columns=(
        Column("user_id", "integer", required=True),
        Column("email", "text"),
        Column("first_name", "text"),
        Column("last_name", "text"),
        Column("city", "text"),
        Column("state", "text"),
        Column("age", "integer", minimum=0, maximum=120),
        Column("customer_segment", "text", choices=("low_value", "medium_value", "high_value", "churned")),
        Column("created_at", "timestamp"),
        Column("last_login", "timestamp"),
    ),
    unique=("user_id",),
)
