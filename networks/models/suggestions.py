"""What institutions want changed about their own entry; planning looks at it before it counts."""

from __future__ import annotations

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from networks.models.institutions import Institution, Offer
from networks.models.rounds import EntryRequest
from sro.records import Record, user_key


class SuggestionKind(models.TextChoices):
    """What is to be changed."""

    INSTITUTION = "institution", _("the institution")
    OFFER = "offer", _("an offer")
    END = "end", _("an offer has ended")
    NEW = "new", _("a new offer")


class SuggestionState(models.TextChoices):
    """What became of it."""

    OPEN = "open", _("to be looked at")
    TAKEN = "taken", _("taken over")
    DECLINED = "declined", _("left as it was")


@pghistory.track()
class EntrySuggestion(Record):
    """What an institution has said about its own entry or one of its offers.

    `before` is what stood there when it looked, `after` what it wants; `accepted` names the
    fields planning took over, `replaced` what they said before, for taking it back.
    """

    request = models.ForeignKey(
        EntryRequest,
        verbose_name=_("question to an institution"),
        on_delete=models.CASCADE,
        related_name="suggestions",
    )
    institution = models.ForeignKey(
        Institution,
        verbose_name=_("institution"),
        on_delete=models.CASCADE,
        related_name="entry_suggestions",
    )
    offer = models.ForeignKey(
        Offer,
        verbose_name=_("offer"),
        # SET_NULL: an offer made by mistake goes; what was said about it stays.
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="entry_suggestions",
    )
    # The page of a correction shows them field by field, in words.
    history_without = ("before", "after", "accepted", "replaced", "written_version")

    kind = models.CharField(_("about"), max_length=12, choices=SuggestionKind, editable=False)
    name = models.CharField(_("name"), max_length=200, editable=False)
    before = models.JSONField(default=dict, blank=True, editable=False)
    after = models.JSONField(default=dict, blank=True, editable=False)
    received_on = models.DateField(_("received"), editable=False)
    state = models.CharField(
        _("state"),
        max_length=10,
        choices=SuggestionState,
        default=SuggestionState.OPEN,
        editable=False,
    )
    accepted = models.JSONField(default=list, blank=True, editable=False)
    replaced = models.JSONField(default=dict, blank=True, editable=False)
    #: Version of the entry after it was written: taking back is for what nobody touched since.
    written_version = models.PositiveIntegerField(null=True, blank=True, editable=False)
    decided_by = user_key(_("decided by"), null=True, blank=True, editable=False)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True, editable=False)

    class Meta(Record.Meta):
        verbose_name = _("correction by an institution")
        verbose_name_plural = _("corrections by institutions")
        ordering = ["received_on", "pk"]
        indexes = [
            models.Index(
                "received_on", "id", name="entrysuggestion_open", condition=Q(state="open")
            )
        ]
        constraints = [
            models.CheckConstraint(
                name="entrysuggestion_decided",
                condition=Q(state="open", decided_by__isnull=True, decided_at__isnull=True)
                | ~Q(state="open") & Q(decided_by__isnull=False, decided_at__isnull=False),
                violation_error_message=_("A decision needs somebody who took it."),
            )
        ]

    def __str__(self) -> str:
        return gettext("%(name)s: %(what)s") % {
            "name": self.name,
            "what": self.get_kind_display(),
        }
