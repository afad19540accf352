"""Where a family lives, as far as planning has to know it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from cases.models import Case
from cases.services.guards import working_case
from networks.models import SocialSpace
from sro.audit.keeping import updated


def set_space(
    *, actor: Any, case: Case, social_space: SocialSpace | None, version: int, now: datetime
) -> Case:
    """Enter the social space of a case, for instance after a transfer; None: not known.

    Raises PermissionDenied for whoever does not work on the case, ValidationError for a social
    space of another district, NotPossible for a closed case, StaleRecord.
    """
    with transaction.atomic():
        current = working_case(actor, case)
        if social_space is not None and social_space.district_id != current.district_id:
            raise ValidationError(
                {"social_space": _("This social space belongs to another district.")}
            )
        return updated(actor, current, {"social_space": social_space}, version, now)
