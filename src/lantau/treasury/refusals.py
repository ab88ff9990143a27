"""Refusal codes of treasury."""

from __future__ import annotations

from lantau.refusal import Code

UNKNOWN_PARTY = Code(
    "treasury.unknown_party", "no party has that id, or it was forgotten", "name a party that is known here"
)
SAME_PARTY = Code(
    "treasury.same_party", "seller and buyer are one party, so nothing is sold", "name another party as buyer"
)
BAD_AMOUNT = Code(
    "treasury.bad_amount",
    "the amount is not of bitcoin, is below nothing, or comes to less than one unit of what it is sold for",
    "name satoshi of bitcoin; a sale needs enough of them to be worth a cent",
)
BAD_TEXT = Code(
    "treasury.bad_text",
    "a name, a reference or a digest is blank, too long or not as it must be",
    "write one line of at most 140 characters; a digest is 64 hexadecimal digits",
)
BAD_PERIOD = Code(
    "treasury.bad_period",
    "the days are no period that is over, or overlap one that is booked already",
    "book each day once, after it has ended in UTC",
)
BAD_PROCEEDS = Code(
    "treasury.bad_proceeds",
    "bitcoin is sold for a currency or for a coin that a pool backs",
    "name a currency, or coin:<id> of a coin that is in issue",
)
NO_PRICE = Code(
    "treasury.no_price",
    "nobody has told what bitcoin is bid in that currency",
    "let a price of BTC/<currency> be observed first",
)
STALE_PRICE = Code(
    "treasury.stale_price",
    "the last price that was told is too old to sell at",
    "let the price be observed again, then agree the sale",
)
BAD_TERM = Code(
    "treasury.bad_term",
    "the day to settle by is not ahead, or is not over yet",
    "settle by a later time; let a sale lapse only after it",
)
UNKNOWN_SALE = Code("treasury.unknown_sale", "there is no sale with that id", "use the id that the agreement answered")
SALE_OVER = Code("treasury.sale_over", "the sale was settled or has lapsed", "agree another sale")
OTHER_PROCEEDS = Code(
    "treasury.other_proceeds",
    "what was paid is not what the sale is for, or was not paid by its buyer to its seller",
    "settle with exactly the proceeds agreed, in the asset agreed, from the buyer",
)
NOT_FINAL = Code(
    "treasury.not_final",
    "the payment has not been seen final on the chain, so nothing was received yet",
    "settle when the payment is final",
)
PAID_FOR_ANOTHER = Code(
    "treasury.paid_for_another",
    "the payment, the bank's reference or the order stands for something booked before",
    "name the one that was made for this",
)
PAID_ALREADY = Code(
    "treasury.paid_already",
    "the buyer has paid for the sale, or its payment is under way, so it does not lapse",
    "settle the sale by that payment",
)
NOT_ISSUED = Code(
    "treasury.not_issued",
    "the order is none of the owner's to issue coins, or its coins are not issued",
    "name an order of the owner's whose coins were issued",
)
