"""Networks and bodies with the organisations in them; no names of people."""

from __future__ import annotations

import django_filters
from django.db import models
from django.db.models import Prefetch
from django.utils import timezone
from rest_framework import serializers
from rest_framework.routers import BaseRouter

from networks.api.base import ScopedViewSet
from networks.models import Institution, Network, NetworkKind, NetworkMember, Provider
from sro.records import RecordQuerySet


class OrganisationSerializer(serializers.ModelSerializer):
    """An institution or provider that works in a network; `valid_until` is the first day after."""

    institution = serializers.PrimaryKeyRelatedField(
        queryset=Institution.objects.none(), allow_null=True
    )
    provider = serializers.PrimaryKeyRelatedField(queryset=Provider.objects.none(), allow_null=True)
    name = serializers.SerializerMethodField()

    class Meta:
        model = NetworkMember
        fields = ["kind", "role", "institution", "provider", "name", "valid_from", "valid_until"]
        read_only_fields = fields

    def get_name(self, member: NetworkMember) -> str:
        """The organisation's name."""
        return str(member.institution or member.provider)


class NetworkSerializer(serializers.ModelSerializer):
    """A network with its place, rhythm and dates; `valid_until` is the first day without it."""

    district = serializers.SlugRelatedField("key", read_only=True)
    social_space = serializers.SlugRelatedField("key", read_only=True)
    last_meeting_on = serializers.DateField(source="last_held", read_only=True, allow_null=True)
    next_meeting_at = serializers.DateTimeField(source="next_at", read_only=True, allow_null=True)
    organisations = OrganisationSerializer(many=True, read_only=True)

    class Meta:
        model = Network
        fields = [
            "id",
            "version",
            "name",
            "kind",
            "district",
            "social_space",
            "aim",
            "rhythm_weeks",
            "valid_from",
            "valid_until",
            "last_meeting_on",
            "next_meeting_at",
            "organisations",
        ]


class NetworkApiFilter(django_filters.FilterSet):
    """By kind, place, day, and whether a meeting is overdue."""

    kind = django_filters.ChoiceFilter(choices=NetworkKind)
    social_space = django_filters.CharFilter("social_space__key")
    district = django_filters.CharFilter("district__key")
    valid_on = django_filters.DateFilter(method="on_day", label="Applies on this day")
    overdue = django_filters.BooleanFilter(method="by_rhythm", label="A meeting is overdue")

    class Meta:
        model = Network
        fields = ["kind", "social_space", "district", "valid_on", "overdue"]

    def on_day(self, rows: models.QuerySet, name: str, value: object) -> models.QuerySet:
        """Keep the networks that exist on the day."""
        return rows.valid_on(value)

    def by_rhythm(self, rows: models.QuerySet, name: str, value: bool) -> models.QuerySet:
        """Keep those that should have met by now, or all others."""
        user, today, now = self.request.user, timezone.localdate(), timezone.now()
        late = Network.objects.visible_to(user).overdue(user, today, now).values("pk")
        return rows.filter(pk__in=late) if value else rows.exclude(pk__in=late)


class NetworkViewSet(ScopedViewSet):
    """Networks and bodies."""

    model = Network
    topic = "networks"
    serializer_class = NetworkSerializer
    filterset_class = NetworkApiFilter

    def shown(self, rows: RecordQuerySet) -> RecordQuerySet:
        """Return them with dates and organisations."""
        members = (
            NetworkMember.objects.visible_to(self.request.user)
            .filter(kind__in=("institution", "provider"))
            .select_related("institution", "provider")
        )
        return (
            rows.with_dates(self.request.user, timezone.now())
            .select_related("district", "social_space")
            .prefetch_related(Prefetch("members", members, to_attr="organisations"))
        )


def register_networks(router: BaseRouter) -> None:
    """Add the route of networks."""
    router.register("networks", NetworkViewSet, basename="network")
