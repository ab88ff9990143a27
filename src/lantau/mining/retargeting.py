"""Does the retarget rule give each epoch from the one before? Exactly, in compact bits and whole seconds."""

from __future__ import annotations

from dataclasses import dataclass

from lantau.mining.network import Epoch, Network
from lantau.mining.protocol import BLOCKS_PER_EPOCH, SECONDS_PER_EPOCH, retarget, retarget_bits

SPAN_SEARCH_SECONDS = 60
"""A target's three bytes leave a span open by up to some ten seconds: so far around the estimate is looked."""


@dataclass(frozen=True, slots=True)
class Retargeting:
    """One retarget, from an epoch to the next.

    ``span_seconds`` is a whole number of seconds between the epoch's first and last block by which the rule gives the
    next epoch's bits exactly, None if there is none. ``last_interval_seconds`` is then what the next epoch's first
    block came after that. ``estimate_off`` is by how much of a share the rule misses when that interval is not known
    and taken as one of 2016 like ones.
    """

    epoch: Epoch
    after: Epoch
    span_seconds: int | None
    last_interval_seconds: int | None
    estimate_off: float


def retargetings(network: Network) -> tuple[Retargeting, ...]:
    """Every retarget between two epochs whose bits are known."""
    pairs = zip(network.epochs[:-1], network.epochs[1:], strict=True)
    return tuple(_held(epoch, after) for epoch, after in pairs if epoch.bits and after.bits)


def _held(epoch: Epoch, after: Epoch) -> Retargeting:
    between = after.start_seconds - epoch.start_seconds
    estimate = round(SECONDS_PER_EPOCH * epoch.difficulty / after.difficulty)
    near = range(estimate - SPAN_SEARCH_SECONDS, estimate + SPAN_SEARCH_SECONDS + 1)
    fitting = [span for span in near if retarget_bits(epoch.bits, span) == after.bits]
    span = fitting[len(fitting) // 2] if fitting else None
    guessed = retarget(epoch.difficulty, between * (BLOCKS_PER_EPOCH - 1) / BLOCKS_PER_EPOCH)
    return Retargeting(epoch, after, span, None if span is None else between - span, guessed / after.difficulty - 1.0)


def retarget_line(network: Network) -> str:
    """In one sentence, whether the rule gives every epoch."""
    held = retargetings(network)
    given = [each for each in held if each.span_seconds is not None]
    intervals = [each.last_interval_seconds for each in given if each.last_interval_seconds is not None]
    if not intervals:
        return f"the retarget rule gives none of {len(held)} epochs whose bits are told"
    worst = max(abs(each.estimate_off) for each in held)
    return (
        f"the retarget rule gives the bits of {len(given)} of {len(held)} epochs exactly, the next epoch's first block "
        f"{min(intervals)} to {max(intervals)} s after the last; without that interval it is off by at most {worst:.2%}"
    )
