"""An issuer with its people and one customer, taken on but neither verified nor screened."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from itertools import count
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed, decode_dss_signature

from lantau import identity
from lantau.access import SUPERVISOR, Actor
from lantau.dates import SimulatedClock, hk_date
from lantau.db import Database
from lantau.identity.records import PartyFile, Recorded
from lantau.identity.wallet_proof import address_of, message_hash, signer_of
from lantau.refusal import Refusal

LEGAL = {
    "full_name": "Pearl Parts Ltd",
    "incorporated_on": "2015-02-03",
    "place_of_incorporation": "Hong Kong",
    "registered_office": "1 Sample Lane, Kwun Tong, Hong Kong",
}
NATURAL = {
    "full_name": "Chan Tai Man",
    "date_of_birth": "1980-02-29",
    "nationality": "Chinese",
    "residential_address": "2 Sample Lane, Kwun Tong, Hong Kong",
}
MEASURES = ("identity_verified", "beneficial_owners_verified", "purpose_obtained", "representative_verified")


def person(name: str, *roles: str, of: str) -> Actor:
    return Actor(f"per_{name}", name, frozenset(roles), of)


@dataclass
class Desk:
    """The issuer's desk in a test: each act gets a fresh key, so that only a test that says so repeats one."""

    database: Database
    clock: SimulatedClock
    issuer_id: str = ""
    customer_id: str = ""
    keys: Any = field(default_factory=lambda: count(1))

    @property
    def operator(self) -> Actor:
        return person("operator", "issuer_operator", of=self.issuer_id)

    @property
    def officer(self) -> Actor:
        return person("officer", "compliance_officer", of=self.issuer_id)

    @property
    def checker(self) -> Actor:
        return person("checker", "issuer_checker", of=self.issuer_id)

    def ask(self, operation: Any, actor: Actor | None = None, **told: Any) -> Any:
        asked = {"key": f"key-{next(self.keys)}", "occurred_at": self.clock.now(), **told}
        return operation(self.database, self.clock, actor=actor or self.officer, **asked)

    def done(self, operation: Any, actor: Actor | None = None, **told: Any) -> Recorded:
        answer = self.ask(operation, actor, **told)
        assert not isinstance(answer, Refusal), answer
        return answer  # type: ignore[no-any-return]

    def refused(self, operation: Any, actor: Actor | None = None, **told: Any) -> Refusal:
        answer = self.ask(operation, actor, **told)
        assert isinstance(answer, Refusal), answer
        return answer

    def take_on(self, **told: Any) -> str:
        given = {"kind": "legal", "particulars": LEGAL, "identifiers": [("hk_ubi", "12345678")], **told}
        return self.done(identity.take_on, issuer_id=self.issuer_id, **given).id

    def verify(self, **told: Any) -> Any:
        given = {
            "party_id": self.customer_id,
            "issuer_id": self.issuer_id,
            "outcome": "complete",
            "measures": MEASURES,
            "sources": ("Companies Registry search",),
            "valid_until": date(2027, 8, 31),
            **told,
        }
        return self.ask(identity.verify_party, **given)

    def screen(self, outcome: str = "clear", party_id: str = "") -> Recorded:
        told = {"party_id": party_id or self.customer_id, "outcome": outcome, "source": "UN list of 2026-08-31"}
        return self.done(identity.record_screening, issuer_id=self.issuer_id, **told)

    def wallet(self, secret: int = 5, party_id: str = "") -> Recorded:
        told = {"party_id": party_id or self.customer_id, "issuer_id": self.issuer_id}
        return self.done(identity.register_wallet, wallet_address=owner_of(secret), **told)

    def file(self, party_id: str = "") -> PartyFile:
        with self.database.read() as connection:
            found = identity.queries.party_file(connection, party_id or self.customer_id)
        assert found is not None
        return found

    def facts(self, **told: Any) -> dict[str, bool | None]:
        with self.database.read() as connection:
            asked = {"on": hk_date(self.clock.now()), **told}
            return dict(identity.customer_facts(connection, self.issuer_id, self.customer_id, **asked))

    def objection(self, **told: Any) -> str:
        with self.database.read() as connection:
            found = identity.party_objection(connection, told.pop("party_id", self.customer_id), **told)
        return "" if found is None else f"{found.code.name} {found.citation}"


def owner_of(secret: int) -> str:
    numbers = ec.derive_private_key(secret, ec.SECP256K1()).public_key().public_numbers()
    return address_of((numbers.x, numbers.y))


def signed(secret: int, message: str) -> str:
    key = ec.derive_private_key(secret, ec.SECP256K1())
    r, s = decode_dss_signature(key.sign(message_hash(message), ec.ECDSA(Prehashed(hashes.SHA256()))))
    body = r.to_bytes(32, "big") + s.to_bytes(32, "big")
    return next(
        (body + bytes([v])).hex() for v in (27, 28) if signer_of(message, body + bytes([v])) == owner_of(secret)
    )


@pytest.fixture
def desk(database: Database, clock: SimulatedClock) -> Desk:
    made = Desk(database, clock)
    registrar = person("registrar", "supervisor", of=SUPERVISOR)
    issuer = {"full_name": "Lantern Quay Limited"}
    made.issuer_id = made.done(identity.take_on, registrar, kind="legal", particulars=issuer).id
    made.customer_id = made.take_on()
    return made
