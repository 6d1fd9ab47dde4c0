"""Why what a claim states is no fact by it, in words: its mode, whose saying it is, a judgement."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from graph.claim_view import ClaimView

WISHES = ("planned", "proposed", "wished")
"""The modalities of what is not yet, and is somebody's to bring about."""


def why_no_fact(claim: ClaimView) -> str:
    """Why what a claim states is no fact by it: denied, only wished, only reported, held back."""
    whose = claim.put_down if claim.is_put_down else f"by {claim.speaker}"
    if claim.polarity == "denied":
        return f"{_denied(claim)}{whose}"
    if claim.modality != "actual":
        # An author tells of another's plans and wishes in an own voice too.
        told = "as told " if claim.voice != "attributed" and claim.modality in WISHES else ""
        return f"only {claim.modality}, {told}{whose}"
    if claim.is_put_down:
        return f"only {whose}"
    if claim.voice == "attributed":
        return f"said {whose} and only reported"
    return "held back by a judgement" if claim.demoted else "not counted from this perspective"


def _denied(claim: ClaimView) -> str:
    if claim.modality != "actual":
        return f"{claim.modality} not to be so, "
    return "denied, " if claim.is_put_down else "denied "
