"""One number told three ways: par on the ledger, the chain's total supply, and the sum of holders' balances."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from lantau.chain import Block, ChainSupply, Known, Unknown
from lantau.money import Amount, Asset
from lantau.refusal import Json
from lantau.register import reconciliation


class Agreement(StrEnum):
    """Whether two numbers that should be equal are; an unknown number agrees with nothing and breaks with nothing."""

    EQUAL = "equal"
    DIFFERENT = "different"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Difference:
    """Two records of one coin that should be equal to the base unit and are not."""

    left: str
    right: str
    left_amount: Amount
    right_amount: Amount

    @property
    def difference(self) -> Amount:
        """Left less right."""
        return self.left_amount - self.right_amount

    def as_body(self) -> dict[str, Json]:
        """The difference as plain data."""
        return {
            "left": self.left,
            "right": self.right,
            "left_amount": self.left_amount.decimal_text(),
            "right_amount": self.right_amount.decimal_text(),
            "difference": self.difference.decimal_text(),
        }


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """Coins outstanding as the ledger, the holders' balances and the chain have it (G 2.2.1)."""

    ledger: Amount
    holders: Amount
    chain: ChainSupply
    on_chain: reconciliation.Reconciliation | None = None

    @staticmethod
    def of_register(coin: Asset, on_chain: reconciliation.Reconciliation) -> Reconciliation:
        """The three numbers as the register has them at its block, with every holder's beside them."""
        block = Block(on_chain.block_number, on_chain.block_hash, on_chain.produced_at)
        chain: ChainSupply = Unknown("; ".join(on_chain.unknown) or "the node did not say")
        if on_chain.chain_units is not None:
            chain = Known(Amount(coin, on_chain.chain_units), block)
        issued, held = Amount(coin, on_chain.issued_units), Amount(coin, on_chain.holders_units)
        return Reconciliation(issued, held, chain, on_chain)

    def __post_init__(self) -> None:
        assert self.ledger.asset == self.holders.asset and self.ledger.asset.is_coin
        assert not isinstance(self.chain, Known) or self.chain.supply.asset == self.ledger.asset

    @property
    def with_holders(self) -> Agreement:
        """Ledger against the sum of holders' balances."""
        return Agreement.EQUAL if self.ledger == self.holders else Agreement.DIFFERENT

    @property
    def with_chain(self) -> Agreement:
        """Ledger against the chain's total supply at its block."""
        if not isinstance(self.chain, Known):
            return Agreement.UNKNOWN
        return Agreement.EQUAL if self.ledger == self.chain.supply else Agreement.DIFFERENT

    def differences(self) -> tuple[Difference, ...]:
        """Every pair known to differ; each opens a break."""
        found = []
        if self.with_holders is Agreement.DIFFERENT:
            found.append(Difference("ledger", "holders", self.ledger, self.holders))
        if isinstance(self.chain, Known) and self.with_chain is Agreement.DIFFERENT:
            found.append(Difference("ledger", "chain", self.ledger, self.chain.supply))
        return (*found, *self._of_holders())

    def _of_holders(self) -> Iterator[Difference]:
        """Holders whose coins the chain and the ledger number differently."""
        for one in () if self.on_chain is None else self.on_chain.differences:
            if one.what == "units" and one.who:
                left, right = (Amount(self.ledger.asset, int(value)) for value in (one.left_value, one.right_value))
                yield Difference(f"{one.left} of {one.who}", f"{one.right} of {one.who}", left, right)

    def as_body(self) -> dict[str, Json]:
        """The three numbers and how they agree; an unknown supply carries its reason and no number."""
        known = self.chain if isinstance(self.chain, Known) else None
        return {
            "ledger": self.ledger.decimal_text(),
            "holders": self.holders.decimal_text(),
            "holders_agreement": self.with_holders.value,
            "chain": None if known is None else known.supply.decimal_text(),
            "chain_block": None if known is None else known.block.number,
            "chain_block_hash": None if known is None else known.block.hash,
            "chain_agreement": self.with_chain.value,
            "chain_unknown_because": "" if isinstance(self.chain, Known) else self.chain.reason,
            **self._register_body(),
        }

    def _register_body(self) -> dict[str, Json]:
        """What the register found beside the three numbers; nothing for a coin on no chain."""
        if self.on_chain is None:
            return {}
        return {
            "holders_compared": self.on_chain.holder_count,
            "holders_asked_on_chain": self.on_chain.asked_count,
            "holder_differences": [each.as_body() for each in self.on_chain.differences],
            "pending_moves": len(self.on_chain.pending),
        }
