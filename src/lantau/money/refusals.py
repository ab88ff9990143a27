"""The refusals of this room."""

from lantau.refusal import Code

UNKNOWN_ASSET = Code(
    "money.unknown_asset",
    "the code names no currency this sandbox knows, no coin and not bitcoin",
    "use HKD, USD, CNH, CNY, EUR, BTC, or coin:<id> with letters, digits, - and _ in the id",
)
NOT_AN_AMOUNT = Code(
    "money.not_an_amount",
    "the text is not an exact decimal amount of the asset",
    "write plain digits with at most the asset's decimals, such as 8000.00: no separators, exponent, sign + or blanks",
)
NOT_WHOLE_CENTS = Code(
    "money.not_whole_cents",
    "the amount of coins is worth a fraction of the currency's smallest unit",
    "use an amount of coins that is a whole number of cents at par",
)
