"""The process that parses queries beside a build: a JSON list of them on standard input, on standard output their parts.

Called as ``python -P -c "from loaders.parser import main; main()"``. For each query it writes a line with a JSON string: its
parts, themselves as JSON, or nothing when it does not parse.
"""

from __future__ import annotations

import gc
import json
import sys
from contextlib import suppress

from loaders.algebra import read_parts


def main() -> None:
    """Parse the queries, in their order; end early when nobody reads on."""
    gc.disable()  # a parser makes much that is thrown away at once, and the process is soon gone
    with suppress(BrokenPipeError, KeyboardInterrupt):
        for text in json.loads(sys.stdin.buffer.read()):
            written = ""
            with suppress(Exception):
                written = read_parts(text).to_json()
            sys.stdout.buffer.write(json.dumps(written).encode() + b"\n")
            sys.stdout.buffer.flush()
