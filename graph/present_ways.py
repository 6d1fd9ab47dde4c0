"""The other ways in which a triple follows, and how near rules come to one that does not, as text and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from graph.no_fact import why_no_fact
from graph.present import hanging
from graph.present_why import term_words, triple_words
from graph.reason.rule_model import Variable

if TYPE_CHECKING:
    from graph.explain import Explanation
    from graph.other_ways import Missing, NearMiss, Way, Ways
    from graph.present import Style
    from graph.reason.rule_model import Pattern


def ways_text(ways: Ways, style: Style, *, every: bool = False) -> list[str]:
    """The lines under an explanation: how many other ways there are, and with ``every`` each of them; or what is missing."""
    if ways.near:
        return _near_text(ways, style, every=every)
    if not ways.others:
        return []
    if not every:
        count = len(ways.others)
        return [
            f"  follows in {count} other way{'' if count == 1 else 's'} too (--all shows {'it' if count == 1 else 'them'})"
        ]
    return [line for way in ways.others for line in _way_text(way, style)]


def _way_text(way: Way, style: Style) -> list[str]:
    lines = ["  follows too by the rule:", *hanging("    ", way.rule, style.width)]
    return lines + [line for premise in way.premises for line in _premise("because", premise, style)]


def _near_text(ways: Ways, style: Style, *, every: bool) -> list[str]:
    shown = ways.near if every else ways.near[:1]
    lines = [line for near in shown for line in _near(near, style)]
    left = len(ways.near) - len(shown)
    if left:
        lines.append(
            f"  {left} other{'' if left == 1 else 's'} come{'s' if left == 1 else ''} as near (--all shows them)"
        )
    return lines


def _near(near: NearMiss, style: Style) -> list[str]:
    lines = ["  would follow by the rule:", *hanging("    ", near.rule, style.width)]
    lines += [line for premise in near.held for line in _premise("of its premises holds", premise, style)]
    for missing in near.missing:
        lines += hanging("  missing is: ", _missing_words(missing, style), style.width)
    return lines


def _premise(lead: str, premise: Explanation, style: Style) -> list[str]:
    return hanging(f"  {lead}: ", f"{triple_words(premise, style)} ({_standing(premise)})", style.width)


def _standing(premise: Explanation) -> str:
    claims = ", ".join(claim.name for claim in premise.claims)
    return f"a fact by {claims}" if claims else premise.standing


def _missing_words(missing: Missing, style: Style) -> str:
    words = pattern_words(missing.pattern, style)
    against = () if missing.explained is None else missing.explained.against
    if not against:
        return f"{words}; nothing says so" if missing.explained is None else words
    said = "; ".join(f"{claim.name}: {why_no_fact(claim)}" for claim in against)
    return f"{words}, which is said and no fact ({said})"


def pattern_words(pattern: Pattern, style: Style) -> str:
    """A pattern: subject — predicate: object; what is not known in it is *something*."""
    subject, predicate, value = (
        "something" if isinstance(slot, Variable) else term_words(slot, style) for slot in pattern
    )
    return f"{subject} — {predicate}: {value}"


def ways_json(ways: Ways, style: Style) -> dict[str, Any]:
    """The same as JSON values, all of them."""
    return {
        "other_ways": [{"rule": way.rule, "premises": _premises_json(way.premises, style)} for way in ways.others],
        "would_follow": [
            {
                "rule": near.rule,
                "held": _premises_json(near.held, style),
                "missing": [_missing_json(missing, style) for missing in near.missing],
            }
            for near in ways.near
        ],
    }


def _premises_json(premises: tuple[Explanation, ...], style: Style) -> list[dict[str, Any]]:
    return [
        {
            "triple": [str(term) for term in premise.triple],
            "words": style.labels.triple(premise.triple),
            "standing": premise.standing,
            "claims": [claim.name for claim in premise.claims],
        }
        for premise in premises
    ]


def _missing_json(missing: Missing, style: Style) -> dict[str, Any]:
    against = () if missing.explained is None else missing.explained.against
    return {
        "triple": [None if isinstance(slot, Variable) else str(slot) for slot in missing.pattern],
        "words": pattern_words(missing.pattern, style),
        "against": [{"claim": claim.name, "because": why_no_fact(claim)} for claim in against],
    }
