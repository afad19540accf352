"""Reads server addresses from the environment; shared by all settings modules."""

import secrets
from collections.abc import Mapping
from pathlib import Path

import dj_database_url


def databases(environ: Mapping[str, str]) -> dict[str, dict]:
    """Return `default` and `trail` for the role in force.

    DATABASE_URL names the application's role, DATABASE_OWNER_URL the owner's. With
    SRO_DATABASE_ROLE=owner (migrations) the owner's address is used; without an owner's
    address, the application's address serves for both.
    """
    url = environ.get("DATABASE_URL", "")
    if environ.get("SRO_DATABASE_ROLE") == "owner":
        url = environ.get("DATABASE_OWNER_URL") or url
    if not url:
        # Commands that need no database (allocate, makemigrations --check) still start.
        return {
            alias: {"ENGINE": "django.db.backends.postgresql", "NAME": "sro"}
            for alias in ("default", "trail")
        }
    default = dj_database_url.parse(url, conn_max_age=60, conn_health_checks=True)
    # The data fits into memory: reading here and there costs little more than reading in a row.
    # PostgreSQL assumes turning disks and would rather read whole tables.
    default.setdefault("OPTIONS", {}).setdefault("options", "-c random_page_cost=1.1")
    trail = dj_database_url.parse(url, conn_max_age=60, conn_health_checks=True)
    return {"default": default, "trail": trail}


def redis_caches(url: str) -> dict[str, dict]:
    """Return the cache on Redis, or one in memory where no Redis is named."""
    if not url:
        return {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    return {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": url}}


def demo_secret_key(var_dir: Path) -> str:
    """Return the demo's own random key, made once and kept under var/."""
    path = var_dir / "secret_key"
    if not path.exists():
        var_dir.mkdir(parents=True, exist_ok=True)
        path.write_text(secrets.token_urlsafe(50), encoding="utf-8")
        path.chmod(0o600)
    return path.read_text(encoding="utf-8")
