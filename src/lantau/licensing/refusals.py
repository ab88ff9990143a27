"""Every no of this room: stable public codes, what each means and what to do about it."""

from __future__ import annotations

from lantau.refusal import Code

UNREADABLE_APPLICATION = Code(
    "licensing.unreadable_application",
    "the application file cannot be opened, or is not TOML",
    "correct the line that is named; examples/applications shows whole files",
)
UNREADABLE_DOCUMENT = Code(
    "licensing.unreadable_document",
    "a document that the application lists is a link, lies outside its folder, is too large, or is no UTF-8 text",
    "put the file itself into the folder, text as UTF-8",
)
BAD_TABLE = Code(
    "licensing.bad_table",
    "a table of figures that belongs to a document cannot be read",
    "correct the named cell; amounts are plain decimals, counts whole numbers, and truths yes or no",
)
BAD_APPLICATION = Code(
    "licensing.bad_application",
    "a field of the application is missing, unknown or of the wrong kind",
    "correct the named field; the room's README lists the format",
)
UNKNOWN_SUBJECT = Code(
    "licensing.unknown_subject",
    "no party, application, pilot, licence, condition or direction has this id in this world",
    "correct the id",
)
ILLEGAL_STEP = Code(
    "licensing.illegal_step",
    "the process cannot take this step from where it stands",
    "take one of the steps the message names",
)
BAD_TERMS = Code(
    "licensing.bad_terms",
    "the terms of a scope, condition, direction or decision are incomplete or contradict each other",
    "correct the named term",
)
GRANT_NOT_POSSIBLE = Code(
    "licensing.grant_not_possible",
    "a statutory finding is breached or unknown, or something to be filed is missing, so no licence is granted",
    "refuse the application with reasons, or let the applicant cure what the findings name and file again",
)
NOTICE_TOO_SHORT = Code(
    "licensing.notice_too_short",
    "the applicant has not had the time the Ordinance gives it to answer a condition",
    "give written notice of the condition and its ground, and decide when the period is over",
)
ALREADY_LICENSED = Code(
    "licensing.already_licensed",
    "the party holds a licence, or a step on it was taken already",
    "change its conditions or directions instead",
)
NOT_IN_PILOT = Code(
    "licensing.not_in_pilot",
    "the party takes part in no pilot",
    "have it admitted first",
)
OUT_OF_SCOPE = Code(
    "licensing.out_of_scope",
    "the act lies outside the scope agreed for the pilot",
    "stay inside the scope, or ask for a wider one and wait for the decision",
)
REFERENCE_NOT_ADMITTED = Code(
    "licensing.reference_not_admitted",
    "a coin with this reference currency is not admitted to the pilot",
    "choose another reference currency, or obtain the approval that the cited text asks for",
)
EVIDENCE_MISSING = Code(
    "licensing.evidence_missing",
    "a test case agreed for the pilot has no passed evidence, so the stage cannot be left forwards",
    "record evidence that the test case passed",
)
COIN_TAKEN = Code(
    "licensing.coin_taken",
    "a coin has this id already, or the id is not lower-case letters, digits and hyphens",
    "choose another id",
)
DIRECTED = Code(
    "licensing.directed",
    "an open direction stops this act",
    "comply with the direction; only the supervisor lifts it",
)
CEASED = Code(
    "licensing.ceased",
    "the licence is suspended or revoked, or a condition requires the activity to cease, so nothing is issued under it",
    "stop the activity and follow the notice",
)
POWER_NOT_AVAILABLE = Code(
    "licensing.power_not_available",
    "the power cited does not apply to this licensee",
    "rest the direction on a power that the Ordinance gives over it, such as O s.115(1)",
)
