"""Owns a party's own bitcoin in the books: what it mined, holds and sold, at which observed price, and for what."""

from lantau.treasury import queries
from lantau.treasury.operations import book_funding, book_production
from lantau.treasury.sale_operations import agree_sale, lapse_sale, settle_by_bank, settle_by_payment
from lantau.treasury.values import Agreed, Booked, Production, Sale, Settled, Statement

__all__ = [
    "Agreed",
    "Booked",
    "Production",
    "Sale",
    "Settled",
    "Statement",
    "agree_sale",
    "book_funding",
    "book_production",
    "lapse_sale",
    "queries",
    "settle_by_bank",
    "settle_by_payment",
]
