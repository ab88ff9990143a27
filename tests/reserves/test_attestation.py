"""An attestation holds for exactly what was signed, by that key, while it lives."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from lantau.reserves.attestation import Attested, attestation_from, sign

AT = datetime(2026, 9, 25, 10, tzinfo=UTC)
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
ATTESTED = Attested("pol_1", "hkdl", "HKD", 8_000_000_000_000, AT, AT + timedelta(days=4), date(2026, 9, 25), "HK")


def test_what_was_signed_verifies_while_it_lives() -> None:
    signed = sign(ATTESTED, KEY)
    assert signed.verify(KEY.public_key(), at=AT) is None
    assert signed.verify(KEY.public_key(), at=ATTESTED.expires_at - timedelta(microseconds=1)) is None


@pytest.mark.parametrize("at", [AT - timedelta(microseconds=1), ATTESTED.expires_at])
def test_outside_its_life_it_is_refused(at: datetime) -> None:
    refusal = sign(ATTESTED, KEY).verify(KEY.public_key(), at=at)
    assert refusal is not None and refusal.code.name == "reserves.expired"


def test_a_life_may_span_a_storm_weekend() -> None:
    long = replace(ATTESTED, expires_at=AT + timedelta(days=6))
    assert sign(long, KEY).verify(KEY.public_key(), at=AT + timedelta(days=5)) is None


@pytest.mark.parametrize(
    "change",
    [{"amount_micros": 8_000_000_000_001}, {"pool_id": "pol_2"}, {"coin_id": "x"}, {"currency": "USD"},
     {"expires_at": AT + timedelta(days=9)}, {"law_day": date(2026, 9, 26)}, {"rulebook_id": "HK+floor50"}],
)  # fmt: skip
def test_an_altered_attestation_is_refused(change: dict[str, object]) -> None:
    signed = sign(ATTESTED, KEY)
    altered = replace(signed, attested=replace(ATTESTED, **change))  # type: ignore[arg-type]
    refusal = altered.verify(KEY.public_key(), at=AT)
    assert refusal is not None and refusal.code.name == "reserves.bad_signature"


def test_another_key_is_refused() -> None:
    other = Ed25519PrivateKey.from_private_bytes(bytes(32))
    refusal = sign(ATTESTED, other).verify(KEY.public_key(), at=AT)
    assert refusal is not None and refusal.code.name == "reserves.bad_signature"


def test_an_attestation_is_read_back_as_it_was_written() -> None:
    signed = sign(ATTESTED, KEY)
    assert attestation_from(signed.as_body()) == signed
    assert sign(ATTESTED, KEY) == signed
