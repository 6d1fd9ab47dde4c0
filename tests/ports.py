"""A corpus of two texts about ports that do not exist, linked to items that are made up: each membership is told otherwise.

By the name of its situation one sees how: plain, proposed, denied, quoted, doubted, hedged, contested …
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from corpora import write_entities, write_source

if TYPE_CHECKING:
    from pathlib import Path

PORTS = ("vey", "marn", "tolv", "brisk", "orm", "sel", "dun", "lath", "ness", "quay", "ferrol", "wick")
ITEMS = {port: f"Q{9_100_000 + number}" for number, port in enumerate(PORTS, start=1)}
LEAGUE, MASTER, ORLA = "Q9100100", "Q9100101", "Q9100102"
FORMULA = '=HYPERLINK("https://example.org","league")'

_SAID = {
    "vey-plain": ("Vey is a member of the League from March 1921 and has paid all its dues so far.", "began: 1921-03\n  voice: own"),
    "marn-proposed": ("Marn is proposed as a member of the League by those who fish there.", "modality: proposed\n  voice: own"),
    "tolv-denied": ("Tolv is by no means a member of the League, whatever its mayor may think.", "polarity: denied\n  voice: own"),
    "brisk-quoted": ("Brisk is a member of the League, Orla Brand said to us at the harbour wall.",
                     "voice: attributed\n  speaker: orla-brand"),
    "orm-doubted": ("Orm may or may not be a member of the League, and we cannot find out.", "modality: doubted\n  voice: own"),
    "sel-hedged": ("Sel is, it would seem, a member of the League, though no list names it.", "hedge: possibly\n  voice: own"),
    "dun-contested": ("Dun became a member of the League in the year 1911, when its lamp was lit.", "began: 1911\n  voice: own"),
    "lath-ended": ("Lath was a member of the League from 1901 until some year of that century.",
                   "began: 1901\n  ended: 19XX\n  voice: own"),
    "ness-interval": ("Ness was a member of the League all through the years 1922 to 1924, we read.", "holds: 1922/1924\n  voice: own"),
    "quay-about": ("Quay was a member of the League in about 1925, as old bills of lading show.", "holds: 1925~\n  voice: own"),
    "ferrol-dated": ("Ferrol is a member of the League at the time at which we write this record.",
                     "holds: 1931\n  date-basis: document\n  voice: own"),
    "unlinked-plain": ("Fog Point is a member of the League since 1907, and nobody has linked it yet.", "began: 1907\n  voice: own"),
}  # fmt: skip
_AGAIN = {
    "dun-contested": ("Dun became a member of the League in the year 1913, and not a day earlier.", "began: 1913\n  voice: own"),
    "vey-plain": ("Vey is, as everybody knows, a member of the League since March of the year 1921.", "began: 1921-03\n  voice: own"),
}  # fmt: skip
_MORE = """
- id: c90
  says: "-5 and falling: the +1 of the League"
  about: orla-master
  type: Tenure
  office-holder: orla-brand
  post: harbour-master-of-vey
  holds: 1930-05-01
  voice: own
  find: harbour master on the first of May
- id: c91
  says: The post is one of Vey.
  about: harbour-master-of-vey
  post-in: vey
  voice: own
  find: harbour master on the first of May
- id: c92
  says: Whose membership it would be is no secret.
  about: sel-hedged
  member: sel
  voice: own
  find: harbour master on the first of May
"""


def write_ports(folder: Path) -> Path:
    """Write the corpus into ``folder``, its texts into ``folder/texts``."""
    write_entities(folder, _entities())
    last = "Orla Brand was harbour master on the first of May 1930 in the port of Vey."
    write_source(
        folder,
        "port-record",
        _text(_SAID, last),
        _claims("port-record", _SAID) + _MORE,
        published="1931",
        author="orla-brand",
    )
    write_source(
        folder, "port-review", _text(_AGAIN), _claims("port-review", _AGAIN), published="1932~", author="orla-brand"
    )
    return folder


def _entities() -> str:
    lines = ["entities:"]
    lines += [
        f"- {{id: {port}, type: State, label: {{en: Port {port}}}, wikidata: {_exact(ITEMS[port])}}}" for port in PORTS
    ]
    lines += [
        "- {id: fog-point, type: State, label: {en: Fog Point}}",
        f"- id: lamp-league\n  type: Organisation\n  label: {{en: '{FORMULA}'}}\n  wikidata: {_exact(LEAGUE)}",
        f"- {{id: orla-brand, type: Person, label: {{en: Orla Brand}}, wikidata: {_exact(ORLA)}}}",
        f"- {{id: harbour-master-of-vey, type: Post, label: {{en: harbour master of Vey}}, wikidata: {_exact(MASTER)}}}",
        *(f"- {{id: {name}, label: {{en: the membership {name}}}}}" for name in _SAID),
        "- {id: orla-master, label: {en: Orla Brand as harbour master}}",
    ]
    return "\n".join(lines) + "\n"


def _exact(item: str) -> str:
    return f"{{match: exact, id: {item}, evidence: made up}}"


def _text(said: dict[str, tuple[str, str]], *more: str) -> str:
    return "A record of the ports\n\n" + "\n\n".join([*(sentence for sentence, _ in said.values()), *more]) + "\n"


def _claims(source: str, said: dict[str, tuple[str, str]]) -> str:
    return f"source: {source}\nclaims:\n" + "\n".join(
        f"- id: c{number:02}\n  says: The membership {name} is told of.\n  about: {name}\n  type: Membership\n"
        f"  member: {_member(name)}\n  organisation: lamp-league\n  {how}\n  find: '{' '.join(sentence.split()[:6])}'"
        for number, (name, (sentence, how)) in enumerate(said.items(), start=1)
    )


def _member(situation: str) -> str:
    port = situation.partition("-")[0]
    return "fog-point" if port == "unlinked" else port
