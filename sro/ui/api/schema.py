"""What the description of the interface says about all routes alike."""

from __future__ import annotations

from typing import Any

from drf_spectacular.openapi import AutoSchema
from rest_framework.relations import SlugRelatedField

from sro.ui.api.problems import MEDIA_TYPE

_LANGUAGE = {
    "name": "Accept-Language",
    "in": "header",
    "description": "Language of messages: de (otherwise) or en.",
    "schema": {"type": "string"},
}
_IF_NONE_MATCH = {
    "name": "If-None-Match",
    "in": "header",
    "description": "The ETag of an earlier answer; 304 if nothing has changed since.",
    "schema": {"type": "string"},
}
_IF_MATCH = {
    "name": "If-Match",
    "in": "header",
    "description": "The ETag of the row as it was read; 412 if it has been changed since.",
    "schema": {"type": "string"},
}
#: Status → what it means, for every operation; those of writes apart.
_ALWAYS = {
    "400": "Address, filters or body cannot be understood; `errors` names fields.",
    "401": "No valid login.",
    "403": "Not allowed to this person, or outside the scopes of the access.",
    "404": "Not there, or not to be seen by this person.",
    "405": "Not possible with this address.",
    "406": "Answers are JSON.",
    "429": "Too many requests.",
}
_WRITES = {
    "409": "Not possible now, or changed meanwhile (`version` is the present one).",
    "412": "Changed since the version named in If-Match.",
    "413": "Too much at once.",
    "415": "Bodies are JSON.",
}
_PROBLEM = {
    "type": "object",
    "description": "What went wrong (RFC 9457).",
    "properties": {
        "type": {"type": "string", "description": "Kind of problem, for programs."},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "What to do, for people."},
        "version": {"type": "integer", "description": "The present version, after 409."},
        "errors": {
            "type": "object",
            "description": "Field → what is wrong with it.",
            "additionalProperties": {"type": "array", "items": {"type": "string"}},
        },
    },
    "required": ["type", "title", "status", "detail"],
}
_ETAG = {"ETag": {"schema": {"type": "string"}, "description": "For If-None-Match and If-Match."}}
_WAIT = {"Retry-After": {"schema": {"type": "integer"}, "description": "Seconds to wait."}}
_METHODS = ("get", "put", "post", "patch", "delete")


class ApiSchema(AutoSchema):
    """Routes are grouped by the topic that scopes of accesses name."""

    def get_tags(self) -> list[str]:
        """Return the topic of the route."""
        topic = getattr(self.view, "topic", "")
        return [topic] if topic else super().get_tags()

    def _get_serializer_field_meta(self, field: Any, direction: str) -> dict[str, Any]:
        """Say of a row named by its key that it may be missing, where the link may be."""
        meta = super()._get_serializer_field_meta(field, direction)
        if isinstance(field, SlugRelatedField) and _may_be_missing(field):
            meta["nullable"] = True
        return meta


def _may_be_missing(field: SlugRelatedField) -> bool:
    model = getattr(getattr(field.parent, "Meta", None), "model", None)
    for step in (field.source or field.field_name).split("."):
        if model is None:
            return False
        link = model._meta.get_field(step)
        if getattr(link, "null", False):
            return True
        model = link.related_model
    return False


def describe_problems(result: dict[str, Any], **_more: Any) -> dict[str, Any]:
    """Add to every operation what all of them have in common."""
    components = result.setdefault("components", {})
    components.setdefault("schemas", {})["Problem"] = _PROBLEM
    for path in result.get("paths", {}).values():
        for method, operation in path.items():
            if method in _METHODS:
                _complete(operation, writes=method != "get")
    return result


def _complete(operation: dict[str, Any], *, writes: bool) -> None:
    given = operation.setdefault("parameters", [])
    given += [_LANGUAGE, _IF_MATCH if writes else _IF_NONE_MATCH]
    answers = operation["responses"]
    for status, meaning in {**_ALWAYS, **(_WRITES if writes else {})}.items():
        answers.setdefault(status, _problem(meaning))
    answers["429"]["headers"] = _WAIT
    if not writes:
        answers["304"] = {"description": "Nothing has changed.", "headers": _ETAG}
        answers["200"]["headers"] = _ETAG


def _problem(meaning: str) -> dict[str, Any]:
    reference = {"$ref": "#/components/schemas/Problem"}
    return {"description": meaning, "content": {MEDIA_TYPE: {"schema": reference}}}
