"""The background work of the registry."""

from __future__ import annotations

from sro.ui.jobs import Kind, register

ROUND_LETTERS = "networks.round_letters"


def scope_of(verification_round: int) -> str:
    """What may only be done once at a time: the letters of a round."""
    return f"networks.round.{verification_round}"


# Nothing to tidy up: letters that have not gone out can be sent later.
register(Kind(name=ROUND_LETTERS, task="networks.send_round_letters"))
