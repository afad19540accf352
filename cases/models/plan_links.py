"""What a plan points at, in models of their own: frozen with the plan and with a history."""

from __future__ import annotations

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.models.plans import Goal, SupportPlan
from cases.models.triggers import frozen_with_plan
from cases.querysets.cases import CaseQuerySet

_PLAN_OF_GOAL = "(SELECT plan_id FROM cases_goal WHERE id = changed.goal_id)"


@pghistory.track()
class PlanSibling(models.Model):
    """A sibling for whom the plan is made as well."""

    plan = models.ForeignKey(SupportPlan, on_delete=models.CASCADE, related_name="siblings")
    person = models.ForeignKey("cases.Person", on_delete=models.PROTECT, related_name="+")

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("also for")
        verbose_name_plural = _("also for")
        constraints = [models.UniqueConstraint(fields=["plan", "person"], name="plansibling_once")]
        triggers = [*frozen_with_plan("plansibling", "changed.plan_id")]

    def __str__(self) -> str:
        return str(self.person)


@pghistory.track()
class PlanSupportType(models.Model):
    """A kind of support the plan asks for."""

    plan = models.ForeignKey(SupportPlan, on_delete=models.CASCADE, related_name="asked_types")
    support_type = models.ForeignKey(
        "networks.SupportType", on_delete=models.PROTECT, related_name="+"
    )

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("kind of support asked for")
        verbose_name_plural = _("kinds of support asked for")
        constraints = [
            models.UniqueConstraint(fields=["plan", "support_type"], name="plansupporttype_once")
        ]
        triggers = [*frozen_with_plan("plansupporttype", "changed.plan_id")]

    def __str__(self) -> str:
        return str(self.support_type)


@pghistory.track()
class GoalResource(models.Model):
    """A resource of the map that a goal uses."""

    goal = models.ForeignKey(Goal, on_delete=models.CASCADE, related_name="used")
    resource = models.ForeignKey("cases.Resource", on_delete=models.PROTECT, related_name="+")

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("resource used")
        verbose_name_plural = _("resources used")
        constraints = [
            models.UniqueConstraint(fields=["goal", "resource"], name="goalresource_once")
        ]
        triggers = [*frozen_with_plan("goalresource", _PLAN_OF_GOAL)]

    def __str__(self) -> str:
        return str(self.resource)
