"""The ledger's refusal codes, in the order in which a step is held against them: the first that applies is given."""

from lantau.refusal import Code

NOT_POSITIVE = Code(
    "ledger.not_positive",
    "The amount of a transfer is zero or negative.",
    "Send a positive amount; to move it the other way, exchange the debit and the credit account.",
)
AMOUNT_TOO_LARGE = Code(
    "ledger.amount_too_large",
    "The amount, or a balance after it, does not fit in 63 bits of base units.",
    "Split the amount; a balance of that size is most likely a wrong unit.",
)
SAME_ACCOUNT = Code(
    "ledger.same_account",
    "The debit and the credit account of a transfer are one account.",
    "Name two accounts.",
)
DUPLICATE_ACCOUNT = Code(
    "ledger.duplicate_account",
    "An account with that id or that code is already open.",
    "Use the open account, or another code.",
)
DUPLICATE_TRANSFER = Code(
    "ledger.duplicate_transfer",
    "A transfer or hold with that id is already booked under another key.",
    "Retry with the first key to get its answer, or give a new transfer a new id.",
)
UNKNOWN_ACCOUNT = Code(
    "ledger.unknown_account",
    "No account with that id or code is open.",
    "Open the account first; steps of one unit may open it.",
)
ASSET_MISMATCH = Code(
    "ledger.asset_mismatch",
    "The accounts of a transfer and its amount are not all of one asset.",
    "Book one transfer for each asset, through an account that trades one for the other.",
)
SEGREGATION = Code(
    "ledger.segregation",
    "The transfer joins two different pools or two different coins, which are kept apart.",
    "Move money through an account that belongs to no pool and no coin, with the reason on record.",
)
UNKNOWN_TRANSFER = Code(
    "ledger.unknown_transfer",
    "The transfer that a correction names is not booked, or is between other accounts.",
    "Name the transfer that is corrected, and the same two accounts, exchanged or not.",
)
EXPIRY_NOT_AHEAD = Code(
    "ledger.expiry_not_ahead",
    "A hold expires at or before the time it is made, or a posted transfer carries an expiry.",
    "Give a pending transfer an expiry ahead of occurred_at, or none; a posted one carries none.",
)
UNKNOWN_HOLD = Code(
    "ledger.unknown_hold",
    "No hold has that id.",
    "Post or void the id of a pending transfer.",
)
HOLD_NOT_OPEN = Code(
    "ledger.hold_not_open",
    "The hold was posted, voided or expired before, or its expiry has passed.",
    "Read how the hold ended; make a new pending transfer if the amount is still wanted.",
)
HOLD_AMOUNT_EXCEEDED = Code(
    "ledger.hold_amount_exceeded",
    "More was posted than the hold set aside.",
    "Post at most the amount of the hold; book the rest as another transfer.",
)
INSUFFICIENT_BALANCE = Code(
    "ledger.insufficient_balance",
    "The account may not go negative and what is available, posted less held, is below the amount.",
    "Wait for funds, release holds, or send at most the available amount.",
)
