"""Marketing campaigns: one row per campaign AND promoted product; campaign_id numbers the row.

Budget, spend, impressions and clicks belong to the campaign and are repeated on each of its rows. A campaign is known
by its name, dates and budget.
"""

from sources.contracts.contract import Column, Contract

CAMPAIGNS = Contract(
    system="salesforce",
    table="campaigns",
    columns=(
        Column("campaign_id", "integer", required=True),
        Column("campaign_name", "text", required=True),
        Column("campaign_type", "text"),
        Column("platform", "text"),
        Column("product_id", "integer"),
        Column("start_date", "date", required=True),
        Column("end_date", "date", required=True),
        Column("budget", "money"),
        Column("actual_spend", "money"),
        Column("impressions", "integer", minimum=0),
        Column("clicks", "integer", minimum=0),
        Column("created_at", "timestamp"),
    ),
    unique=("campaign_id",),
)
