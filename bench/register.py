"""The register that both engines are given: ten rules of Hong Kong's law and the facts they read, from one seed."""

from __future__ import annotations

import numpy

SEED = 656
PAR_MICROS = 60_000_000_000 * 10**6
FLOOR_CENTS = 2_500_000_000

TRUTHS = (
    "order.cdd_complete",
    "order.bank_account_own_registered",
    "order.wallet_own_registered",
    "order.funds_in_reference_currency",
    "order.has_cap",
    "order.licence_has_cap",
    "applicant.is_authorized_institution",
)
MICROS = (
    "order.total_market_value_after_micros",
    "order.eligible_market_value_after_micros",
    "order.par_after_micros",
    "order.cap_micros",
    "order.licence_par_after_micros",
    "order.licence_cap_micros",
    "pool.eligible_market_value_micros",
    "pool.par_outstanding_micros",
)
CENTS = (
    "applicant.paid_up_capital_hkd_cents",
    "applicant.net_debit_balance_hkd_cents",
    "applicant.other_approved_resources_hkd_cents",
)


def register(rows: int, seed: int = SEED) -> dict[str, numpy.ndarray]:
    """A column for each fact the ten rules read; amounts lie around their limits, nothing is missing."""
    rng = numpy.random.default_rng(seed)
    columns = {name: rng.random(rows) > 0.02 for name in TRUTHS}
    columns |= {name: PAR_MICROS + rng.integers(-(10**9), 10**9, rows) * 10_000 for name in MICROS}
    columns |= {name: rng.integers(0, 2 * FLOOR_CENTS, rows) for name in CENTS}
    return columns


def law_days(rows: int, seed: int = SEED) -> numpy.ndarray:
    """A day inside the coverage for every row."""
    offsets = numpy.random.default_rng(seed + 1).integers(0, 518, rows)
    return numpy.datetime64("2025-08-01") + offsets.astype("timedelta64[D]")
