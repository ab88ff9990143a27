"""How a mining pool pays: PPS, FPPS, PPLNS or none at all (solo), and what luck does under each."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lantau.mining.form import Section
from lantau.mining.quantities import SHARE, Bound
from lantau.mining.refusals import BAD_FIELD
from lantau.refusal import Refusal, Refused

PPS, FPPS, PPLNS, SOLO = "PPS", "FPPS", "PPLNS", "solo"
SCHEMES = (PPS, FPPS, PPLNS, SOLO)
FEE_BOUND = Bound(0.0, 0.2)


@dataclass(frozen=True, slots=True)
class MiningPool:
    """A scheme and its fee. ``share_of_network`` is the whole pool's, by which PPLNS spreads luck.

    PPS pays the expected subsidy and keeps the transaction fees; FPPS pays both; PPLNS pays both for the blocks that
    the pool really finds; solo pays both for the blocks that the miner finds.
    """

    scheme: str
    fee: float
    share_of_network: float = 0.0

    @property
    def takes_luck(self) -> bool:
        """Whether what is paid moves with blocks found."""
        return self.scheme in (PPLNS, SOLO)

    @property
    def pays_fees(self) -> float:
        """1 where transaction fees are paid on, 0 where the pool keeps them."""
        return 0.0 if self.scheme == PPS else 1.0

    def reward_btc(self, subsidy_btc: float, fees_btc: float) -> float:
        """What an expected block brings the miner."""
        return (subsidy_btc + self.pays_fees * fees_btc) * (1.0 - self.fee)

    def drawn_luck(
        self, rng: np.random.Generator, own_blocks: NDArray[np.float64], network_blocks: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        """Blocks found over blocks expected, one draw for each cell; 1 under PPS and FPPS.

        Under solo the miner's own blocks are Poisson; under PPLNS the pool's are. Nothing expected: luck 1.
        """
        if not self.takes_luck:
            return np.ones_like(own_blocks)
        expected = own_blocks if self.scheme == SOLO else self.share_of_network * network_blocks
        found = rng.poisson(expected).astype(np.float64)
        return np.divide(found, expected, out=np.ones_like(found), where=expected > 0.0)


POOL_FIELDS = ("scheme", "fee", "share_of_network")


def read_mining_pool(section: Section) -> MiningPool:
    """A ``[mining_pool]`` table. Refused mining.bad_field, mining.out_of_bounds."""
    section.known(POOL_FIELDS)
    scheme = section.text("scheme", choices=SCHEMES)
    if scheme == PPLNS and not section.has("share_of_network"):
        told = "share_of_network is missing: PPLNS pays for the blocks of the whole pool"
        raise Refused(Refusal(BAD_FIELD, told, where=section.where("scheme")))
    share = section.quantity("share_of_network", SHARE, Bound(0.0, 1.0, above=True), 0.0)
    return MiningPool(scheme, section.quantity("fee", SHARE, FEE_BOUND), share)
