"""The Celery application. Tasks live in each app's `tasks.py` and take ids, never content."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sro.settings.demo")

app = Celery("sro")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
