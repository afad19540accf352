"""What can be known of image and compose file without a Docker engine."""

import importlib.metadata
import os
import re
import subprocess
import sys

import psycopg2
import pytest
import yaml

from sro.demo.postgres import SUPERUSER, THROWAWAY, Postgres, binaries
from tests.harness.servers import ROOT

COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
SERVICES = COMPOSE["services"]
PRODUCTION = {
    "PATH": os.environ["PATH"],
    "DJANGO_SETTINGS_MODULE": "sro.settings.production",
    "SECRET_KEY": "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "ALLOWED_HOSTS": "sro.example.org",
    "DATABASE_URL": "postgres://sro_app:x@127.0.0.1:1/sro",
    "REDIS_URL": "redis://:x@127.0.0.1:1/0",
}


def manage(*arguments, **environment):
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env={**PRODUCTION, **environment},
        check=False,
        capture_output=True,
        text=True,
    )


def test_all_parts_are_there():
    assert set(SERVICES) == {"db", "redis", "migrate", "web", "worker", "beat", "proxy"}


@pytest.mark.parametrize("name", sorted(set(SERVICES) - {"migrate"}))
def test_every_lasting_part_reports_its_health_and_comes_back(name):
    assert SERVICES[name]["healthcheck"]["test"]
    assert SERVICES[name]["restart"] == "unless-stopped"


@pytest.mark.parametrize("name", ["migrate", "web", "worker", "beat"])
def test_our_containers_hold_few_rights(name):
    assert SERVICES[name]["cap_drop"] == ["ALL"]
    assert SERVICES[name]["read_only"] is True
    assert "no-new-privileges:true" in SERVICES[name]["security_opt"]


def test_only_the_proxy_is_reachable_from_outside():
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["proxy"]
    assert COMPOSE["networks"]["inside"]["internal"] is True
    assert SERVICES["db"]["networks"] == SERVICES["redis"]["networks"] == ["inside"]


def test_no_secret_has_a_default():
    text = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    for name, rest in re.findall(r"\$\{(\w*(?:PASSWORD|SECRET|KEY)\w*)([^}]*)\}", text):
        # Single sign-on and a login at the mail server are optional: empty means none.
        optional = name in {"OIDC_CLIENT_SECRET", "EMAIL_HOST_PASSWORD"} and rest == ":-"
        assert rest.startswith(":?") or optional, name


def test_only_the_migrations_know_the_owner():
    knowing = [name for name, service in SERVICES.items() if "DATABASE_OWNER_URL" in str(service)]
    assert knowing == ["migrate"]
    assert SERVICES["migrate"]["environment"]["SRO_DATABASE_ROLE"] == "owner"


def test_every_setting_is_explained():
    explained = (ROOT / "docs" / "operation.md").read_text(encoding="utf-8")
    text = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    names = set(re.findall(r"(?<!\$)\$\{(\w+)", text))
    assert len(names) > 8
    assert {name for name in names if f"`{name}`" not in explained} == set()


def test_the_image_runs_without_root_and_with_pinned_packages_only():
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    final = text.split("\nFROM ")[-1]
    assert "\nUSER sro\n" in final
    assert "HEALTHCHECK" in final
    assert "--require-hashes -r /tmp/base.txt" in text
    assert not re.search(r"(ENV|ARG) .*(SECRET|PASSWORD)", text)


def test_the_image_needs_no_package_of_demo_or_development(tmp_path):
    """The code loads with the packages of requirements/base.txt alone."""

    def names(kind):
        text = (ROOT / "requirements" / f"{kind}.txt").read_text(encoding="utf-8")
        found = re.findall(r"^([\w.-]+)==", text, re.MULTILINE)
        return {re.sub(r"[-_.]+", "-", name).lower() for name in found}

    extra = names("dev") - names("base")
    assert "pytest" in extra
    modules = [
        module
        for module, distributions in importlib.metadata.packages_distributions().items()
        if {re.sub(r"[-_.]+", "-", name).lower() for name in distributions} <= extra
    ]
    code = (
        "import sys\n"
        f"sys.modules.update(dict.fromkeys({modules!r}))\n"
        "import django; django.setup()\n"
        "from django.urls import get_resolver; get_resolver().url_patterns\n"
        "from sro.celery import app; app.loader.import_default_modules()\n"
    )
    result = subprocess.run(
        [sys.executable, "-W", "error::ImportWarning", "-c", code],
        cwd=ROOT,
        env=PRODUCTION,
        check=False,
        capture_output=True,
        text=True,
    )
    assert result.returncode == 0, result.stderr


def test_production_passes_djangos_own_deployment_check():
    result = manage("check", "--deploy", "--fail-level", "WARNING")
    assert result.returncode == 0, result.stderr
    assert "no issues" in result.stdout


@pytest.mark.parametrize("name", ["SECRET_KEY", "ALLOWED_HOSTS", "DATABASE_URL", "REDIS_URL"])
def test_production_does_not_start_without(name):
    result = manage("check", **{name: ""})
    assert result.returncode != 0
    assert f"Set the environment variable {name}" in result.stderr


def test_the_database_gets_its_two_roles(tmp_path):
    """The script that the database's container runs, run here against a server of our own."""
    server = Postgres(tmp_path / "cluster", options=THROWAWAY)
    server.start()
    try:
        where = {"host": "127.0.0.1", "port": server.port}
        superuser = {"user": SUPERUSER, "password": server.passwords[SUPERUSER]}
        connection = psycopg2.connect(**where, **superuser, dbname="postgres")
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute("DROP DATABASE sro")
            cursor.execute("DROP ROLE sro_owner")
            cursor.execute("DROP ROLE sro_app")
            cursor.execute("CREATE DATABASE sro")
        connection.close()
        subprocess.run(
            ["bash", "-c", COMPOSE["configs"]["roles"]["content"].replace("$$", "$")],
            check=True,
            env={
                "PATH": f"{binaries()}:{os.environ['PATH']}",
                "PGHOST": "127.0.0.1",
                "PGPORT": str(server.port),
                "PGPASSWORD": server.passwords[SUPERUSER],
                "POSTGRES_USER": SUPERUSER,
                "POSTGRES_DB": "sro",
                "OWNER_PASSWORD": "it's the owner",
                "APP_PASSWORD": "it's the application",
            },
        )
        owner = psycopg2.connect(**where, user="sro_owner", password="it's the owner", dbname="sro")
        with owner, owner.cursor() as cursor:
            cursor.execute("CREATE TABLE x (a int)")
        owner.close()
        application = psycopg2.connect(
            **where, user="sro_app", password="it's the application", dbname="sro"
        )
        with application.cursor() as cursor:
            with pytest.raises(psycopg2.errors.InsufficientPrivilege):
                cursor.execute("CREATE TABLE y (a int)")
        application.close()
    finally:
        server.stop()
