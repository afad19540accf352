"""Districts and social spaces."""

from networks.models.periods import PeriodQuerySet
from networks.models.search import SearchableQuerySet


class AreaQuerySet(SearchableQuerySet, PeriodQuerySet):
    """Areas in time."""
