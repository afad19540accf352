"""Runs SRO on a machine without servers: embedded PostgreSQL and Redis, worker, web, demo data."""
