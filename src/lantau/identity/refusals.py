"""Every no of this room: stable public codes, what each means and what to do about it."""

from __future__ import annotations

from lantau.refusal import Code

BAD_IDENTIFIER = Code(
    "identity.bad_identifier",
    "an identification number does not have the form or the check digit of its kind",
    "copy the number again from the document; the message names the part that does not fit",
)
BAD_ADDRESS = Code(
    "identity.bad_address",
    "a wallet address is not an EVM address, or its EIP-55 checksum does not fit",
    "copy the address again with its upper and lower case letters, or give it wholly in lower case",
)
BAD_PARTICULARS = Code(
    "identity.bad_particulars",
    "a particular of a party is unknown, blank or not readable",
    "correct the named field; the room's README lists the particulars of each kind of party",
)
UNKNOWN_PARTY = Code(
    "identity.unknown_party",
    "no party has this id in this world",
    "take the party on first, or correct the id",
)
UNKNOWN_SUBJECT = Code(
    "identity.unknown_subject",
    "no relation, wallet or freeze order has this id in this world",
    "correct the id; the party's page lists its wallets and orders",
)
NOT_A_CUSTOMER = Code(
    "identity.not_a_customer",
    "the party has no open business relationship with this issuer",
    "open the relationship first",
)
ALREADY_RELATED = Code(
    "identity.already_related",
    "the party already has an open business relationship with this issuer",
    "use the open relationship, or end it first",
)
FORGOTTEN = Code(
    "identity.forgotten",
    "the party's personal data have been destroyed, so nothing new can be done for it",
    "take the person on again as a new party",
)
MEASURES_MISSING = Code(
    "identity.measures_missing",
    "due diligence cannot be called complete: a measure or an item of identification information is missing",
    "carry out what the message names, then record the verification again",
)
BAD_VALIDITY = Code(
    "identity.bad_validity",
    "a verification ends before it begins, or a thing is dated after it is recorded",
    "correct the dates",
)
NOT_OWN_NAME = Code(
    "identity.not_own_name",
    "the account or wallet is not in the customer's own name",
    "register an account or wallet held in the customer's own name",
)
TAKEN = Code(
    "identity.taken",
    "this account or wallet is already registered, for this customer or for another one",
    "use the registration there is, or find out who really owns the account or wallet",
)
PROOF_FAILED = Code(
    "identity.proof_failed",
    "the evidence does not show that the customer owns or controls the wallet",
    "sign the registered challenge with the wallet's own key, or give evidence by another method",
)
FROZEN = Code(
    "identity.frozen",
    "a freeze order is open against the party or the wallet",
    "nothing may move until the order is lifted by two people who may do so",
)
NOT_FROZEN = Code(
    "identity.not_frozen",
    "the freeze order is not open",
    "nothing to lift",
)
SCREENING_HIT = Code(
    "identity.screening_hit",
    "the party's latest screening against the name lists is a hit, or a possible one nobody has resolved",
    "make the enhanced checks and record the resolved screening result; report to the JFIU where there is suspicion",
)
UNSCREENED = Code(
    "identity.unscreened",
    "the party has not been screened against the name lists, so it is not known whether it may be dealt with",
    "screen the party and record the result with the list it was screened against",
)
MUST_BE_KEPT = Code(
    "identity.must_be_kept",
    "the law still asks for the party's records to be kept",
    "wait for the day the message names; ending the relationship starts the period",
)
