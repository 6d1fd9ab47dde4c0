"""The command ``serve``: the graph over HTTP."""

from __future__ import annotations

import ipaddress
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

import click

from graph.cli_options import data_option, opened, perspective_option
from graph.errors import InputError, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

_LEAST_TOKEN = 16
_FILE = click.Path(path_type=Path, dir_okay=False)


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen at.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="The port; 0 takes one that is free."
)
@click.option(
    "--workers",
    type=click.IntRange(1),
    metavar="N",
    help="How many light queries run at once. Default: one more than there are processors.",
)
@click.option(
    "--timeout", type=click.FloatRange(min=0.1), metavar="SECONDS", help="The most that a query may take. Default: 30."
)
@click.option(
    "--limit",
    "limits",
    multiple=True,
    envvar="DETENTE_LIMITS",
    metavar="NAME=VALUE",
    help="Another limit (repeatable; also DETENTE_LIMITS, with blanks between them). The start prints all of them.",
)
@click.option(
    "--service",
    "services",
    multiple=True,
    metavar="URL",
    help="A query may call this address by SERVICE (repeatable); no other.",
)
@click.option("--writable", is_flag=True, help="Take updates from whoever bears the token, into the graph user.")
@click.option(
    "--token-file",
    type=_FILE,
    envvar="DETENTE_TOKEN_FILE",
    metavar="FILE",
    help="The token for writing is in this file; else in DETENTE_TOKEN.",
)
@click.option(
    "--user-graph",
    type=_FILE,
    envvar="DETENTE_USER_GRAPH",
    metavar="FILE",
    help="Where the graph user is kept, as N-Quads. Default: detente/user.nq in your folder of data.",
)
@click.option("--log-queries", is_flag=True, help="Write what is asked into the log; else it has the path alone.")
@click.option(
    "--proxy",
    "proxies",
    multiple=True,
    envvar="DETENTE_PROXIES",
    metavar="ADDRESS",
    help="A proxy at this address or network says who the client is, by X-Forwarded-For (repeatable; also DETENTE_PROXIES).",
)
@perspective_option
@data_option
def serve(
    host: str,
    port: int,
    workers: int | None,
    timeout: float | None,
    limits: tuple[str, ...],
    services: tuple[str, ...],
    writable: bool,
    token_file: Path | None,
    user_graph: Path | None,
    log_queries: bool,
    proxies: tuple[str, ...],
    seen: str,
    overlays: tuple[Path, ...],
) -> None:
    """Serve the graph over HTTP: SPARQL at /sparql, saved questions at /ask, graphs at /graphs, the state of the server at /health."""
    from graph.service.limits import Settings, limits_from  # noqa: PLC0415  only this command needs a web server
    from graph.service.running import serve as run  # noqa: PLC0415

    named = [f"{name}={value}" for name, value in (("workers", workers), ("seconds", timeout)) if value is not None]
    allowed = limits_from([*limits, *named])
    token = _token(token_file) if writable else ""
    store = opened(overlays, seen)
    settings = Settings(
        store=store.folder / "quads", version=store.version, host=host, port=port, limits=allowed, services=_addresses(services),
        user_file=(user_graph or _user_file()) if writable else None, token=token, log_queries=log_queries, proxies=_networks(proxies),
        overlays=overlays, perspective=store.perspective.text, whole=store.whole.folder if store.whole else None,
    )  # fmt: skip
    click.echo(f"data {store.version}", err=True)
    click.echo(f"limits {allowed.words()}", err=True)
    if settings.user_file is not None:
        click.echo(f"writable with the token; the graph user is kept in {settings.user_file}", err=True)
    run(settings, lambda address: click.echo(f"SPARQL at {address}/sparql", err=True))


def _networks(words: Sequence[str]) -> tuple[str, ...]:
    """The addresses and networks as they were written. Raises UsageError for what is none, for a name too."""
    for word in words:
        try:
            ipaddress.ip_network(word)
        except ValueError as error:
            raise UsageError(
                f"{word!r} is no address of a proxy; write one such as 127.0.0.1 or 10.1.0.0/16"
            ) from error
    return tuple(words)


def _addresses(words: Sequence[str]) -> tuple[str, ...]:
    """The addresses of services as they were written. Raises UsageError for what is no address of HTTP."""
    for word in words:
        if not re.match(r"https?://[^/\s]", word):
            raise UsageError(f"{word!r} is no address of a service; write one such as https://example.org/sparql")
    return tuple(words)


def _token(file: Path | None) -> str:
    """The token. Raises UsageError when there is none, or one that is easily guessed."""
    try:
        token = file.read_text(encoding="utf-8").strip() if file else os.environ.get("DETENTE_TOKEN", "").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{file}: the token cannot be read ({error})") from error
    if len(token) < _LEAST_TOKEN:
        raise UsageError(
            f"--writable needs a token of at least {_LEAST_TOKEN} characters: write one into a file and name it with --token-file, "
            "or set DETENTE_TOKEN"
        )
    return token


def _user_file() -> Path:
    """Where the graph user is kept when no file is named: it is data, and does not belong in a cache."""
    home = os.environ.get("XDG_DATA_HOME")
    return (Path(home) if home else Path.home() / ".local" / "share") / "detente" / "user.nq"
