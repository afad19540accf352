"""Django's own admin shows accounts and roles but changes nothing: that is the services' work."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest

from sro.accounts.models import Membership, User


class ReadOnly(admin.ModelAdmin):
    """To look up, not to write."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


@admin.register(User)
class UserAdmin(ReadOnly):
    list_display = ["display_name", "email", "is_active", "last_login"]
    list_filter = ["is_active"]
    search_fields = ["display_name", "email"]
    exclude = ["password"]


@admin.register(Membership)
class MembershipAdmin(ReadOnly):
    list_display = ["user", "role", "district", "provider", "valid_from", "valid_until"]
    list_filter = ["role"]
    list_select_related = ["user", "district", "provider"]
