"""Pages as they are seldom seen: errors, refusals, stale saves, empty and filtered lists."""

from __future__ import annotations

import time
from types import SimpleNamespace

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core import mail
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from sro.access import Role
from sro.ui.models import Job
from sro.ui.views import errors
from tests.people import PASSWORD

State = tuple[Client, HttpResponse]
TOTP = "/konto/zweiter-faktor/app/einrichten/"


def _as(world: SimpleNamespace, role: Role | str, **options) -> Client:
    client = Client(**options)
    client.force_login(world.people[role])
    return client


def typed(client: Client, address: str, **changes) -> dict:
    """Return the form of a page as the browser would send it after somebody has typed."""
    context = client.get(address).context
    values = {
        bound.html_name: bound.value() for bound in context["form"] if bound.value() is not None
    }
    return {
        **values,
        "_draft": context["draft_token"],
        "_version": context["version"],
        **changes,
    }


def _wrong(role: Role, route: str, data: dict | None = None, **target):
    """A form sent with wrong entries."""

    def make(world: SimpleNamespace) -> State:
        client = _as(world, role)
        kwargs = {name: getattr(thing, "pk", thing) for name, thing in _of(world, target).items()}
        return client, client.post(reverse(route, kwargs=kwargs), data or {})

    return make


def _of(world: SimpleNamespace, target: dict) -> dict:
    return {
        name: value[1:] if value.startswith("=") else getattr(world, value)
        for name, value in target.items()
    }


def _get(role: Role, address: str):
    def make(world: SimpleNamespace) -> State:
        client = _as(world, role)
        return client, client.get(address.format(w=world))

    return make


def _bad_request(world: SimpleNamespace) -> State:
    client = Client(raise_request_exception=False)
    return client, client.get("/", headers={"host": "nicht.erlaubt.example"})


def _too_large(world: SimpleNamespace) -> State:
    client = _as(world, Role.PLANNER)
    file = SimpleUploadedFile("einrichtungen.csv", b"x" * 2_000_000, content_type="text/csv")
    return client, client.post(
        reverse("ui:import_new", kwargs={"key": "institutions"}), {"file": file}
    )


def _too_often(world: SimpleNamespace) -> State:
    client = Client()
    wrong = {"login": "niemand@sro.example", "password": "falsch"}
    address = reverse("account_login")
    return client, [client.post(address, wrong) for _ in range(3)][-1]


def _server_error(world: SimpleNamespace) -> State:
    answer = errors.server_error(RequestFactory().get("/"))
    return Client(), answer


def _old_page(world: SimpleNamespace) -> State:
    strict = _as(world, Role.PLANNER, enforce_csrf_checks=True)
    address = reverse("networks:institution_edit", args=[world.institution.pk])
    return strict, strict.post(address, typed(strict, address, description="Langer Text"))


def _stale(world: SimpleNamespace) -> State:
    client = _as(world, Role.PLANNER)
    address = reverse("networks:institution_edit", args=[world.institution.pk])
    mine = typed(client, address, description="Meine Fassung")
    client.post(address, typed(client, address, description="Andere Fassung"))
    return client, client.post(address, mine)


def _stale_step(world: SimpleNamespace) -> State:
    client = _as(world, Role.PLANNER)
    address = reverse("networks:institution_delete", args=[world.institution.pk])
    return client, client.post(address, {"_version": "99"})


def _draft_offered(query: str):
    def make(world: SimpleNamespace) -> State:
        client = _as(world, Role.PLANNER)
        address = reverse("networks:institution_edit", args=[world.institution.pk])
        client.post(reverse("ui:draft_keep"), typed(client, address, description="Entwurf"))
        return client, client.get(address + query)

    return make


def _saved(world: SimpleNamespace) -> State:
    client = _as(world, Role.PLANNER)
    address = reverse("networks:institution_edit", args=[world.institution.pk])
    return client, client.post(address, typed(client, address, description="Neu"), follow=True)


def _job(state: str, **more):
    def make(world: SimpleNamespace) -> State:
        job = world.own[Role.CONTROLLER].job
        Job.objects.filter(pk=job.pk).update(state=state, **more)
        client = _as(world, Role.CONTROLLER)
        return client, client.get(reverse("ui:job", args=[job.pk]))

    return make


def _logged_in(world: SimpleNamespace) -> Client:
    client = _as(world, Role.CONTROLLER)
    client.post("/konto/bestaetigen/", {"password": PASSWORD})
    return client


def _account(address: str):
    def make(world: SimpleNamespace) -> State:
        client = _logged_in(world)
        return client, client.get(address, follow=True)

    return make


def _with_app(address: str):
    def make(world: SimpleNamespace) -> State:
        client = _logged_in(world)
        _set_up(client)
        return client, client.get(address, follow=True)

    return make


def _set_up(client: Client) -> None:
    secret = client.get(TOTP).context["form"].secret
    code = format_hotp_value(hotp_value(secret, int(time.time()) // 30))
    answer = client.post(TOTP, {"code": code})
    assert answer.status_code == 302, "the app was not set up"
    cache.clear()


def _second_factor(data: dict | None = None):
    def make(world: SimpleNamespace) -> State:
        _set_up(_logged_in(world))
        client = Client()
        user = world.people[Role.CONTROLLER]
        login = {"login": user.email, "password": PASSWORD}
        answer = client.post(reverse("account_login"), login, follow=True)
        if data:
            answer = client.post(reverse("mfa_authenticate"), data)
        return client, answer

    return make


def _new_password(world: SimpleNamespace) -> State:
    client = Client()
    mail.outbox.clear()
    client.post(reverse("account_reset_password"), {"email": world.people[Role.CONTROLLER].email})
    [link] = [word for word in mail.outbox[0].body.split() if "/konto/passwort/neu/" in word]
    path = "/" + link.split("/", 3)[3]
    return client, client.get(path, follow=True)


def _compare(world: SimpleNamespace) -> State:
    client = _as(world, Role.CONTROLLER)
    address = reverse("budgets:compare", kwargs={"year": 2018, "slug": "fall"})
    return client, client.get(address, {"lauf": [world.run.pk, world.approved.pk]})


def _english(world: SimpleNamespace) -> State:
    user = world.people[Role.PLANNER]
    user.language = "en"
    user.save()
    client = _as(world, Role.PLANNER)
    return client, client.get(reverse("networks:institution_list"))


STATES = {
    "400": (400, _bad_request),
    "403": (403, _get(Role.CASEWORKER, "/verwaltung/")),
    "403-old-page": (403, _old_page),
    "404": (404, _get(Role.CASEWORKER, "/gibt-es-nicht/")),
    "404-anonymous": (404, lambda world: (Client(), Client().get("/gibt-es-nicht/"))),
    "409-form": (409, _stale),
    "409-step": (409, _stale_step),
    "413": (413, _too_large),
    "429": (429, _too_often),
    "500": (500, _server_error),
    "422-institution": (
        422,
        _wrong(
            Role.PLANNER,
            "networks:institution_new",
            {"email": "x", "latitude": "viel", "age_from": "9", "age_to": "3"},
        ),
    ),
    "422-provider": (422, _wrong(Role.PLANNER, "networks:provider_new")),
    "422-team": (422, _wrong(Role.PLANNER, "networks:team_new", pk="provider")),
    "422-rate": (422, _wrong(Role.CONTROLLER, "networks:rate_new", pk="agreement")),
    "422-district": (422, _wrong(Role.ADMINISTRATOR, "networks:district_new")),
    "422-fund": (
        422,
        _wrong(Role.CONTROLLER, "budgets:fund_add", {"amount": "viel"}, year="=2018"),
    ),
    "422-run": (422, _wrong(Role.CONTROLLER, "budgets:run_add", year="=2018", slug="=fall")),
    "422-reason": (
        422,
        _wrong(Role.CONTROLLER, "budgets:year_adopt", {"reason": ""}, year="=2018"),
    ),
    "422-booking": (422, _wrong(Role.CONTROLLER, "budgets:booking_add")),
    "422-user": (422, _wrong(Role.ADMINISTRATOR, "accounts:user_create")),
    "422-role": (
        422,
        _wrong(
            Role.ADMINISTRATOR,
            "accounts:membership_create",
            {"role": "caseworker", "valid_from": "2030-01-01"},
            pk="stranger",
        ),
    ),
    "422-file": (422, _wrong(Role.PLANNER, "ui:import_new", key="=institutions")),
    "draft-offered": (200, _draft_offered("")),
    "draft-taken": (200, _draft_offered("?entwurf=1")),
    "saved": (200, _saved),
    "job-queued": (200, _job("queued")),
    "job-running": (200, _job("running", done=1, total=4, step="Beträge")),
    "job-failed": (200, _job("failed", error="Der Rechner war weg.")),
    "job-cancelled": (200, _job("cancelled")),
    "filtered": (200, _get(Role.PLANNER, "/sozialraum/einrichtungen/?q=einrichtung")),
    "nothing-found": (200, _get(Role.PLANNER, "/sozialraum/einrichtungen/?q=xyzxyz")),
    "wrong-filter": (200, _get(Role.AUDITOR, "/protokoll/?since=gestern")),
    "search": (200, _get(Role.PLANNER, "/sozialraum/suche/?q=einrichtung")),
    "search-nothing": (200, _get(Role.PLANNER, "/sozialraum/suche/?q=xyzxyz")),
    "second-page": (200, _get(Role.AUDITOR, "/protokoll/?seite=2")),
    "compare": (200, _compare),
    "login-refused": (200, lambda world: _refused()),
    "app-to-set-up": (200, _account(TOTP)),
    "app-in-use": (200, _with_app("/konto/zweiter-faktor/")),
    "app-to-remove": (200, _with_app("/konto/zweiter-faktor/app/entfernen/")),
    "recovery-codes": (200, _with_app("/konto/zweiter-faktor/notfallcodes/")),
    "recovery-codes-new": (200, _with_app("/konto/zweiter-faktor/notfallcodes/neu/")),
    "security-key-new": (200, _account("/konto/zweiter-faktor/schluessel/neu/")),
    "second-factor": (200, _second_factor()),
    "second-factor-wrong": (200, _second_factor({"code": "000000"})),
    "new-password": (200, _new_password),
    "english": (200, _english),
}


def _refused() -> State:
    client = Client()
    wrong = {"login": "niemand@sro.example", "password": "falsch"}
    return client, client.post(reverse("account_login"), wrong)
