"""The space of engagement and supply: which social spaces somebody works for."""

from __future__ import annotations

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from networks.models.areas import SocialSpace
from networks.models.bodies import Network
from networks.models.institutions import Institution
from sro.records import Record


@pghistory.track()
class Catchment(Record):
    """The social spaces an institution or a network is there for, as planning has noted them.

    Without such a note the catchment is drawn from members and places whenever it is shown
    (networks.services.reach), so that nothing drawn grows old unseen.
    """

    # CASCADE: where something is there for goes with it.
    institution = models.OneToOneField(
        Institution,
        verbose_name=_("institution"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="catchment",
        error_messages={"unique": _("The catchment of this institution is noted already.")},
    )
    network = models.OneToOneField(
        Network,
        verbose_name=_("network"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="catchment",
        error_messages={"unique": _("The catchment of this network is noted already.")},
    )
    social_spaces = models.ManyToManyField(
        SocialSpace,
        verbose_name=_("social spaces"),
        through="networks.CatchmentSpace",
        related_name="catchments",
        help_text=_("Where the people come from, or for whom it works."),
    )
    source = models.CharField(
        _("source"),
        max_length=200,
        help_text=_("Who says so: the institution itself, a school district, a decision …"),
    )
    as_of = models.DateField(_("as of"))

    class Meta(Record.Meta):
        verbose_name = _("catchment")
        verbose_name_plural = _("catchments")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="catchment_of_one",
                condition=Q(institution__isnull=False, network__isnull=True)
                | Q(institution__isnull=True, network__isnull=False),
                violation_error_message=_("Please choose an institution or a network."),
            ),
            models.CheckConstraint(
                name="catchment_source",
                condition=Q(source__regex=r"\S"),
                violation_error_message=_("Please say who says so."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.institution or self.network)


@pghistory.track()
class CatchmentSpace(models.Model):
    """A social space in a catchment. A model of its own so that its changes have a history."""

    catchment = models.ForeignKey(Catchment, on_delete=models.CASCADE, related_name="places")
    social_space = models.ForeignKey(
        SocialSpace,
        # PROTECT: an area in use ends by date.
        on_delete=models.PROTECT,
        related_name="catchment_places",
    )

    class Meta:
        verbose_name = _("social space of a catchment")
        verbose_name_plural = _("social spaces of catchments")
        constraints = [
            models.UniqueConstraint(
                fields=["catchment", "social_space"], name="catchmentspace_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.catchment} – {self.social_space}"
