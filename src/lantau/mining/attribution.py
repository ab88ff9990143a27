"""Why output changed between two months: each cause's part, exact to the satoshi.

The output of a month is ``f(causes) = hashrate · uptime · seconds · (subsidy + fees) · (1 - fee) · luck / (D 2^32)``.
A cause's part is its Shapley value: the mean, over every order in which the causes change one after another, of what
its change adds. Of all splits it alone adds up, treats causes alike, and gives nothing to one that did not change
(L. S. Shapley, *A value for n-person games*, 1953); unlike the log-mean Divisia split it needs no positive values.
Parts are rounded to the satoshi by largest remainder, so their sum is the change itself.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from lantau.mining.mining_pools import MiningPool
from lantau.mining.months import Month
from lantau.mining.network import NetworkMonth
from lantau.mining.protocol import HASHES_PER_DIFFICULTY, SATOSHI_PER_BITCOIN
from lantau.mining.refusals import NO_OUTPUT
from lantau.mining.report import MonthReport
from lantau.refusal import Refusal, Refused

Causes = tuple[tuple[float, ...], ...]
CAUSES = ("hashrate", "uptime", "days", "difficulty", "subsidy", "fees", "mining_pool", "luck")


@dataclass(frozen=True, slots=True)
class Output:
    """A month's output and its causes. ``produced_sat`` is what is explained; ``luck`` closes the gap to the model.

    ``hashrate_ehs`` is deployed where that is known, with ``uptime`` operating over deployed; else operating, and 1.
    """

    month: Month
    produced_sat: int
    hashrate_ehs: float
    uptime: float
    days: int
    difficulty: float
    subsidy_btc: float
    fees_btc: float
    kept: float
    pays_fees: float
    luck: float

    def causes(self) -> Causes:
        """The values of ``CAUSES``, in their order; a mining pool's terms are two."""
        return (
            (self.hashrate_ehs,), (self.uptime,), (float(self.days),), (self.difficulty,), (self.subsidy_btc,),
            (self.fees_btc,), (self.kept, self.pays_fees), (self.luck,),
        )  # fmt: skip


def bitcoin_of(causes: Causes) -> float:
    """Bitcoin in BTC that these causes make."""
    (hashrate,), (uptime,), (days,), (difficulty,), (subsidy,), (fees,), (kept, pays_fees), (luck,) = causes
    blocks = hashrate * 1e18 * uptime * days * 86_400.0 / (difficulty * HASHES_PER_DIFFICULTY)
    return blocks * (subsidy + pays_fees * fees) * kept * luck


def observed(
    network: NetworkMonth, mining_pool: MiningPool, produced_sat: int, operating_ehs: float, deployed_ehs: float | None
) -> Output:
    """An output of which bitcoin and hashrates are known: luck is what the bitcoin differs by from the model.

    Refused mining.no_output where nothing ran or nothing was mined.
    """
    if produced_sat <= 0 or operating_ehs <= 0.0:
        raise Refused(Refusal(NO_OUTPUT, f"{network.month} mined nothing", where=str(network.month)))
    hashrate, uptime = (deployed_ehs, operating_ehs / deployed_ehs) if deployed_ehs else (operating_ehs, 1.0)
    made = Output(
        network.month,
        produced_sat,
        hashrate,
        uptime,
        network.month.days,
        network.difficulty,
        network.subsidy_btc,
        network.fees_btc,
        1.0 - mining_pool.fee,
        mining_pool.pays_fees,
        1.0,
    )
    return replace(made, luck=produced_sat / SATOSHI_PER_BITCOIN / bitcoin_of(made.causes()))


def reported(row: MonthReport, mining_pool: MiningPool) -> Output:
    """The output of a reported month: what was published where the file says it, else what the model makes."""
    produced_sat = row.produced_sat if row.published_sat is None else row.published_sat
    return observed(row.network, mining_pool, produced_sat, row.operating_ehs, row.deployed_ehs)


@dataclass(frozen=True, slots=True)
class Attribution:
    """The change between two outputs and each cause's part of it in satoshi; the parts sum to the change."""

    before: Output
    after: Output
    parts_sat: Mapping[str, int]

    @property
    def change_sat(self) -> int:
        """Bitcoin of the later month less those of the earlier."""
        return self.after.produced_sat - self.before.produced_sat

    @property
    def change_share(self) -> float:
        """The whole change over the earlier month's bitcoin."""
        return self.change_sat / self.before.produced_sat

    def share(self, cause: str) -> float:
        """A cause's part over the earlier month's bitcoin."""
        return self.parts_sat[cause] / self.before.produced_sat


def attribute(before: Output, after: Output) -> Attribution:
    """Split the change between two outputs by cause, exactly."""
    change = after.produced_sat - before.produced_sat
    exact = shapley(bitcoin_of, before.causes(), after.causes())
    parts = largest_remainder([part * SATOSHI_PER_BITCOIN for part in exact], change)
    return Attribution(before, after, dict(zip(CAUSES, parts, strict=True)))


def shapley(function: Callable[[Causes], float], before: Causes, after: Causes) -> list[float]:
    """Each place's mean marginal change over all orders, by weights over subsets: ``2^n`` values of the function."""
    count = len(before)
    values = {
        changed: function(tuple(after[i] if changed >> i & 1 else before[i] for i in range(count)))
        for changed in range(1 << count)
    }
    weights = [1.0 / (count * math.comb(count - 1, size)) for size in range(count)]
    parts = []
    for place in range(count):
        bit = 1 << place
        terms = (
            weights[changed.bit_count()] * (values[changed | bit] - value)
            for changed, value in values.items()
            if not changed & bit
        )
        parts.append(math.fsum(terms))
    return parts


def largest_remainder(parts: list[float], total: int) -> list[int]:
    """Whole numbers near the parts whose sum is ``total``: all rounded down, then one more to the largest remainders.

    A total that the parts miss by more (rounded inputs) is met by the largest part.
    """
    whole = [math.floor(part) for part in parts]
    lacking = total - sum(whole)
    order = sorted(range(len(parts)), key=lambda place: (whole[place] - parts[place], place))
    for place in itertools.islice(order, max(0, min(lacking, len(parts)))):
        whole[place] += 1
    whole[max(range(len(parts)), key=lambda place: abs(parts[place]))] += total - sum(whole)
    return whole
