"""Districts and social spaces."""

from networks.querysets.periods import PeriodQuerySet
from networks.querysets.search import SearchableQuerySet


class AreaQuerySet(SearchableQuerySet, PeriodQuerySet):
    """Areas in time."""
