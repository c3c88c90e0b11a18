"""The shop's sales: one row per order LINE, with the order's own amounts repeated on each of its lines.

Nothing is unique: an order is known by transaction_id, user_id and transaction_date together (ids are re-used), and the
same product may stand in one order twice. A line without product, quantity or price cannot carry its share of the
order's total, so it is rejected.
"""

from sources.contracts.contract import Column, Contract

TRANSACTIONS = Contract(
    system="postgres",
    table="transactions",
    columns=(
        Column("transaction_id", "integer", required=True),
        Column("user_id", "integer", required=True),
        Column("product_id", "integer", required=True),
        Column("transaction_date", "timestamp", required=True),
        Column("quantity", "integer", required=True, minimum=1),
        Column("price", "money", required=True, minimum=0),
        Column("subtotal", "money"),
        Column("tax", "money"),
        Column("shipping", "money"),
        Column("discount", "money"),
        Column("discount_code", "text"),
        Column("total", "money", minimum=0),
        Column("payment_method", "text"),
        Column("status", "text", choices=("completed", "cancelled", "refunded", "pending")),
        Column("campaign_id", "integer"),
        Column("created_at", "timestamp"),
    ),
)
