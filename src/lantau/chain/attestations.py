"""Which attestation of the reserve goes with which of the messages that wait for a contract."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from lantau.chain import coin_contract
from lantau.chain.calls import Attested, attested_in
from lantau.chain.node import Node
from lantau.chain.sending import Waiting


@dataclass(slots=True)
class Attestations:
    """Which of the mints that wait for contracts on the chain brings the reserve's newest attestation to its own; the
    others rest on it."""

    node: Node
    waiting: Sequence[Waiting]
    _newest: dict[str, Attested] = field(default_factory=dict)
    _brought: set[str] = field(default_factory=set)
    _stored: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for each in self.waiting:
            brought = attested_in(each.message)
            before = self._newest.get(each.contract)
            if brought is not None and (before is None or brought.attested_at >= before.attested_at):
                self._newest[each.contract] = brought
        for contract, newest in list(self._newest.items()):
            if newest.attested_at <= self._stored_at(contract):
                self._brought.add(contract)

    def carried_by(self, each: Waiting) -> Attested | None:
        """The attestation this message carries: the newest of all, on the first mint that can."""
        if each.message.topic != "chain.mint" or each.contract in self._brought:
            return None
        return self._newest.get(each.contract)

    def behind(self, each: Waiting) -> Attested | None:
        """What a mint rests on, itself or on one that leaves before it in this very round; None for what the contract
        has already."""
        if each.message.topic != "chain.mint":
            return None
        newest = self._newest.get(each.contract)
        return newest if newest is not None and newest.attested_at > self._stored_at(each.contract) else None

    def used(self, each: Waiting, attested: Attested | None) -> None:
        """A message that carries the attestation leaves."""
        if attested is not None:
            self._brought.add(each.contract)

    def is_superseded(self, each: Waiting) -> bool:
        """Whether a message that only brings an attestation comes too late: the contract has a newer one, or this."""
        brought = attested_in(each.message)
        if each.message.topic != "chain.attest" or brought is None:
            return False
        return brought.attested_at <= self._stored_at(each.contract)

    def _stored_at(self, contract: str) -> int:
        """When the reserve was attested that the contract has now: one answer for the whole round."""
        if contract not in self._stored:
            self._stored[contract] = int(coin_contract.coin().read(self.node, contract, "reserve")[1])
        return self._stored[contract]
