"""Owns amounts: whole base units of a named asset, split and converted without gaining or losing one."""

from lantau.money.amounts import Amount, allocate, at_par, total
from lantau.money.assets import BTC, CNH, CNY, EUR, HKD, USD, Asset, asset

__all__ = ["Amount", "Asset", "BTC", "CNH", "CNY", "EUR", "HKD", "USD", "allocate", "asset", "at_par", "total"]
