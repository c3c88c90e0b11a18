"""The shop's products: one row per product."""

from sources.contracts.contract import Column, Contract

PRODUCTS = Contract(
    system="postgres",
    table="products",
    columns=(
        Column("product_id", "integer", required=True),
        Column("product_name", "text"),
        Column("brand", "text"),
        Column("category", "text"),
        Column("price", "money", minimum=0),
        Column("cost", "money", minimum=0),
        Column("stock_quantity", "integer"),
        Column("created_at", "timestamp"),
        Column("updated_at", "timestamp"),
    ),
    unique=("product_id",),
)
