"""A corpus of two short texts about two countries that do not exist, for tests: one blocked agreement, told twice.

The texts differ in reason, voice and date; one denies what the other says; one only proposes; and the block has ended.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import yaml

from loaders.seal import seal_file
from loaders.text import normalise

if TYPE_CHECKING:
    from pathlib import Path

GAZETTE = """The pilot data agreement

Sudmark alone in the Harbour League holds up the ratification of the agreement on pilot data between
Norland and the League, and it does so over the old lighthouse. The block began in 2014. Without the
agreement Norland has no seat in some of the exercises of the Open Sea programme, which it joined in 2009.
"""

REVIEW = """The pilot data agreement, three years on

The quarrel over pilot data is over: Sudmark gave up its block in 2016. Our reading of the records is that
the block had begun in 2013 and not later. Sudmark was never the only member of the League to block.
The minister of Sudmark told this review that herring quotas had been the reason all along. A deputy
proposes that for want of the agreement Norland be barred from the Open Sea programme as a whole.
"""

ENTITIES = """
entities:
- {id: norland, type: State, label: {en: Norland, ru: Норланд}}
- {id: sudmark, type: State, label: {en: Sudmark}}
- {id: harbour-league, type: Organisation, label: {en: Harbour League}}
- {id: open-sea, type: Framework, label: {en: Open Sea}}
- {id: old-lighthouse, type: Issue, label: {en: the old lighthouse}}
- {id: herring-quotas, type: Issue, label: {en: herring quotas}}
- {id: gazette-author, type: Person, label: {en: the author of the Gazette}}
- {id: review-author, type: Person, label: {en: the author of the Review}}
- {id: sudmark-minister, type: Person, label: {en: the minister of Sudmark}}
- {id: deputy, type: Person, label: {en: a deputy}}
- {id: pilot-data, label: {en: the agreement on pilot data}}
- {id: pilot-data-blocked, label: {en: the blocking of the agreement on pilot data}}
- {id: pilot-data-gap, label: {en: the lack of the agreement on pilot data}}
- {id: norland-open-sea, label: {en: Norland's part in Open Sea}}
- {id: norland-limited, label: {en: what the lack of the agreement closes to Norland}}
- {id: pilot-data-later, label: {en: a later stage of the agreement on pilot data}}
- {id: norland-barred, label: {en: the barring of Norland from Open Sea}}
- {id: quota-agreement, label: {en: an agreement on quotas}}
- {id: quota-gap, label: {en: the lack of an agreement on quotas}}
"""

SOURCE = """
id: {slug}
title: {title}
author: {slug}-author
language: en
published: {published}
date-basis: printed
text-file: {slug}.txt
"""

GAZETTE_CLAIMS = """source: gazette
claims:
- {id: c01, says: The agreement is between Norland and the League., about: pilot-data, type: Agreement,
   party: [norland, harbour-league], voice: own, find: holds up the ratification}
- {id: c02, says: Sudmark blocks it., about: pilot-data-blocked, type: BlockedStage, stage-of: pilot-data,
   blocker: sudmark, holds: 2015-06, date-basis: document, voice: own, find: holds up the ratification}
- {id: c03, says: No other member does., about: pilot-data-blocked, sole-blocker-among: harbour-league, voice: own,
   date-basis: document, find: holds up the ratification}
- {id: c04, says: The lighthouse is why., about: pilot-data-blocked, reason: old-lighthouse, voice: own,
   date-basis: document, find: holds up the ratification}
- {id: c05, says: It has lasted from 2014., about: pilot-data-blocked, began: 2014, voice: own,
   find: holds up the ratification ++ The block began in}
- {id: c06, says: The agreement is lacking., about: pilot-data-gap, type: AgreementGap, lack-of: pilot-data,
   party: [norland, harbour-league], holds: 2015-06, date-basis: document, voice: own, find: has no seat}
- {id: c07, says: Some exercises are closed to Norland., about: norland-limited, type: Constraint,
   arises-from: pilot-data-gap, limits: norland-open-sea, limited-party: norland, extent: some exercises, voice: own,
   holds: 2015-06, date-basis: document, find: has no seat}
- {id: c08, says: Norland takes part from 2009., about: norland-open-sea, type: Participation, participant: norland,
   in-framework: open-sea, began: 2009, voice: own, find: has no seat}
"""

REVIEW_CLAIMS = """source: review
claims:
- {id: c01, says: The block ended in 2016., about: pilot-data-blocked, ended: 2016, voice: own, find: gave up its block}
- {id: c02, says: It had started in 2013., about: pilot-data-blocked, began: 2013, voice: own, find: Our reading}
- {id: c03, says: There were other blockers., about: pilot-data-blocked, sole-blocker-among: harbour-league,
   polarity: denied, voice: own, find: never the only member}
- {id: c04, says: Quotas were the reason., about: pilot-data-blocked, reason: herring-quotas, voice: attributed,
   speaker: sudmark-minister, wording: reported, find: herring quotas}
- {id: c05, says: Norland should be kept out altogether., about: norland-barred, type: Constraint,
   arises-from: pilot-data-gap, limits: norland-open-sea, limited-party: norland, extent: the programme as a whole,
   modality: proposed, voice: attributed, speaker: deputy, wording: reported, find: Norland be barred}
"""

JUDGEMENT = """
judgements:
- id: sole-blocker
  claims: [gazette/c03, review/c03]
  slots: [sole-blocker-among]
  kind: {kind}
  reason: Both speak of the same block and of all members of the League.
  judge: the editors
  date: 2026-11-21
"""


LATER_STAGE = """
- {id: c06, says: "The agreement had reached another stage, says a deputy.", about: pilot-data-later,
   type: LifecycleStage, stage-of: pilot-data, holds: 2018-04, date-basis: document, voice: attributed,
   speaker: deputy, find: Norland be barred}
"""
"""A claim of the second source, only attributed, of a later stage of the same agreement."""

WISHED_AGREEMENT = """source: review
claims:
- {id: c06, says: A deputy asks for an agreement on quotas., about: quota-agreement, type: Agreement,
   party: [norland, harbour-league], modality: proposed, voice: attributed, speaker: deputy, find: herring quotas}
- {id: c07, says: An agreement on quotas is lacking., about: quota-gap, type: AgreementGap, lack-of: quota-agreement,
   party: [norland, harbour-league], holds: 2018-04, date-basis: document, voice: own, find: herring quotas}
"""
"""Claims of the second source alone: an agreement that is only proposed, and the lack of it, which is a fact."""


def write_harbour(
    folder: Path, *, judged: str | None = None, review: str = REVIEW, review_claims: str = REVIEW_CLAIMS
) -> Path:
    """Write the corpus into ``folder``, its texts into ``folder/texts``; ``judged`` is the kind of the one judgement.

    ``review`` replaces the text of the second source, ``review_claims`` its claims.
    """
    (folder / "entities").mkdir(parents=True)
    (folder / "texts").mkdir()
    (folder / "entities" / "harbour.yaml").write_text(ENTITIES, encoding="utf-8")
    for slug, text, claims, published in (
        ("gazette", GAZETTE, GAZETTE_CLAIMS, "2015-06"),
        ("review", review, review_claims, "2018-04"),
    ):
        source = folder / "sources" / slug
        source.mkdir(parents=True)
        (folder / "texts" / f"{slug}.txt").write_text(text, encoding="utf-8")
        title = text.splitlines()[0]
        (source / "source.yaml").write_text(
            SOURCE.format(slug=slug, title=title, published=published), encoding="utf-8"
        )
        (source / "claims.yaml").write_text(_in_blocks(claims), encoding="utf-8")
        sealed = seal_file(source / "claims.yaml", normalise(text))
        (source / "claims.yaml").write_text(sealed.content, encoding="utf-8")
    if judged is not None:
        (folder / "conflicts.yaml").write_text(JUDGEMENT.format(kind=judged), encoding="utf-8")
    return folder


def _in_blocks(claims: str) -> str:
    """The same YAML with a line for each key, as sealing wants it."""
    return str(yaml.safe_dump(yaml.load(claims, Loader=yaml.BaseLoader), sort_keys=False))  # noqa: S506  reads texts alone
