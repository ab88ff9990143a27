"""The room's rows: SQL in, values out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lantau.db import Connection
from lantau.events import Row
from lantau.money import Amount, Asset, asset
from lantau.refusal import Refusal, Refused
from lantau.reserves.assets import AssetClass, Position, plain_traits, read_traits
from lantau.reserves.attestation import Attestation, Attested
from lantau.reserves.refusals import UNKNOWN_POOL


@dataclass(frozen=True, slots=True)
class Pool:
    """The segregated reserve of one coin, in the coin's reference currency (O Sch.2 s.5(1), (3))."""

    id: str
    coin_id: str
    issuer_id: str
    reference: Asset
    opened_at: datetime

    @property
    def subject(self) -> str:
        """What guards name: its version rises with every change of what the pool holds."""
        return f"pool:{self.id}"

    def account(self, purpose: str) -> str:
        """The code of one of the pool's ledger accounts, such as ``pool:pol_…:cash:HKD``."""
        return f"pool:{self.id}:{purpose}:{self.reference.code}"


@dataclass(frozen=True, slots=True)
class Booked:
    """A position as it was opened: its ledger account and cost. Cash has neither nominal nor cost; the ledger says."""

    id: str
    pool_id: str
    asset_class: AssetClass
    name: str
    asset: Asset
    nominal: Amount | None
    cost: Amount | None
    account_code: str
    custodian: str
    traits: Mapping[str, Any]
    opened_at: datetime

    def position(self, nominal: Amount) -> Position:
        """The position as it is judged and valued, with this much of it held."""
        return Position(self.id, self.asset_class, self.name, nominal, self.custodian, self.traits)


def read_pool(connection: Connection, pool_id: str) -> Pool:
    """The pool; Refused ``reserves.unknown_pool``."""
    row = connection.execute("SELECT * FROM reserves.pool WHERE id = %s", (pool_id,)).fetchone()
    if row is None:
        raise Refused(Refusal(UNKNOWN_POOL, f"no pool {pool_id}", where="pool_id"))
    return _pool(row)


def read_pools(connection: Connection, *, issuer_id: str | None = None, coin_id: str | None = None) -> tuple[Pool, ...]:
    """Every pool, or an issuer's or the one of a coin, in the order they were opened."""
    rows = connection.execute(
        """
        SELECT * FROM reserves.pool
        WHERE (%(issuer)s::text IS NULL OR issuer_id = %(issuer)s) AND (%(coin)s::text IS NULL OR coin_id = %(coin)s)
        ORDER BY occurred_at, id
        """,
        {"issuer": issuer_id, "coin": coin_id},
    )
    return tuple(_pool(row) for row in rows)


def read_booked(connection: Connection, pool_id: str) -> tuple[Booked, ...]:
    """The positions that have not ended, in the order they were opened."""
    rows = connection.execute(
        """
        SELECT position.*, pool.reference FROM reserves.position
        JOIN reserves.pool ON pool.id = position.pool_id
        LEFT JOIN reserves.position_end ON position_end.position_id = position.id
        WHERE position.pool_id = %s AND position_end.position_id IS NULL
        ORDER BY position.occurred_at, position.id
        """,
        (pool_id,),
    )
    return tuple(_booked(row) for row in rows)


def pool_row(pool: Pool, recorded_at: datetime) -> Row:
    """The insert that opens a pool."""
    return Row(
        "reserves.pool",
        {
            "id": pool.id,
            "coin_id": pool.coin_id,
            "issuer_id": pool.issuer_id,
            "reference": pool.reference.code,
            "occurred_at": pool.opened_at,
            "recorded_at": recorded_at,
        },
    )


def position_row(booked: Booked, recorded_at: datetime) -> Row:
    """The insert that opens a position."""
    return Row(
        "reserves.position",
        {
            "id": booked.id,
            "pool_id": booked.pool_id,
            "class": booked.asset_class.value,
            "name": booked.name,
            "asset": booked.asset.code,
            "nominal_units": None if booked.nominal is None else booked.nominal.units,
            "cost_units": None if booked.cost is None else booked.cost.units,
            "account_code": booked.account_code,
            "custodian": booked.custodian,
            "traits": plain_traits(booked.traits),
            "occurred_at": booked.opened_at,
            "recorded_at": recorded_at,
        },
    )


def end_row(position_id: str, proceeds: Amount, occurred_at: datetime, recorded_at: datetime) -> Row:
    """The insert that ends a position."""
    return Row(
        "reserves.position_end",
        {
            "position_id": position_id,
            "proceeds_units": proceeds.units,
            "occurred_at": occurred_at,
            "recorded_at": recorded_at,
        },
    )


def read_attestation(connection: Connection, pool_id: str) -> Attestation | None:
    """The pool's last attestation, if there is one."""
    row = connection.execute(
        """
        SELECT attestation.*, pool.coin_id FROM reserves.attestation JOIN reserves.pool ON pool.id = pool_id
        WHERE pool_id = %s ORDER BY attested_at DESC, attestation.id DESC LIMIT 1
        """,
        (pool_id,),
    ).fetchone()
    if row is None:
        return None
    attested = Attested(
        pool_id=row["pool_id"],
        coin_id=row["coin_id"],
        currency=row["currency"],
        amount_micros=int(row["amount_micros"]),
        attested_at=row["attested_at"],
        expires_at=row["expires_at"],
        law_day=row["law_day"],
        rulebook_id=row["rulebook_id"],
    )
    return Attestation(attested, row["key_fingerprint"], bytes.fromhex(row["signature"]))


def read_last_chain_second(connection: Connection, pool_id: str) -> int:
    """The second of the pool's last attestation sealed for a contract; 0 for none."""
    row = connection.execute(
        "SELECT COALESCE(max(attested_second), 0) AS second FROM reserves.chain_attestation WHERE pool_id = %s",
        (pool_id,),
    ).fetchone()
    assert row is not None
    return int(row["second"])


def _pool(row: Mapping[str, Any]) -> Pool:
    return Pool(row["id"], row["coin_id"], row["issuer_id"], asset(row["reference"]), row["occurred_at"])


def _booked(row: Mapping[str, Any]) -> Booked:
    held, reference = asset(row["asset"]), asset(row["reference"])
    kind = AssetClass(row["class"])
    return Booked(
        id=row["id"],
        pool_id=row["pool_id"],
        asset_class=kind,
        name=row["name"],
        asset=held,
        nominal=None if row["nominal_units"] is None else Amount(held, int(row["nominal_units"])),
        cost=None if row["cost_units"] is None else Amount(reference, int(row["cost_units"])),
        account_code=row["account_code"],
        custodian=row["custodian"],
        traits=read_traits(kind, row["traits"]),
        opened_at=row["occurred_at"],
    )
