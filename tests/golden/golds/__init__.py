"""The table of golds, one module a subject. A new metric gets a row here; a test fails as long as it has none."""

from tests.golden.golds.campaigns import CAMPAIGN_GOLDS
from tests.golden.golds.customers import CUSTOMER_GOLDS
from tests.golden.golds.gold import ALWAYS, YEAR_2021, Gold
from tests.golden.golds.learning import LEARNING_GOLDS
from tests.golden.golds.orders import ORDER_GOLDS
from tests.golden.golds.over_time import TIME_GOLDS
from tests.golden.golds.quality import QUALITY_GOLDS
from tests.golden.golds.traffic import TRAFFIC_GOLDS
from tests.golden.golds.web import WEB_GOLDS

__all__ = ["ALWAYS", "GOLDS", "YEAR_2021", "Gold"]

GOLDS = (
    *(*ORDER_GOLDS, *CUSTOMER_GOLDS, *CAMPAIGN_GOLDS, *TRAFFIC_GOLDS, *TIME_GOLDS),
    *WEB_GOLDS,
    *LEARNING_GOLDS,
    *QUALITY_GOLDS,
)
