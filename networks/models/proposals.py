"""What was found in the quarter and is not in the registry yet."""

from __future__ import annotations

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from networks.models.areas import SocialSpace
from networks.models.institutions import Institution, InstitutionCategory
from sro.records import Record, user_key


class ProposalState(models.TextChoices):
    """What became of a proposal."""

    OPEN = "open", _("to be looked at")
    TAKEN = "taken", _("taken over into the registry")
    DECLINED = "declined", _("not taken over")


@pghistory.track()
class ResourceProposal(Record):
    """A resource somebody knows of, for the registry. It says nothing about where it came from.

    It has no way back to a case or a family on purpose; texts are typed anew for it.
    """

    name = models.CharField(_("name"), max_length=200)
    description = models.TextField(
        _("what people find there"),
        max_length=2000,
        blank=True,
        help_text=_("Please write nothing about the family."),
    )
    category = models.ForeignKey(
        InstitutionCategory,
        verbose_name=_("category"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    social_space = models.ForeignKey(
        SocialSpace,
        verbose_name=_("social space"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    contact = models.CharField(_("where to ask"), max_length=200, blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=ProposalState, default=ProposalState.OPEN, editable=False
    )
    reason = models.CharField(_("reason"), max_length=500, blank=True, editable=False)
    institution = models.ForeignKey(
        Institution,
        verbose_name=_("entry in the registry"),
        # SET_NULL: an entry made by mistake goes; what was decided stays.
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="proposals",
    )
    decided_by = user_key(
        _("decided by"),
        null=True,
        blank=True,
        editable=False,
    )
    seen_at = models.DateTimeField(_("read"), null=True, blank=True, editable=False)
    # Month and person only: a day would lead back to an entry in a case.
    proposed_in = models.DateField(_("proposed in"), editable=False)
    proposed_by = user_key(
        _("proposed by"),
        editable=False,
    )

    class Meta(Record.Meta):
        verbose_name = _("proposal for the registry")
        verbose_name_plural = _("proposals for the registry")
        ordering = ["-proposed_in", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="resourceproposal_declined",
                condition=~Q(state="declined") | Q(reason__regex=r"\S"),
                violation_error_message=_("Please say why it is not taken over."),
            ),
            models.CheckConstraint(
                name="resourceproposal_entry",
                condition=Q(institution__isnull=True) | Q(state="taken"),
                violation_error_message=_("Only a proposal that was taken over has an entry."),
            ),
        ]

    def __str__(self) -> str:
        return self.name
