"""Turns at the database, without one."""

from __future__ import annotations

import asyncio
import random

import pytest

from graph.errors import StoreBusy
from graph.store.turns import Turns, question_begins


def test_a_question_that_began_first_is_done_first_with_all_its_queries() -> None:
    """Twenty questions of four queries each, one turn: they end in the order in which they began, none while another is half done."""
    done: list[int] = []

    async def question(number: int, turns: Turns) -> None:
        question_begins()
        for _ in range(4):
            async with turns.turn():
                await asyncio.sleep(0)
        done.append(number)

    async def main() -> None:
        turns = Turns(1)
        await asyncio.gather(*(question(number, turns) for number in range(20)))
        assert (turns.running, turns.waiting) == (0, 0)

    asyncio.run(main())
    assert done == list(range(20))


def test_never_more_at_once_and_no_turn_is_lost_whoever_leaves_when() -> None:
    async def main(seed: int) -> None:
        chance, turns, most, inside = random.Random(seed), Turns(3, patience_s=0.02), 0, 0

        async def query() -> None:
            nonlocal most, inside
            async with turns.turn():
                inside += 1
                most = max(most, inside)
                try:
                    await asyncio.sleep(chance.choice((0, 0, 0.001, 0.01)))
                finally:
                    inside -= 1

        tasks = [asyncio.ensure_future(query()) for _ in range(60)]
        for task in chance.sample(tasks, 30):
            await asyncio.sleep(chance.choice((0, 0.001)))
            task.cancel()
        ended = await asyncio.gather(*tasks, return_exceptions=True)
        assert all(one is None or isinstance(one, asyncio.CancelledError | StoreBusy) for one in ended)
        assert most == 3
        assert (turns.running, turns.waiting) == (0, 0)

    for seed in range(30):
        asyncio.run(main(seed))


def test_who_waits_too_long_is_told_to_come_again() -> None:
    async def main() -> None:
        turns = Turns(1, patience_s=0.01)
        async with turns.turn():
            with pytest.raises(StoreBusy, match="as much to do"):
                async with turns.turn():
                    pass
        async with turns.turn():  # and the one before gave its turn back
            assert turns.running == 1

    asyncio.run(main())
