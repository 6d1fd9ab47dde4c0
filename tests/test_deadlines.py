"""Deadlines that share a timer are each called at their time, or not at all."""

from __future__ import annotations

import asyncio

from graph.service.deadlines import Deadlines


def test_each_is_called_after_its_seconds_and_in_their_order_but_those_that_are_cancelled() -> None:
    called: list[tuple[str, float]] = []

    async def wait() -> None:
        loop = asyncio.get_running_loop()
        deadlines = Deadlines(0.05)

        def start(name: str) -> None:
            started = loop.time()
            deadlines.start(lambda: called.append((name, loop.time() - started)))

        start("first")
        cancelled = deadlines.start(lambda: called.append(("cancelled", 0)))
        await asyncio.sleep(0.03)
        start("second")
        cancelled.cancel()
        await asyncio.sleep(0.2)
        start("after all were over")
        await asyncio.sleep(0.15)

    asyncio.run(wait())
    assert [name for name, _ in called] == ["first", "second", "after all were over"]
    assert all(seconds >= 0.045 for _, seconds in called)


def test_what_is_cancelled_is_let_go_when_the_next_one_starts() -> None:
    async def many() -> int:
        deadlines = Deadlines(60)
        for _ in range(1000):
            deadlines.start(lambda: None).cancel()
        return len(deadlines)

    assert asyncio.run(many()) == 1
