"""A licensed issuer with its pool and two verified customers, made by the rooms' own operations."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from lantau import events, identity, issuance, ledger, licensing, reserves
from lantau.access import Actor
from lantau.dates import SimulatedClock, parse_instant
from lantau.db import Database
from lantau.issuance.order_operations import Requested
from lantau.issuance.receipt_operations import Received
from lantau.licensing.application_file import read_application_text
from lantau.money import HKD, Amount, Asset, asset
from lantau.refusal import Refusal
from lantau.rulebook import Rulebook, load
from tests.issuance.messages import POOL_ACCOUNT, credit_notice, entry

HK = load("HK")
COIN_ID = "hkdx"
COIN = asset(f"coin:{COIN_ID}")
COMPANY = "Harbour Crossing Digital Limited"

OPERATOR = Actor("per_operator", "Operator", frozenset({"issuer_operator"}), COMPANY)
CHECKER = Actor("per_checker", "Checker", frozenset({"issuer_checker"}), COMPANY)
TREASURY = Actor("per_treasury", "Treasury", frozenset({"treasury"}), COMPANY)
COMPLIANCE = Actor("per_compliance", "Compliance", frozenset({"compliance_officer"}), COMPANY)
SECOND_COMPLIANCE = Actor("per_compliance2", "Second", frozenset({"compliance_officer"}), COMPANY)
APPLICANT = Actor("per_applicant", "Applicant", frozenset({"applicant"}), COMPANY)
HOLDER = Actor("per_holder", "Holder", frozenset({"holder"}), "Pearl River Trading Limited")
OFFICER = Actor("per_officer", "Case officer", frozenset({"supervisor"}), "supervisor")
HEAD = Actor("per_head", "Division head", frozenset({"supervisor"}), "supervisor")

CUSTODY = {"custodian_is_licensed_bank": True, "encumbered": False, "tokenised": False}
MEASURES = ("identity_verified", "beneficial_owners_verified", "purpose_obtained", "representative_verified")

APPLICATION = f"""
format = "lantau-application-1"
reference = "app-1"
[applicant]
name = "{COMPANY}"
kind = "hk_company"
incorporated_in = "HK"
incorporated_on = 2024-01-05
principal_place_of_business = "1 Harbour Road, Hong Kong"
principal_place_of_business_in_hong_kong = true
postal_address = "1 Harbour Road, Hong Kong"
email = "office@harbour.example"
has_corporate_controllers = true
[capital]
paid_up_hkd = "30000000.00"
accounts_on = 2026-03-31
accumulated_losses_hkd = "1000000.00"
accumulated_profits_hkd = "0.00"
other_reserves_debit_hkd = "0.00"
[governance]
directors = 6
independent_directors = 2
chief_executive_resident_in_hong_kong = true
stablecoin_manager_resident_in_hong_kong = true
[coin]
name = "Harbour dollar"
reference_currencies = ["HKD"]
official_currencies_only = true
use_case = "Payments between businesses"
[plans]
business_plan_years = 3
budget_years = 3
audited_accounts_years = 3
[documents]
""" + "\n".join(f'"{number}" = "annex-b-{number}.pdf"' for number in range(1, 30))


def done(answer: Any) -> Any:
    """What an operation made; a refusal fails the test with its words."""
    assert answer is not None and not isinstance(answer, Refusal), str(answer)
    return answer


def refused(answer: object, code: str, citation: str = "") -> Refusal:
    """The refusal of an operation, with the code (and the paragraph) it must have."""
    assert isinstance(answer, Refusal), f"not refused: {answer}"
    assert answer.code.name == code, str(answer)
    assert citation in answer.citation, str(answer)
    return answer


@dataclass(frozen=True, slots=True)
class Customer:
    party_id: str
    wallet_id: str
    bank_account_id: str
    name: str
    number: str


@dataclass(slots=True)
class World:
    database: Database
    clock: SimulatedClock
    book: Rulebook = HK
    issuer_id: str = ""
    pool_id: str = ""
    asked: int = 0

    @property
    def at(self) -> datetime:
        return self.clock.now()

    def key(self, name: str) -> str:
        self.asked += 1
        return f"{name}-{self.asked}"

    def by(self, actor: Actor = OPERATOR, checker: Actor | None = None, key: str = "", **more: Any) -> dict[str, Any]:
        """The part of a call that is the same everywhere; the checker is passed where one is named."""
        call = {"key": key or self.key("act"), "actor": self.own(actor), "occurred_at": self.at, **more}
        return call if checker is None else {**call, "checker": self.own(checker)}

    def own(self, actor: Actor) -> Actor:
        """The company's people belong to the issuer of this world."""
        return replace(actor, organisation_id=self.issuer_id) if actor.organisation_id == COMPANY else actor

    def run(self, operation: Any, *books: Any, **call: Any) -> Any:
        return operation(self.database, self.clock, *books, **call)

    def wait(self, **duration: int) -> None:
        self.clock.advance_to(self.at + timedelta(**duration))

    # -- making the world

    def found(self, *, licensed: bool = True, cap_hkd: str = "") -> None:
        """The issuer, its licence, its pool with the bank account, and the pool's opening buffer."""
        particulars = {
            "full_name": COMPANY, "incorporated_on": "2024-01-05", "place_of_incorporation": "Hong Kong",
            "registered_office": "1 Harbour Road, Hong Kong",
        }  # fmt: skip
        registrar = Actor("per_registrar", "Registrar", frozenset({"supervisor", "compliance_officer"}), "supervisor")
        self.issuer_id = done(
            self.run(identity.take_on, **self.by(registrar, kind="legal", particulars=particulars, key_seed=b"test"))
        ).party_id
        if licensed:
            self.license(cap_hkd)
        self.pool_id = done(
            self.run(
                reserves.open_pool,
                **self.by(
                    TREASURY, CHECKER, issuer_id=self.issuer_id, coin_id=COIN_ID, reference=HKD, bank="Kestrel Bank",
                    traits=CUSTODY,
                ),
            )
        ).pool_id  # fmt: skip
        done(
            self.run(
                issuance.register_pool_account,
                **self.by(
                    OPERATOR, CHECKER, pool_id=self.pool_id, holder_name=f"{COMPANY} reserve", bank_bic="KESTHKHH",
                    number=POOL_ACCOUNT, operating_bic="HASEHKHH", operating_number="024-111-222222-001",
                ),
            )
        )  # fmt: skip

    def license(self, cap_hkd: str) -> None:
        application = done(read_application_text(APPLICATION, "application.toml"))
        filed = done(
            self.run(
                licensing.file_application, self.book,
                **self.by(APPLICANT, party_id=self.issuer_id, application=application),
            )
        )  # fmt: skip
        terms = ()
        if cap_hkd:
            terms = (
                licensing.ConditionTerm(
                    kind="issuance_cap", text="cap", ground="first year", noticed_on=date(2026, 7, 1), coin_id="",
                    value_micros=Amount.parse(cap_hkd, HKD).micros(),
                ),
            )  # fmt: skip
        decided = self.run(
            licensing.decide, self.book,
            **self.by(
                OFFICER, HEAD, application_id=filed.id, outcome="grant", reasons="criteria met",
                conditions=terms,
            ),
        )  # fmt: skip
        done(decided)

    def customer(
        self, name: str, number: str, address: str, *, verified: bool = True, proved: bool = True, screened: bool = True
    ) -> Customer:
        particulars = {
            "full_name": name, "incorporated_on": "2020-01-05", "place_of_incorporation": "Hong Kong",
            "registered_office": "9 Nathan Road, Kowloon",
        }  # fmt: skip
        party_id = done(
            self.run(
                identity.take_on,
                **self.by(
                    kind="legal", particulars=particulars, identifiers=(("lei", "529900T8BM49AURSDO55"),),
                    issuer_id=self.issuer_id, key_seed=b"test",
                ),
            )
        ).party_id  # fmt: skip
        account = done(
            self.run(
                identity.register_bank_account,
                **self.by(
                    party_id=party_id, issuer_id=self.issuer_id, holder_name=name, number=number, bank_bic="HASEHKHH",
                    currency="HKD",
                ),
            )
        ).id  # fmt: skip
        wallet = done(
            self.run(
                identity.register_wallet,
                **self.by(
                    party_id=party_id,
                    issuer_id=self.issuer_id,
                    wallet_address=address,
                    custodian="Safe Custody Limited",
                ),
            )
        ).id
        customer = Customer(party_id, wallet, account, name, number)
        if proved:
            done(
                self.run(
                    identity.prove_wallet,
                    **self.by(wallet_id=wallet, method="custodian_statement", evidence="statement 1"),
                )
            )
        if screened:
            done(
                self.run(
                    identity.record_screening,
                    **self.by(
                        COMPLIANCE,
                        party_id=party_id,
                        outcome="clear",
                        source="list of 1 September 2026",
                        issuer_id=self.issuer_id,
                    ),
                )
            )
        if verified:
            self.verify(customer)
        return customer

    def verify(self, customer: Customer) -> None:
        done(
            self.run(
                identity.verify_party,
                **self.by(
                    COMPLIANCE, SECOND_COMPLIANCE, party_id=customer.party_id, issuer_id=self.issuer_id,
                    outcome="complete", measures=MEASURES, sources=("Companies Registry",),
                    valid_until=date(2026, 12, 31),
                ),
            )
        )  # fmt: skip

    # -- acting in it

    def order(self, customer: Customer, coins: str, reference: str = "ISSUE-1", **more: Any) -> Any:
        call: dict[str, Any] = {
            "customer_id": customer.party_id, "coin_id": COIN_ID, "wallet_id": customer.wallet_id,
            "bank_account_id": customer.bank_account_id, "amount": Amount.parse(coins, COIN),
            "payment_reference": reference,
        }  # fmt: skip
        return self.run(issuance.request_issue, **self.by(**{**call, **more}))

    def fund(self, customer: Customer, hkd: str, reference: str = "ISSUE-1", **more: Any) -> Any:
        told = {"amount": hkd, "remittance": reference, "debtor": customer.name, "debtor_account": customer.number}
        told |= {"reference": self.key("BK"), **more}
        return self.receive(credit_notice(entry(**told), message_id=self.key("NTF")))

    def receive(self, xml: bytes, key: str = "") -> Any:
        return self.run(issuance.receive_bank_message, **self.by(key=key, xml=xml))

    def issue(self, order: Requested, **more: Any) -> Any:
        return self.run(issuance.issue, self.book, **self.by(OPERATOR, CHECKER, order_id=order.order_id, **more))

    def give_back(self, receipt_id: str, **more: Any) -> Any:
        return self.run(issuance.return_funds, **self.by(OPERATOR, CHECKER, receipt_id=receipt_id, **more))

    def issued(self, customer: Customer, coins: str) -> Requested:
        """Coins issued to a customer, from the order to the mint."""
        reference = self.key("REF")
        requested: Requested = done(self.order(customer, coins, reference))
        received: Received = done(self.fund(customer, requested.par.decimal_text(), reference))
        assert len(received.receipt_ids) == 1
        done(self.issue(requested))
        return requested

    def redeem(self, customer: Customer, coins: str, **more: Any) -> Any:
        call: dict[str, Any] = {
            "customer_id": customer.party_id, "coin_id": COIN_ID, "wallet_id": customer.wallet_id,
            "bank_account_id": customer.bank_account_id, "amount": Amount.parse(coins, COIN),
        }  # fmt: skip
        return self.run(issuance.request_redemption, **self.by(**{**call, **more}))

    def validate(self, order: Requested, **more: Any) -> Any:
        return self.run(issuance.validate_redemption, self.book, **self.by(order_id=order.order_id, **more))

    def settle(self, order: Requested, **more: Any) -> Any:
        call = self.by(OPERATOR, CHECKER, order_id=order.order_id, **more)
        return self.run(issuance.settle_redemption, self.book, **call)

    # -- looking at it

    def balance(self, code: str, of: Asset = HKD) -> Amount:
        account = ledger.account_by_code(self.database, code)
        if isinstance(account, Refusal):
            return Amount.zero(of)
        return done(ledger.balance(self.database, account.id)).posted

    def coins(self, customer: Customer) -> Amount:
        return self.balance(f"wallet:{customer.wallet_id}:{COIN_ID}", COIN)

    def cash(self) -> Amount:
        return self.balance(f"pool:{self.pool_id}:cash:HKD")

    def unmatched(self) -> Amount:
        return self.balance(f"pool:{self.pool_id}:unmatched:HKD")

    def par(self) -> Amount:
        return self.balance(f"coin:{COIN_ID}:obligation")

    def rows(self, table: str) -> int:
        with self.database.read() as connection:
            return int(connection.execute(f"SELECT count(*) AS n FROM {table}").fetchone()["n"])

    def findings(self, subject_id: str) -> dict[str, str]:
        """The last outcome of each rule recorded about a subject."""
        with self.database.read() as connection:
            rows = connection.execute(
                "SELECT body FROM events.record r JOIN events.link l USING (commit_id) "
                "WHERE kind = 'finding' AND subject_id = %s ORDER BY l.height, r.position",
                (subject_id,),
            ).fetchall()
        return {row["body"]["rule_id"]: row["body"]["outcome"] for row in rows}

    def refusals(self, subject_id: str) -> list[dict[str, Any]]:
        """The refusals recorded about a subject, oldest first."""
        with self.database.read() as connection:
            rows = connection.execute(
                "SELECT body FROM events.record r JOIN events.link l USING (commit_id) "
                "WHERE kind = 'refused' AND subject_id = %s ORDER BY l.height, r.position",
                (subject_id,),
            ).fetchall()
        return [row["body"]["refusal"] for row in rows]

    def outbox(self) -> list[str]:
        with self.database.read() as connection:
            rows = connection.execute("SELECT topic FROM events.outbox_message ORDER BY id").fetchall()
        return [row["topic"] for row in rows]

    def in_balance(self) -> None:
        """What must always hold: double entry, coins in wallets are coins in issue, par owed is coins in issue."""
        assert all(each.difference.units == 0 for each in ledger.trial_balance(self.database))
        issued = self.balance(f"coin:{COIN_ID}:issued", COIN)
        assert issued.micros() == self.par().micros()
        assert not ledger.verify(self.database)
        assert not events.verify(self.database)


ADDRESSES = tuple(f"0x{number:040x}" for number in range(1, 9))


def start(database: Database, clock: SimulatedClock, **more: Any) -> World:
    world = World(database, clock)
    world.found(**more)
    return world


def later(text: str) -> datetime:
    return parse_instant(text)
