"""Every way the reserve says no."""

from __future__ import annotations

from lantau.refusal import Code

UNKNOWN_POOL = Code(
    "reserves.unknown_pool", "No pool has that id.", "Open the coin's pool first, or use an id that the overview lists."
)
POOL_EXISTS = Code(
    "reserves.pool_exists",
    "The coin has its pool already: one segregated pool for each type of coin.",
    "Use the coin's own pool.",
)
UNKNOWN_POSITION = Code(
    "reserves.unknown_position",
    "The pool holds no open position of that id.",
    "Use the id of a position that the pool's valuation lists.",
)
UNKNOWN_ASSET_CLASS = Code(
    "reserves.unknown_asset_class",
    "The asset class is none that the rulebook judges.",
    "Use cash, deposit, debt, reverse_repo, fund, bitcoin or other.",
)
BAD_TRAIT = Code(
    "reserves.bad_trait",
    "A fact about the asset is of the wrong kind, or does not belong to its class.",
    "Give the facts that src/lantau/reserves/README.md lists for the class, or leave an unknown one blank.",
)
BAD_AMOUNT = Code(
    "reserves.bad_amount",
    "The amount is not a positive amount of the position's currency.",
    "Give a positive amount in the currency of the cash account or the position.",
)
SHORT_OF_CASH = Code(
    "reserves.short_of_cash",
    "The pool does not hold that much free cash.",
    "Use less, or mature a position first.",
)
BAD_DATES = Code(
    "reserves.bad_dates",
    "The dates of the position contradict each other.",
    "A position matures after it was placed, and is settled on or after the day it ends.",
)
BAD_FILE = Code(
    "reserves.bad_file",
    "The pool file is no table this command can read.",
    "Give a UTF-8 CSV with a heading line; examples/pools/good.csv shows the columns.",
)
BAD_COLUMN = Code(
    "reserves.bad_column",
    "A heading of the pool file is missing, unknown or stands twice.",
    "Use the columns that examples/pools/good.csv shows; position, class, currency and nominal are needed.",
)
BAD_CELL = Code(
    "reserves.bad_cell",
    "A cell of the pool file cannot be read.",
    "Mend the cell at the line and column named; leave it blank when the fact is unknown.",
)
BAD_SIGNATURE = Code(
    "reserves.bad_signature",
    "The attestation was not signed by that key, or was altered since.",
    "Take the attestation and the key from the pool's records again.",
)
EXPIRED = Code(
    "reserves.expired",
    "The attestation is not alive at that instant.",
    "Attest the pool again before relying on its value.",
)
