"""Orders to issue and to redeem, and the table of transitions that is their whole life."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from lantau.issuance import refusals
from lantau.money import Amount, at_par
from lantau.refusal import Json, Refusal, Refused


class OrderKind(StrEnum):
    """What a customer asks for."""

    ISSUE = "issue"
    REDEEM = "redeem"


class OrderState(StrEnum):
    """Where an order stands; the last four are ends, though one settled may still be undone.

    A refused attempt is recorded and leaves the order where it was.
    """

    REQUESTED = "requested"
    VALID = "valid"
    ISSUED = "issued"
    SETTLED = "settled"
    CANCELLED = "cancelled"
    UNDONE = "undone"


TRANSITIONS: Mapping[OrderKind, Mapping[OrderState, frozenset[OrderState]]] = {
    OrderKind.ISSUE: {OrderState.REQUESTED: frozenset({OrderState.ISSUED, OrderState.CANCELLED})},
    OrderKind.REDEEM: {
        OrderState.REQUESTED: frozenset({OrderState.VALID, OrderState.CANCELLED}),
        OrderState.VALID: frozenset({OrderState.SETTLED, OrderState.UNDONE}),
        OrderState.SETTLED: frozenset({OrderState.UNDONE}),
    },
}
"""What may follow what. A valid redemption is settled, and nobody may take it back into the queue; it is undone only
when what its holder signed can no longer burn its coins (``undo_operations``)."""


@dataclass(frozen=True, slots=True)
class OrderStep:
    """One row of an order's history; the step 0 is the request."""

    sequence: int
    from_state: OrderState | None
    to_state: OrderState
    reason: str
    occurred_at: datetime


@dataclass(frozen=True, slots=True)
class Order:
    """A request with its history. ``coins`` and ``par`` are one value; ``fee`` and ``cost`` are in par's currency.

    ``hold_id`` is the ledger's hold on the coins of a redemption; ``payment_reference`` is what the payer of an issue
    must write on the transfer of funds.
    """

    id: str
    kind: OrderKind
    issuer_id: str
    customer_id: str
    coin_id: str
    pool_id: str
    wallet_id: str
    bank_account_id: str
    payment_reference: str
    coins: Amount
    par: Amount
    fee: Amount
    cost: Amount
    hold_id: str
    requested_at: datetime
    history: tuple[OrderStep, ...]

    def __post_init__(self) -> None:
        assert at_par(self.coins, self.par.asset) == self.par, f"{self.id}: {self.coins} is not {self.par} at par"
        assert self.history, f"{self.id} has no history"

    @property
    def state(self) -> OrderState:
        """Where it stands now."""
        return self.history[-1].to_state

    @property
    def valid_at(self) -> datetime | None:
        """When a redemption request met the licensee's conditions: its clock runs from there."""
        return self._reached(OrderState.VALID)

    @property
    def settled_at(self) -> datetime | None:
        """When a redemption was processed: coins cancelled and the pay-out instructed; None for one that was undone."""
        return None if self.state is OrderState.UNDONE else self._reached(OrderState.SETTLED)

    @property
    def ended_at(self) -> datetime | None:
        """When a redemption's clock stopped: it was settled, or ended unpaid."""
        return self.settled_at or self._reached(OrderState.UNDONE)

    @property
    def payable(self) -> Amount:
        """What a redemption pays: par less the fee (G 3.3.5)."""
        return self.par - self.fee

    def _reached(self, state: OrderState) -> datetime | None:
        return next((step.occurred_at for step in self.history if step.to_state is state), None)

    def step(self, to: OrderState, reason: str, occurred_at: datetime) -> OrderStep:
        """The next step. Refused issuance.not_possible when the table has no such transition or time runs backwards."""
        if to not in TRANSITIONS[self.kind].get(self.state, frozenset()):
            message = f"an order to {self.kind} that is {self.state} cannot become {to}"
            raise Refused(Refusal(refusals.NOT_POSSIBLE, message, self.id))
        last = self.history[-1]
        if occurred_at < last.occurred_at:
            message = f"{to} at {occurred_at.isoformat()}, before it was {last.to_state}"
            raise Refused(Refusal(refusals.NOT_POSSIBLE, message, self.id))
        return OrderStep(last.sequence + 1, self.state, to, reason, occurred_at)

    def as_body(self) -> dict[str, Json]:
        """The order as plain data for records: ids and amounts, no personal data."""
        return {
            "order_id": self.id,
            "kind": self.kind.value,
            "issuer_id": self.issuer_id,
            "customer_id": self.customer_id,
            "coin_id": self.coin_id,
            "pool_id": self.pool_id,
            "wallet_id": self.wallet_id,
            "bank_account_id": self.bank_account_id,
            "coin_units": self.coins.units,
            "currency": self.par.asset.code,
            "par_units": self.par.units,
            "fee_units": self.fee.units,
            "cost_units": self.cost.units,
        }
