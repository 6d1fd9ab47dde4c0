"""The process that parses queries beside a build: a JSON list of them on standard input, on standard output their parts.

Called as ``python -P -c "from loaders.parser import main; main()"``. For each query it writes a line with a number of bytes,
and then that many bytes: its parts as a pickle, or none when it does not parse.
"""

from __future__ import annotations

import gc
import json
import pickle
import sys
from contextlib import suppress

from loaders.algebra import expect_no_comments, read_parts


def main() -> None:
    """Parse the queries, in their order; end early when nobody reads on."""
    gc.disable()  # a parser makes much that is thrown away at once, and the process is soon gone
    expect_no_comments()
    with suppress(BrokenPipeError, KeyboardInterrupt):
        for text in json.loads(sys.stdin.buffer.read()):
            found = b""
            with suppress(Exception):
                found = pickle.dumps(read_parts(text), pickle.HIGHEST_PROTOCOL)
            sys.stdout.buffer.write(b"%d\n%b" % (len(found), found))
            sys.stdout.buffer.flush()
