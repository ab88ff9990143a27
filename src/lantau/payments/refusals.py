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
NOT_ON_CHAIN = Code(
    "payments.not_on_chain",
    "the coin has no contract on a chain, so nothing its holder signs can be kept for a document",
    "pay in a coin that is on a chain, or pay at once",
)
EXAMINER_NOT_APART = Code(
    "payments.examiner_not_apart",
    "who examines the documents is buyer or maker, or is not known here",
    "name a third party, known here, whose people read the documents",
)
BAD_MILESTONES = Code(
    "payments.bad_milestones",
    "the price has no parts or too many, or a part ends before now or before the part before it",
    "name one to twelve parts in the order of their documents, each with the time until which it is kept",
)
UNKNOWN_PURCHASE = Code(
    "payments.unknown_purchase", "there is no purchase with that id", "use the id that the agreement answered"
)
UNKNOWN_MILESTONE = Code(
    "payments.unknown_milestone", "the purchase has no milestone of that number", "count its milestones from 1"
)
MILESTONE_STATE = Code(
    "payments.milestone_state",
    "the milestone is not where this step could follow: no document waits, or it was released or ended",
    "look at the purchase, and do what its milestone waits for",
)
OUT_OF_TURN = Code(
    "payments.out_of_turn",
    "the milestone before has not been paid, or its payment is not final on the chain",
    "let the milestones be paid in order; when a payment failed, let the rest of the purchase lapse",
)
MILESTONE_OVER = Code(
    "payments.milestone_over",
    "the time for which the coins are kept is over",
    "let the rest of the purchase lapse, and agree anew",
)
NOT_OVER = Code(
    "payments.not_over",
    "the maker may still present documents, so what is kept for it stays set aside",
    "wait until the time is over, or let the maker withdraw",
)
OTHER_DOCUMENT = Code(
    "payments.other_document",
    "the document examined is not the one that was presented",
    "examine the document presented: its SHA-256 must be the same",
)
OTHER_AMOUNT = Code(
    "payments.other_amount",
    "the amount released is not what the buyer signed for this milestone",
    "release exactly the milestone's amount, or reject the document",
)
