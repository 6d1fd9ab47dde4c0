"""The cache holds whole stores or none: whatever is killed, damaged, full or done twice at once."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from commands import BLOCKED, DETENTE, copy_of_tree, environment, is_clear, python, run, shipped, warm
from pyoxigraph import Literal, NamedNode, Triple

from graph.errors import StoreError
from graph.graphs import Graphs, Reason
from graph.layers import Layer, content_key
from graph.store import Opened, as_line, canonical_lines, canonical_nquads, open_built
from graph.store_writer import write_store

if TYPE_CHECKING:
    from collections.abc import Callable

LAMP, LIT = NamedNode("http://example.org/lamp"), NamedNode("http://example.org/lit")
TRIPLE = Triple(LAMP, LIT, Literal("1921"))
SMALL = Graphs(
    default=(TRIPLE,), named={NamedNode("http://example.org/g"): (TRIPLE,)},
    reasons=(Reason(triple=TRIPLE, words="a keeper lit it", premises=(TRIPLE,)),),
)  # fmt: skip
KEYS = [character * 16 for character in "abcdef"]


def small(folder: Path) -> Opened:
    write_store(folder, SMALL, dict)
    opened = open_built(folder, "v")
    assert opened is not None
    return opened


def names(cache: Path) -> list[str]:
    """What is in a cache, but for the folder of parsed queries, which is no store and outlives all of them."""
    return sorted(path.name for path in cache.iterdir() if path.name not in ("queries", "hierarchies"))


def only_store(cache: Path) -> Path:
    assert len(names(cache)) == 1, names(cache)
    return cache / names(cache)[0]


# A build is whole or not there.


@pytest.fixture(scope="module")
def killed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """What ``killed_builds.py`` found."""
    cache = tmp_path_factory.mktemp("killed") / "cache"
    cache.mkdir()
    script = [sys.executable, str(Path(__file__).with_name("killed_builds.py")), str(cache)]
    done = subprocess.run(script, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    found: dict[str, list[str]] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("mode", ["fresh", "replacing"])
@pytest.mark.slow
def test_a_build_that_is_killed_at_any_moment_leaves_no_half_store_and_the_next_one_sweeps(
    mode: str, killed: dict[str, list[str]]
) -> None:
    *left, after, cached = killed[mode]
    assert len(left) > 10
    assert set(left) <= {"none", "whole"}
    assert ("none" if mode == "fresh" else "whole") in left
    assert (after, cached) == ("whole", "0123456789abcdef")


@pytest.mark.slow
def test_a_command_that_is_killed_while_it_builds_leaves_a_cache_in_which_the_next_one_succeeds(
    tmp_path: Path,
) -> None:
    cache = tmp_path / "cache"
    with subprocess.Popen(
        [str(DETENTE), "ask", BLOCKED], env=environment(cache), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as building:
        while not (cache.is_dir() and names(cache)) and building.poll() is None:
            time.sleep(0.001)
        building.kill()
    done = run("ask", BLOCKED, cache=cache)
    assert done.returncode == 0
    assert "Lithuania" in done.stdout
    assert re.fullmatch("[0-9a-f]{16}", only_store(cache).name)


@pytest.mark.slow
def test_commands_that_start_at_once_on_an_empty_cache_all_answer_and_leave_one_store(tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    command = [str(DETENTE), "ask", BLOCKED]
    running = [
        subprocess.Popen(command, env=environment(cache), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for _ in range(3)
    ]
    ended = [(process.communicate(timeout=300), process.returncode) for process in running]
    assert [(code, errors) for (_, errors), code in ended if code != 0] == []
    assert len({output for (output, _), _ in ended}) == 1
    only_store(cache)


# What is in the cache.


def test_the_last_two_stores_are_kept_and_older_ones_removed(tmp_path: Path) -> None:
    for age, key in zip(range(4, 0, -1), KEYS, strict=False):
        small(tmp_path / key)
        os.utime(tmp_path / key, (1e9 - age, 1e9 - age))
    assert names(tmp_path) == KEYS[2:4]


def test_a_store_that_was_used_since_outlives_a_newer_one_that_was_not(tmp_path: Path) -> None:
    for age, key in ((3, KEYS[0]), (2, KEYS[1])):
        small(tmp_path / key)
        os.utime(tmp_path / key, (1e9 - age, 1e9 - age))
    open_built(tmp_path / KEYS[0], "v")
    small(tmp_path / KEYS[2])
    assert names(tmp_path) == [KEYS[0], KEYS[2]]


def test_foreign_folders_in_the_cache_are_left_alone_and_take_no_store_s_place(tmp_path: Path) -> None:
    foreign = ["notes", ".git", ".profile.999999999", "c" * 15, "0123456789abcdeg", "e" * 16]
    for name in foreign:
        (tmp_path / name).mkdir()
        (tmp_path / name / "catalogue.txt").write_text("{}")
    for key in KEYS[:3]:
        small(tmp_path / key)
        for name in foreign:
            os.utime(tmp_path / name)
    assert names(tmp_path) == sorted([*foreign, KEYS[1], KEYS[2]])
    assert all((tmp_path / name / "catalogue.txt").exists() for name in foreign)


def test_what_a_killed_build_left_is_swept_and_what_a_living_one_builds_is_not(tmp_path: Path) -> None:
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    for key, process in ((KEYS[0], dead.pid), (KEYS[1], os.getppid())):
        (tmp_path / f".{key}.{process}").mkdir()
        (tmp_path / f".{key}.old.{process}").mkdir()
    small(tmp_path / KEYS[2])
    living = [f".{KEYS[1]}.{os.getppid()}", f".{KEYS[1]}.old.{os.getppid()}"]
    assert names(tmp_path) == sorted([KEYS[2], *living])


def test_an_open_store_still_answers_when_its_folder_is_removed(tmp_path: Path) -> None:
    opened = small(tmp_path / KEYS[0])
    for key in KEYS[1:3]:
        small(tmp_path / key)
    assert not (tmp_path / KEYS[0]).exists()
    assert len(opened.quads) == 2
    assert opened.reason(TRIPLE) == ("a keeper lit it", (TRIPLE,))


@pytest.mark.parametrize("name", ["with blank", "50%20", "a#b?c", "Дэтант", "it's"])
def test_a_cache_may_have_any_name(name: str, tmp_path: Path) -> None:
    opened = small(tmp_path / name / KEYS[0])
    assert len(opened.quads) == 2
    assert opened.reason(TRIPLE) == ("a keeper lit it", (TRIPLE,))


# A cache that cannot be used.


def test_a_cache_that_cannot_be_written_ends_the_command_with_exit_code_5_and_names_the_setting(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    done = run("ask", BLOCKED, cache=tmp_path / "file" / "cache")
    assert done.returncode == 5
    assert done.stdout == ""
    *building, message = done.stderr.splitlines(keepends=True)
    assert len(building) <= 1
    assert is_clear(message)
    assert "DETENTE_CACHE" in message
    assert str(tmp_path / "file") in message


FULL_DISK = """
import resource, sys
from pathlib import Path
from pyoxigraph import Literal, NamedNode, Triple
from graph.errors import StoreError
from graph.graphs import Graphs, Reason
from graph.store_writer import write_store
cache, room = Path(sys.argv[1]), int(sys.argv[2])
triples = tuple(Triple(NamedNode(f"http://example.org/{n}"), NamedNode("http://example.org/p"), Literal("x" * 99)) for n in range(999))
graphs = Graphs(default=triples, named={}, reasons=tuple(Reason(triple=t, words="so", premises=()) for t in triples))
resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))
try:
    write_store(cache / ("a" * 16), graphs, dict)
except StoreError as error:
    print(error)
print(sorted(path.name for path in cache.iterdir()))
"""


@pytest.mark.parametrize("room", [0, 1000, 50_000, 100_000, 10_000_000])
@pytest.mark.slow
def test_a_disk_that_fills_while_a_store_is_written_is_a_clear_error_and_leaves_nothing(
    room: int, tmp_path: Path
) -> None:
    done = python(FULL_DISK, str(tmp_path), str(room), cache=tmp_path)
    assert done.stderr == ""
    if room == 10_000_000:
        assert done.stdout == "['aaaaaaaaaaaaaaaa']\n"
    else:
        message, left = done.stdout.splitlines()
        assert "DETENTE_CACHE" in message
        assert left == "[]"


# A store that is damaged.


def truncate(file: Path) -> None:
    os.truncate(file, file.stat().st_size // 2)


def change_a_letter(file: Path) -> None:
    content = file.read_bytes()
    file.write_bytes(bytes([content[0] ^ 1]) + content[1:])


def largest_table(folder: Path) -> Path:
    return max((folder / "quads").glob("*.sst"), key=lambda file: file.stat().st_size)


DAMAGES: dict[str, Callable[[Path], None]] = {
    "a table of the engine is cut": lambda folder: truncate(largest_table(folder)),
    "a table of the engine is gone": lambda folder: largest_table(folder).unlink(),
    "the engine's list of tables is cut": lambda folder: truncate(next((folder / "quads").glob("MANIFEST*"))),
    "the engine's pointer is gone": lambda folder: (folder / "quads" / "CURRENT").unlink(),
    "the reasons are gone": lambda folder: (folder / "reasons.sqlite").unlink(),
    "the reasons are cut": lambda folder: truncate(folder / "reasons.sqlite"),
    "the lookups are gone": lambda folder: (folder / "lookups.sqlite").unlink(),
    "the lookups are cut": lambda folder: truncate(folder / "lookups.sqlite"),
    "a letter of the lookups is another": lambda folder: change_a_letter(folder / "lookups.sqlite"),
    "the catalogue is cut": lambda folder: truncate(folder / "catalogue.txt"),
    "a letter of the catalogue is another": lambda folder: change_a_letter(folder / "catalogue.txt"),
    "the catalogue is gone": lambda folder: (folder / "catalogue.txt").unlink(),
    "the list of sizes is gone": lambda folder: (folder / "sizes.json").unlink(),
    "the list of sizes is cut": lambda folder: truncate(folder / "sizes.json"),
}


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small(tmp_path_factory.mktemp("sound") / KEYS[0]).folder


def test_a_sound_store_opens_where_it_is_copied(sound: Path, tmp_path: Path) -> None:
    shutil.copytree(sound, tmp_path / KEYS[1])
    assert open_built(tmp_path / KEYS[1], "v") is not None


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_store_is_not_opened_when(damage: str, sound: Path, tmp_path: Path) -> None:
    shutil.copytree(sound, tmp_path / KEYS[0])
    DAMAGES[damage](tmp_path / KEYS[0])
    with pytest.raises(StoreError, match="cannot be read") as caught:
        open_built(tmp_path / KEYS[0], "v")
    assert "DETENTE_CACHE" in str(caught.value)
    assert caught.value.exit_code == 5


@pytest.mark.slow
def test_a_damaged_store_is_built_again_by_the_next_command_which_says_so(tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    shutil.copytree(warm(), cache)
    store = only_store(cache)
    largest_table(store).unlink()
    done = run("ask", BLOCKED, cache=cache)
    assert done.returncode == 0
    assert "Lithuania" in done.stdout
    assert f"{store}: the store there is damaged, and is replaced\n" in done.stderr
    assert only_store(cache) == store
    assert "damaged" not in run("ask", BLOCKED, cache=cache).stderr


# The key of a store.

KEYS_OF_CHANGES = """
import os, sys
from pathlib import Path
from graph.layers import all_layers, content_key
root = Path(sys.argv[1])
assert Path(sys.modules["graph.layers"].__file__).is_relative_to(root)
def key(): return content_key(all_layers())
before = key()
for file in sorted(root.rglob("*")):
    if file.is_file() and file.suffix != ".pyc":
        content = file.read_bytes()
        file.write_bytes(content + b"\\n")
        changed = key() != before
        file.write_bytes(content)
        os.utime(file, (0, 0))
        print("changed" if changed else "same", file.relative_to(root).as_posix())
for name in ("data/notes.txt", "README.md", "queries/README.md", "graph/notes.txt", "data/sources/edm-2019/text.txt"):
    (root / name).write_text("of no concern")
os.chdir("/")
print("changed" if key() != before else "same", "in the end")
"""


def test_the_key_changes_with_every_file_that_is_read_and_with_nothing_else(tmp_path: Path) -> None:
    tree = copy_of_tree(tmp_path / "tree")
    done = python(KEYS_OF_CHANGES, str(tree), cache=tmp_path, PYTHONPATH=str(tree))
    assert done.stderr == ""
    found = {name: state for state, _, name in (line.partition(" ") for line in done.stdout.splitlines())}
    assert found.pop("in the end") == "same"
    read = {name for name in found if name.endswith((".py", ".yaml", ".ttl", ".jsonld", ".rq"))}
    assert {name for name in read if found[name] != "changed"} == set()
    assert {name for name in found if found[name] == "changed"} == read
    assert len(read) > 50


def layer(folder: Path, base: str = "http://example.org/") -> Layer:
    return Layer(name=folder.name, data=folder, ontology=folder / "ontology", queries=folder / "queries", base=base)


def test_the_key_changes_when_a_file_is_renamed_added_or_moved_to_another_layer_or_base(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name / "entities").mkdir(parents=True)
    file = tmp_path / "one" / "entities" / "lamps.yaml"
    file.write_text("entities: []\n")
    layers = (layer(tmp_path / "one"), layer(tmp_path / "two"))
    keys = [content_key(layers), content_key(layers[:1]), content_key(layers[::-1])]
    keys.append(content_key((layer(tmp_path / "one", "http://example.com/"), layers[1])))
    file.rename(file.with_name("lights.yaml"))
    keys.append(content_key(layers))
    file.write_text("entities: []\n")
    keys.append(content_key(layers))
    assert keys[0] == keys[1]  # a layer without files adds nothing
    assert len(set(keys)) == len(keys) - 1


# A build is a pure function.

CANONICAL = """
from graph.build import build_in_memory
from graph.layers import all_layers
from graph.store import canonical_nquads
print(canonical_nquads(build_in_memory(all_layers())[0]), end="")
"""


@pytest.mark.slow
def test_builds_give_the_same_bytes_whatever_the_hash_seed_the_file_times_and_the_folder(tmp_path: Path) -> None:
    """Here is what ``warm`` has built, of the files as they stand and with the hash seed 1."""
    tree = copy_of_tree(tmp_path / "tree")
    for file in tree.rglob("*"):
        os.utime(file, (1e9, 1e9))
    there = python(CANONICAL, cache=tmp_path, PYTHONHASHSEED="2", PYTHONPATH=str(tree), cwd=tmp_path)
    here = canonical_lines(shipped().quads)
    assert there.stderr == ""
    assert here.count("\n") > 1000
    assert here == there.stdout


def test_canonical_nquads_do_not_depend_on_the_order_of_what_is_built() -> None:
    other = Triple(LAMP, LIT, Literal("1922"))
    orders = [(TRIPLE, other), (other, TRIPLE), (other, TRIPLE, other)]
    texts = {canonical_nquads(Graphs(default=order, named={}, reasons=())) for order in orders}
    assert texts == {f"{as_line(TRIPLE)}\n{as_line(other)}\n"}
