"""What every operation of the room does alike: gather ledger steps, commit or refuse once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NoReturn

from lantau import ledger
from lantau.access import Asked, finding_records
from lantau.chain import Deployment, authorization_queries
from lantau.events import Guard, Work
from lantau.issuance.refusals import NOT_SIGNED_FOR
from lantau.ledger import Account, OpenAccount, Post, Transfer, Unit, Void
from lantau.money import Amount, Asset
from lantau.refusal import Json, Refusal, Refused
from lantau.rulebook import Finding

Step = OpenAccount | Transfer | Post | Void


def booked(asked: Asked, work: Work, steps: Iterable[Step] = ()) -> Mapping[str, Json]:
    """Commit all of it at once; the result as stored. Raises Refused what the record or the ledger refuses."""
    done = ledger.commit_one(asked.database, asked.clock, Unit(work, tuple(steps)))
    if isinstance(done, Refusal):
        if authorization_queries.is_of_use(done):
            done = Refusal(NOT_SIGNED_FOR, authorization_queries.TAKEN_AT_ONCE, "authorization", "G 6.5.9")
        raise Refused(done)
    return done.committed.result


def refuse(
    asked: Asked,
    refusal: Refusal,
    act: str,
    subject_id: str,
    findings: Iterable[Finding],
    guards: Iterable[Guard],
) -> NoReturn:
    """Commit that a gate refused the act, with every finding it rests on, and raise the refusal.

    ``guards`` are those the act itself would have had: what another caller changed meanwhile is no ground to refuse,
    so the refusal is then events.stale, is not recorded, and the act may be asked for again.
    """
    asked.refuse(refusal, subject_id, {"act": act}, because=finding_records(findings), guards=guards)


def on_chain(deployment: Deployment | None, journal: Journal) -> dict[str, Json]:
    """What a message says so that the chain carries it out and the books follow: the contract, and what it ends."""
    return {} if deployment is None else {"contract": deployment.address, "hold_ids": list(journal.hold_ids)}


def text_of(result: Mapping[str, Json], name: str) -> str:
    """A text of a stored result; a result without it is a bug."""
    value = result[name]
    assert isinstance(value, str), f"{name} of a stored result is text"
    return value


@dataclass(slots=True)
class Journal:
    """The ledger steps of one commit. An account that is not open yet is opened by the first step that needs it.

    With ``pending`` every transfer is set aside instead, to be booked when the chain has carried it out.
    """

    asked: Asked
    pending: bool = False
    steps: list[Step] = field(default_factory=list)
    hold_ids: list[Json] = field(default_factory=list)
    _opened: dict[str, Account] = field(default_factory=dict)

    def account(
        self,
        code: str,
        asset: Asset,
        *,
        grows: str,
        segregation: str | None = None,
        owner_id: str = "",
    ) -> Account:
        """The account with this code. ``grows`` is the side on which its balance grows, debit or credit."""
        if code in self._opened:
            return self._opened[code]
        found = ledger.account_by_code(self.asked.database, code)
        if isinstance(found, Refusal):
            found = Account(
                id=self.asked.id("acc", code),
                code=code,
                asset=asset,
                normal="debit" if grows == "debit" else "credit",
                segregation=segregation,
                owner_id=owner_id,
            )
            self.steps.append(OpenAccount(found))
        self._opened[code] = found
        return found

    def transfer(self, kind: str, *, debit: Account, credit: Account, amount: Amount, purpose: str = "") -> str:
        """Book ``amount``, or set it aside: the debit account receives. Returns the transfer's id, or the hold's."""
        if self.pending:
            hold_id = self.hold(kind, debit=debit, credit=credit, amount=amount, purpose=purpose)
            self.hold_ids.append(hold_id)
            return hold_id
        transfer_id = self.asked.id("tfr", f"{kind}/{purpose}")
        self.steps.append(Transfer(transfer_id, debit.id, credit.id, amount, kind))
        return transfer_id

    def hold(self, kind: str, *, debit: Account, credit: Account, amount: Amount, purpose: str = "") -> str:
        """Set ``amount`` aside; returns the hold's id."""
        hold_id = self.asked.id("hld", f"{kind}/{purpose}" if purpose else kind)
        self.steps.append(Transfer(hold_id, debit.id, credit.id, amount, kind, pending=True))
        return hold_id
