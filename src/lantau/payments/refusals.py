"""Refusal codes of payments; a gate of the law refuses with ``rulebook.refused``."""

from __future__ import annotations

from lantau.refusal import Code

UNKNOWN_COIN = Code("payments.unknown_coin", "no pool backs a coin with that id", "name a coin that is in issue")
UNKNOWN_WALLET = Code(
    "payments.unknown_wallet",
    "the wallet is not registered by that party with the coin's issuer, or nobody has proved whose it is",
    "register the wallet and prove it first",
)
SAME_PARTY = Code(
    "payments.same_party",
    "payer and payee are one party, so nobody is paid",
    "name another party's wallet",
)
NOT_SIGNED_FOR = Code(
    "payments.not_signed_for",
    "coins on a chain move only by what their holder signed, and this does not allow the payment",
    "let the payer sign a TransferWithAuthorization of exactly these coins to the payee's wallet",
)
BAD_AMOUNT = Code("payments.bad_amount", "the amount is not a positive amount of the coin", "name a positive amount")
BAD_TEXT = Code(
    "payments.bad_text",
    "purpose or invoice reference is blank or longer than 140 characters, or a travel-rule field is",
    "say in one line what is paid; leave a travel-rule field blank only when it is not known",
)
