"""The redemption register (G 6.8.7): what every holder would be paid if the chain were gone, by our own records."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from lantau.money import Amount, asset
from lantau.refusal import Json
from lantau.register.holders import WAYS, Holder

CITATION = "G 6.8.7"
COLUMNS = (
    "address", "units", "amount", "frozen_units", "blocked_on_chain", "party_id", "wallet_id",
    "bank_account_ids", "way",
)  # fmt: skip
PERSONAL = ("name", "bank_accounts")


@dataclass(frozen=True, slots=True)
class PendingMove:
    """Coins that the books set aside for something the chain has not done yet."""

    hold_id: str
    kind: str
    debit_code: str
    credit_code: str
    units: int

    def as_body(self) -> dict[str, Json]:
        """The hold as plain data."""
        return {
            "hold_id": self.hold_id,
            "kind": self.kind,
            "from": self.debit_code,
            "to": self.credit_code,
            "units": str(self.units),
        }


@dataclass(frozen=True, slots=True)
class RedemptionRegister:
    """Every holder after the register's last batch. ``link_digest`` is that batch's in its hash chain: `verify` has it.

    ``personal`` has names and bank accounts by party, only when asked for.
    """

    coin_id: str
    issuer_id: str
    block_number: int
    block_hash: str
    produced_at: datetime
    batch: int
    stream: str
    height: int
    link_digest: str
    holders: tuple[Holder, ...]
    issued_units: int
    pending: tuple[PendingMove, ...]
    personal: Mapping[str, Mapping[str, str]] | None = None

    @property
    def total_units(self) -> int:
        """What all holders have."""
        return sum(each.holding.units for each in self.holders)

    @property
    def is_whole(self) -> bool:
        """Whether what all holders have is par in issue, as the books have it."""
        return self.total_units == self.issued_units

    def rows(self) -> list[dict[str, Json]]:
        """One row for each holder, as the files have them; amounts in whole coins, which are whole units of par."""
        coin = asset(f"coin:{self.coin_id}")
        found = []
        for each in self.holders:
            row: dict[str, Json] = {
                "address": each.address,
                "units": str(each.holding.units),
                "amount": Amount(coin, each.holding.units).decimal_text(),
                "frozen_units": str(each.holding.frozen_units),
                "blocked_on_chain": each.holding.blocked,
                "party_id": each.known.party_id,
                "wallet_id": each.known.wallet_id,
                "bank_account_ids": " ".join(each.known.bank_account_ids),
                "way": each.way,
            }
            if self.personal is not None:
                told = self.personal.get(each.known.party_id, {})
                row |= {name: told.get(name, "") for name in PERSONAL}
            found.append(row)
        return found

    @property
    def digest(self) -> str:
        """The SHA-256 of the rows as CSV and of the place they stand at."""
        return hashlib.sha256(f"{self.link_digest}\n{self.as_csv()}".encode()).hexdigest()

    def as_csv(self) -> str:
        """The rows as CSV, with a heading."""
        text = io.StringIO()
        names = COLUMNS if self.personal is None else (*COLUMNS, *PERSONAL)
        writer = csv.DictWriter(text, names, lineterminator="\n")
        writer.writeheader()
        writer.writerows(self.rows())
        return text.getvalue()

    def as_body(self) -> dict[str, Json]:
        """The register as plain data."""
        ways = sorted({each.way for each in self.holders})
        by_way: dict[str, Json] = {
            way: {
                "holders": sum(each.way == way for each in self.holders),
                "units": str(sum(each.holding.units for each in self.holders if each.way == way)),
                "means": WAYS[way],
            }
            for way in ways
        }
        return {
            "coin_id": self.coin_id,
            "issuer_id": self.issuer_id,
            "citation": CITATION,
            "simulated": True,
            "block": self.block_number,
            "block_hash": self.block_hash,
            "as_of": self.produced_at.isoformat(),
            "batch": self.batch,
            "stream": self.stream,
            "height": self.height,
            "link_digest": self.link_digest,
            "total_units": str(self.total_units),
            "issued_units": str(self.issued_units),
            "is_whole": self.is_whole,
            "by_way": by_way,
            "pending": [each.as_body() for each in self.pending],
            "holders": list(self.rows()),
            "digest": self.digest,
        }

    def as_json(self) -> str:
        """The register as a file."""
        return json.dumps(self.as_body(), ensure_ascii=False, indent=2) + "\n"
