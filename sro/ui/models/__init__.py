"""Drafts, jobs and imports: what the interface kit keeps for its users."""

from sro.ui.models.drafts import Draft
from sro.ui.models.imports import ImportFile, ImportJob, ImportState
from sro.ui.models.jobs import Job, JobState

__all__ = ["Draft", "ImportFile", "ImportJob", "ImportState", "Job", "JobState"]
