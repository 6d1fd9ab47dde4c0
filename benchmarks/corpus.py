"""Invent a corpus of any size in the proportions of the real one: ``python benchmarks/corpus.py SEED CLAIMS OUT``.

OUT becomes a folder for ``detente --data OUT``. It is made of *worlds*, each a random draw from the claim files of ``data/sources``,
which are read anew each time, so that no proportion is typed in: situations are drawn, with all claims on them and all
that those name, under new slugs; all years of a world are shifted alike. A registered thing stays itself with probability
1 - 1/n, where n claims name it, so that Belarus and NATO become what everybody speaks of, and most things are new in each
world. Of a thing that stays itself no more is said than the shipped claims say; judgements and shared origins go with
their claims. Worlds are independent: the same seed and number give the same world, whatever else is made. No world has
judgements on identity.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import yaml

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

ROOT = Path(__file__).parents[1]
Block: TypeAlias = dict[str, Any]

_DRAWN = 0.7
"""The chance of a situation to be drawn; what is drawn names others, and nine in ten come about in the end."""
_SHIFTS = (-40, -20, 0, 20, 40)
"""By how many years a world is moved: 199X stays a decade and each 29 February a day of the calendar."""
_NAMING = ("about", "speaker", "via", "said-in", "leans-on")
_ONCE = "predecessor"
"""The key of what happens to a thing once: no other world can tell it again, so what it names is new in each."""
_YEAR = re.compile(r"(?<![0-9])[0-9]{3}[0-9X](?![0-9])")


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """The files of one world: what stands in ``entities/``, in ``sources/``, and what editors decided on it."""

    entities: list[Block]
    sources: Mapping[str, tuple[Block, Block]] = field(hash=False)
    judgements: list[Block]
    origins: list[Block]

    @property
    def size(self) -> int:
        """How many claims it has."""
        return sum(len(claims["claims"]) for _, claims in self.sources.values())


class Pattern:
    """The real corpus: the blocks of its files, as they are written."""

    def __init__(self, data: Path = ROOT / "data", context: Path = ROOT / "ontology" / "context.jsonld") -> None:
        kinds = {
            key: term["@type"]
            for key, term in json.loads(context.read_text(encoding="utf-8"))["@context"].items()
            if isinstance(term, dict) and "@type" in term
        }
        self.things = {*_NAMING, *(key for key, kind in kinds.items() if kind == "@id")}
        self.dates = {key for key, kind in kinds.items() if kind == "edtf:EDTF"}
        self.entities = {
            block["id"]: block
            for file in sorted((data / "entities").glob("*.yaml"))
            for block in _read(file)["entities"]
        }
        self.sources = {file.parent.name: _read(file) for file in sorted(data.glob("sources/*/source.yaml"))}
        self.claims = {
            source: [block for block in _read(data / "sources" / source / "claims.yaml")["claims"] if "about" in block]
            for source in self.sources
        }
        self.judgements: list[Block] = _read(data / "conflicts.yaml")["judgements"]
        self.origins: list[Block] = _read(data / "origins.yaml")["origins"]

    @cached_property
    def uses(self) -> Counter[str]:
        """How many claims name a thing."""
        return Counter(thing for blocks in self.claims.values() for block in blocks for thing in self.named(block))

    @cached_property
    def lasting(self) -> list[str]:
        """The registered things that can be the same in several worlds."""
        once = {thing for blocks in self.on.values() for block in blocks for thing in _listed(block.get(_ONCE, []))}
        return [slug for slug, block in self.entities.items() if "type" in block and slug not in once]

    @cached_property
    def on(self) -> Mapping[str, list[Block]]:
        """The claims on each thing."""
        found: dict[str, list[Block]] = defaultdict(list)
        for blocks in self.claims.values():
            for block in blocks:
                found[block["about"]].append(block)
        return found

    def named(self, block: Block) -> set[str]:
        """The things that a claim names."""
        return {thing for key in self.things & block.keys() for thing in _listed(block[key])}


def _read(file: Path) -> Block:
    return dict(yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.CBaseLoader))  # noqa: S506  it makes nothing but strings


def _listed(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value


class _Plain(yaml.CSafeDumper):
    """Writes out what stands in two places: claim files have no aliases."""

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002  the library's own method
        return True


class _Draw:
    """One draw from the real corpus: which things stay themselves, which are taken, and what each is called."""

    def __init__(self, pattern: Pattern, seed: int, number: int) -> None:
        dice = random.Random(f"{seed}/{number}")  # noqa: S311  # a benchmark wants the same data each time, not secrets
        self._pattern = pattern
        self._number = number
        self.kept = {slug for slug in pattern.lasting if dice.random() > 1 / max(1, pattern.uses[slug])}
        self._shift = dice.choice(_SHIFTS)
        self.taken = self._with_named([slug for slug in pattern.on if dice.random() < _DRAWN])

    def _with_named(self, waiting: list[str]) -> set[str]:
        taken: set[str] = set()
        while waiting:
            thing = waiting.pop()
            if thing not in taken and thing not in self.kept:
                taken.add(thing)
                waiting += sorted(
                    {other for block in self._pattern.on.get(thing, ()) for other in self._pattern.named(block)}
                )
        return taken

    def slug(self, slug: str) -> str:
        """What a thing, a source or a judgement is called in this world."""
        return slug if slug in self.kept else f"{slug}-w{self._number}"

    def years(self, text: str) -> str:
        """A date in EDTF with its years moved."""
        return _YEAR.sub(lambda year: f"{int(year[0][:3]) + self._shift // 10}{year[0][3]}", text)

    def text(self, text: str) -> str:
        """A name or a gloss that no other world has."""
        return f"{text.rstrip('.')} (world {self._number})."

    def name(self, text: str) -> str:
        """A name that no other world has."""
        return f"{text} ({self._number})"

    def entity(self, block: Block) -> Block:
        """The entry of a thing in the registry, without its link to Wikidata."""
        made = {key: value for key, value in block.items() if key != "wikidata"} | {"id": self.slug(block["id"])}
        for key in ("label", "variants", "misprints"):
            if key in block:
                made[key] = {
                    language: self.name(names) if isinstance(names, str) else [self.name(name) for name in names]
                    for language, names in block[key].items()
                }
        return made

    def claim(self, block: Block, source: str) -> Block:
        """A claim of this world, at a passage of its own."""
        made = dict(block)
        for key in made.keys() & self._pattern.things:
            made[key] = _each(self.slug, made[key])
        for key in made.keys() & self._pattern.dates:
            made[key] = _each(self.years, made[key])
        made["says"] = self.text(block["says"])
        made["anchor"] = block["anchor"] | {"hash": _hash(f"{source} {block['anchor']['span']}")[:16]}
        return made

    def source(self, block: Block) -> Block:
        """A document of this world."""
        made = block | {"id": self.slug(block["id"]), "title": self.name(block["title"])}
        made["author"] = _each(self.slug, block["author"])
        if "published" in block:
            made["published"] = self.years(block["published"])
        return made

    def decisions(self, blocks: Iterable[Block], known: set[str]) -> list[Block]:
        """What editors decided on claims that are all in this world."""
        return [
            block
            | {"id": self.slug(block["id"]), "claims": [self._claim_name(claim) for claim in block["claims"]]}
            | {key: self.slug(block[key]) for key in ("origin-entity",) if key in block}
            | {key: self._claim_name(block[key]) for key in ("prefers",) if key in block}
            for block in blocks
            if known.issuperset(block["claims"]) and self.known(block.get("origin-entity"))
        ]

    def known(self, thing: str | None) -> bool:
        """Whether a thing that a decision names, if any, is there."""
        return thing is None or thing in self.kept or thing in self.taken

    def _claim_name(self, name: str) -> str:
        source, _, claim = name.partition("/")
        return f"{self.slug(source)}/{claim}"


def _each(change: Any, value: str | list[str]) -> str | list[str]:
    return change(value) if isinstance(value, str) else [change(part) for part in value]


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def invent(pattern: Pattern, seed: int, number: int) -> World:
    """The world of that number."""
    draw = _Draw(pattern, seed, number)
    sources: dict[str, tuple[Block, Block]] = {}
    known: set[str] = set()
    for slug, block in pattern.sources.items():
        mine, name = [found for found in pattern.claims[slug] if found["about"] in draw.taken], draw.slug(slug)
        known |= {f"{slug}/{found['id']}" for found in mine}
        claims = [draw.claim(found, name) for found in mine]
        sources[name] = draw.source(block), {"source": name, "text-sha256": _hash(name), "claims": claims}
    named = {author for block in pattern.sources.values() for author in _listed(block["author"])} - draw.kept
    return World(
        entities=[draw.entity(block) for slug, block in pattern.entities.items() if slug in draw.taken | named],
        sources=sources,
        judgements=draw.decisions(pattern.judgements, known),
        origins=draw.decisions(pattern.origins, known),
    )


def worlds(seed: int, claims: int, pattern: Pattern | None = None) -> Iterator[World]:
    """Worlds with so many claims in all, or a few more."""
    pattern = pattern or Pattern()
    made, number = 0, 0
    while made < claims:
        number += 1
        world = invent(pattern, seed, number)
        made += world.size
        yield world


def write(found: Iterable[World], folder: Path) -> int:
    """Write worlds as an overlay folder and say how many claims they have."""
    made, judgements, origins = 0, list[Block](), list[Block]()
    for number, world in enumerate(found, start=1):
        _write(folder / "entities" / f"part-{number}.yaml", {"entities": world.entities})
        for slug, (source, claims) in world.sources.items():
            _write(folder / "sources" / slug / "source.yaml", source)
            _write(folder / "sources" / slug / "claims.yaml", claims)
        judgements += world.judgements
        origins += world.origins
        made += world.size
    _write(folder / "conflicts.yaml", {"judgements": judgements})
    _write(folder / "origins.yaml", {"origins": origins})
    return made


def _write(file: Path, content: Block) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    text = yaml.dump(content, Dumper=_Plain, allow_unicode=True, sort_keys=False, width=120)
    file.write_text(text, encoding="utf-8")


def main() -> None:
    """Write the folder and say what is in it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("seed", type=int, metavar="SEED")
    parser.add_argument("claims", type=int, metavar="CLAIMS")
    parser.add_argument("out", type=Path, metavar="OUT", help="a folder that is not there yet")
    args = parser.parse_args()
    args.out.mkdir(parents=True)
    print(f"{args.out}: {write(worlds(args.seed, args.claims), args.out):,} claims")


if __name__ == "__main__":
    main()
