"""Live asks nothing else; ready names the part that fails and nothing more."""

import time

import pytest
from django.core.cache import cache
from django.db import OperationalError

from sro import health, probe
from sro.ui.tasks import HEARTBEAT_KEY, HEARTBEAT_SECONDS, heartbeat


def test_live_needs_neither_login_nor_database(client):
    response = client.get("/health/live")
    assert (response.status_code, response.json()) == (200, {"status": "ok"})
    assert "no-store" in response["Cache-Control"]


@pytest.mark.django_db
def test_ready_when_all_parts_answer(client, job_queue, settings):
    settings.REDIS_URL = job_queue
    heartbeat()
    response = client.get("/health/ready")
    assert response.status_code == 200
    assert response.json() == {
        "status": "ok",
        "parts": {"database": "ok", "redis": "ok", "worker": "ok"},
    }


@pytest.mark.django_db
def test_a_worker_that_fell_silent_is_named(client, job_queue, settings):
    settings.REDIS_URL = job_queue
    cache.set(HEARTBEAT_KEY, time.time() - HEARTBEAT_SECONDS - 1, None)
    response = client.get("/health/ready")
    assert response.status_code == 503
    assert response.json()["parts"] == {"database": "ok", "redis": "ok", "worker": "failed"}


@pytest.mark.django_db
def test_an_absent_redis_is_named_without_its_address(client, settings):
    settings.REDIS_URL = "redis://:secret@127.0.0.1:9/0"
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": settings.REDIS_URL,
        }
    }
    response = client.get("/health/ready")
    assert response.status_code == 503
    assert response.json()["parts"] == {"database": "ok", "redis": "failed", "worker": "failed"}
    assert b"secret" not in response.content


@pytest.mark.django_db
def test_an_absent_database_is_named(client, monkeypatch):
    def refuse(*_args, **_kwargs):
        raise OperationalError("password of sro_app")

    monkeypatch.setattr(health.connection, "cursor", refuse)
    response = client.get("/health/ready")
    assert response.status_code == 503
    assert response.json()["parts"]["database"] == "failed"
    assert b"sro_app" not in response.content


@pytest.mark.parametrize("name", ["live", "ready"])
def test_nothing_can_be_posted(client, name):
    assert client.post(f"/health/{name}").status_code == 405


def test_the_web_probe_asks_with_a_host_name_that_is_accepted(live_server, monkeypatch):
    monkeypatch.setenv("PORT", live_server.url.rpartition(":")[2])
    monkeypatch.setenv("ALLOWED_HOSTS", "testserver, other.example.org")
    assert probe.web()
    monkeypatch.setenv("ALLOWED_HOSTS", "stranger.example.org")
    assert not probe.web()
    monkeypatch.setenv("PORT", "9")
    assert not probe.web()


def test_the_worker_probe_knows_whether_a_worker_runs_here(make_worker):
    assert not probe.worker()
    make_worker().start()
    assert probe.worker()


def test_the_beat_probe_wants_a_fresh_timetable(tmp_path, monkeypatch):
    monkeypatch.setattr(probe, "BEAT_SCHEDULE", tmp_path / "beat-schedule")
    assert not probe.beat()
    (tmp_path / "beat-schedule.db").write_text("")
    assert probe.beat()
    monkeypatch.setattr(probe, "BEAT_SECONDS", -1)
    assert not probe.beat()
