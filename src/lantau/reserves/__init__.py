"""Owns what backs a coin: the pool's assets, their eligibility, value, custody, and the attestation of the reserve."""

from lantau.reserves.assets import AssetClass
from lantau.reserves.attestation import Attestation
from lantau.reserves.operations import attest, buy, contribute, mature, open_pool, place_deposit
from lantau.reserves.pool_file import check_pool_file
from lantau.reserves.queries import latest_attestation, pools, value_pool
from lantau.reserves.store import Pool
from lantau.reserves.valuation import PoolValuation
from lantau.reserves.writer import Changed

__all__ = [
    "AssetClass",
    "Attestation",
    "Changed",
    "Pool",
    "PoolValuation",
    "attest",
    "buy",
    "check_pool_file",
    "contribute",
    "latest_attestation",
    "mature",
    "open_pool",
    "place_deposit",
    "pools",
    "value_pool",
]
