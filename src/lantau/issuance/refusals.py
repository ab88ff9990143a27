"""Refusal codes of issuance: bank messages first, then orders to issue and to redeem."""

from __future__ import annotations

from lantau.refusal import Code

_ASK_THE_BANK = "ask the account servicer to send the message again, repaired"

MESSAGE_TOO_LARGE = Code(
    "issuance.message_too_large", "the bank message is larger than is read", "split the statement by day or by page"
)
NOT_XML = Code("issuance.not_xml", "the bank message is not well-formed XML in UTF-8", _ASK_THE_BANK)
DOCTYPE_FORBIDDEN = Code(
    "issuance.doctype_forbidden",
    "the bank message declares a document type, which could define entities",
    "remove the DOCTYPE; ISO 20022 messages have none",
)
UNKNOWN_MESSAGE = Code(
    "issuance.unknown_message",
    "the document's namespace is not a message and version that is read",
    "send camt.054.001.08 or camt.053.001.08",
)
NOT_SCHEMA_VALID = Code(
    "issuance.not_schema_valid", "the message breaks the ISO 20022 schema at the place named", _ASK_THE_BANK
)
WRONG_CURRENCY = Code(
    "issuance.wrong_currency",
    "the currency is unknown or is not the reference currency of the pool that keeps the account",
    "pay in the coin's reference currency",
)
WRONG_AMOUNT = Code(
    "issuance.wrong_amount",
    "an amount is negative, zero, too precise for its currency, or does not add up with the others",
    _ASK_THE_BANK,
)
NOT_A_CREDIT = Code(
    "issuance.not_a_credit", "a credit notice carries a debit or a reversal", "handle the debit from the statement"
)
NOT_BOOKED = Code(
    "issuance.not_booked", "the entry of a credit notice is not booked, so funds are not received yet", "wait for BOOK"
)
MISSING_REFERENCE = Code(
    "issuance.missing_reference", "an entry lacks the bank's reference or its booking date", _ASK_THE_BANK
)
DUPLICATE_IN_MESSAGE = Code(
    "issuance.duplicate_in_message", "one message names the same bank reference twice", _ASK_THE_BANK
)
STATEMENT_BALANCE = Code(
    "issuance.statement_balance",
    "opening balance plus entries is not the closing balance of the statement",
    _ASK_THE_BANK,
)
UNKNOWN_ACCOUNT = Code(
    "issuance.unknown_account",
    "the message is about a bank account that no pool keeps",
    "register the pool's bank account, or send the message to whom it belongs",
)
ACCOUNT_TAKEN = Code(
    "issuance.account_taken",
    "the pool has a bank account already, or the account is another pool's",
    "keep one segregated account for each pool",
)
MESSAGE_REUSED = Code(
    "issuance.message_reused",
    "the bank sent another message under the same message id",
    "ask the account servicer which of the two messages holds",
)
REFERENCE_REUSED = Code(
    "issuance.reference_reused",
    "the bank's reference was told before with another amount, sender or words",
    "ask the account servicer which of the two entries holds",
)
UNKNOWN_ORDER = Code("issuance.unknown_order", "no order has that id, or it is of the other kind", "name an open order")
UNKNOWN_RECEIPT = Code("issuance.unknown_receipt", "no receipt of funds has that id", "name an unmatched receipt")
UNKNOWN_COIN = Code("issuance.unknown_coin", "no pool is open for the coin", "open the coin's reserve pool first")
UNKNOWN_WALLET = Code(
    "issuance.unknown_wallet",
    "the wallet or bank account is not registered by this customer with this issuer",
    "register it for the customer first",
)
REFERENCE_TAKEN = Code(
    "issuance.reference_taken",
    "another order of this issuer carries the payment reference",
    "choose a reference nobody has used",
)
BAD_REFERENCE = Code(
    "issuance.bad_reference",
    "a payment reference is 3 to 35 letters, digits and hyphens, as it fits on a bank transfer",
    "choose such a reference",
)
BAD_AMOUNT = Code(
    "issuance.bad_amount",
    "the amount is zero or negative, or a fee is not below the amount it is taken from",
    "name a positive amount of the coin, and a fee below its par",
)
NOT_POSSIBLE = Code(
    "issuance.not_possible",
    "the order's state does not allow the step, or the step would lie before the last one",
    "read the order's history and take a step it allows",
)
FUNDS_DO_NOT_MATCH = Code(
    "issuance.funds_do_not_match",
    "funds that name the order differ from it in amount, or several receipts name it",
    "return the funds, or ask for an order of the amount received",
)
RECEIPT_ENDED = Code(
    "issuance.receipt_ended", "the funds were matched to an order or returned before", "name an unmatched receipt"
)
RECEIPT_CLAIMED = Code(
    "issuance.receipt_claimed",
    "the funds pay for an order that can still be issued",
    "cancel the order first, then return its funds",
)
SENDER_UNKNOWN = Code(
    "issuance.sender_unknown",
    "the bank did not say from which account the funds came, or that was destroyed",
    "ask the account servicer to recall the payment",
)
WRONG_ACCOUNT = Code(
    "issuance.wrong_account",
    "a redemption is paid out to an account in another currency than the coin's reference currency",
    "register an account in the reference currency",
)
ON_CHAIN = Code(
    "issuance.on_chain",
    "the coin has its contract on a chain already; it moves only by a successor (docs/adr/0014-coin-contract.md)",
    "name a coin that is on no chain",
)
COINS_IN_ISSUE = Code(
    "issuance.coins_in_issue",
    "coins were issued in the books alone; a contract that begins without them would not agree with the books",
    "redeem them first, or register another coin",
)
NOT_SIGNED_FOR = Code(
    "issuance.not_signed_for",
    "coins on a chain are the holder's: they come back only by what the holder signed, and this does not allow it",
    "let the holder sign a ReceiveWithAuthorization of exactly these coins to the redemption wallet",
)
SHORT_OF_CASH = Code(
    "issuance.short_of_cash",
    "the pool's own cash, without funds that no order has matched, does not reach for the redemption",
    "turn reserve assets into cash first; the redemption's clock goes on",
)
