"""Filing a document, reading what somebody else filed, and judging what a rule leaves to a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from lantau import access, licensing
from lantau.access import Actor, Asked
from lantau.dates import Clock, hk_date
from lantau.db import Database
from lantau.disclosure import evidence_store, queries
from lantau.disclosure.dating import is_bound
from lantau.disclosure.draw_operations import DIGEST
from lantau.disclosure.evidence import Filing, Judgement, Reading, is_asked_for
from lantau.disclosure.obligations import PROMPTLY, Obligation
from lantau.disclosure.refusals import (
    NO_DIGEST,
    NO_REASONS,
    NOT_ASKED_FOR,
    NOT_YOURS_TO_JUDGE,
    SAME_HAND,
    UNKNOWN_EVIDENCE,
)
from lantau.events import Record
from lantau.refusal import Json, Refusal, Refused, refuses
from lantau.rulebook import Kind, Rule, Rulebook

LICENSEE = "licensee"


@dataclass(frozen=True, slots=True)
class Filed:
    """What was filed, read or judged: its id, the rule it is for, and the commit that holds it."""

    id: str
    rule_id: str
    commit_id: str


@refuses
def file_evidence(
    database: Database,
    clock: Clock,
    book: Rulebook,
    *,
    key: str,
    actor: Actor,
    occurred_at: datetime,
    issuer_id: str,
    rule_id: str,
    title: str,
    digest: str,
) -> Filed:
    """File a document under the rule that asks for it: its title and the SHA-256 of its bytes, in hex.

    It takes the place of what was filed under that rule before and has to be read anew. Refuses access.*,
    disclosure.not_asked_for, no_digest, and no_reasons without a title.
    """
    access.require(actor, "disclosure.file", for_=(issuer_id,))
    request: dict[str, Json] = {"issuer_id": issuer_id, "rule_id": rule_id, "title": title, "digest": digest}
    asked = Asked(database, clock, key, actor, None, occurred_at, issuer_id, request)
    evidence_id = asked.id("evd")
    if (stands := asked.replayed()) is not None:
        return Filed(str(stands.result["id"]), rule_id, stands.commit_id)
    _require_asked(database, book, asked, rule_id, Kind.DOCUMENT)
    if not DIGEST.fullmatch(digest):
        raise Refused(Refusal(NO_DIGEST, f"{digest!r} is no SHA-256 digest", where="digest"))
    _require_text(title, "title")
    made = Filing(evidence_id, issuer_id, rule_id, title, digest, actor.id, occurred_at, None)
    work = asked.work(
        records=(Record("disclosure.evidence_filed", made.id, request),),
        rows=(evidence_store.filing_row(made, asked.stamp),),
        result={"id": made.id},
    )
    return Filed(made.id, rule_id, asked.commit(work).commit_id)


@refuses
def review_evidence(
    database: Database,
    clock: Clock,
    *,
    key: str,
    actor: Actor,
    occurred_at: datetime,
    evidence_id: str,
    adequate: bool,
    reasons: str,
) -> Filed:
    """Say that a filed document was read and found adequate, or wanting, and why; never by the one who filed it.

    A person of the issuer or of the supervisor may. Refuses disclosure.unknown_evidence, access.*,
    disclosure.same_hand and no_reasons.
    """
    with database.read() as connection:
        filed = evidence_store.filing(connection, evidence_id)
    if filed is None:
        raise Refused(Refusal(UNKNOWN_EVIDENCE, f"no document {evidence_id} was filed", where="evidence_id"))
    access.require(actor, "disclosure.review", for_=(filed.issuer_id, access.SUPERVISOR))
    request: dict[str, Json] = {"evidence_id": evidence_id, "adequate": adequate, "reasons": reasons}
    asked = Asked(database, clock, key, actor, None, occurred_at, filed.issuer_id, request, of_asker=True)
    if (stands := asked.replayed()) is not None:
        return Filed(str(stands.result["id"]), filed.rule_id, stands.commit_id)
    if actor.id == filed.filed_by:
        raise Refused(Refusal(SAME_HAND, f"{actor.id} filed {evidence_id}", where="actor"))
    _require_text(reasons, "reasons")
    made = Reading(asked.id("rvw"), adequate, reasons, actor.id, occurred_at)
    work = asked.work(
        records=(Record("disclosure.evidence_read", filed.id, {**request, "rule_id": filed.rule_id}),),
        rows=(evidence_store.reading_row(filed.id, made, asked.stamp),),
        result={"id": made.id},
    )
    return Filed(made.id, filed.rule_id, asked.commit(work).commit_id)


@refuses
def judge(
    database: Database,
    clock: Clock,
    book: Rulebook,
    *,
    key: str,
    actor: Actor,
    occurred_at: datetime,
    issuer_id: str,
    matter: str,
    satisfied: bool,
    reasons: str,
) -> Filed:
    """Decide what a rule leaves to a person, or whether a duty without a number was done promptly, and say why.

    ``matter`` is the id of the rule, the id of the obligation, or a kind of prompt duty: then it is the one not judged
    yet that arose first. A rule is decided by whom it names, the licensee or the supervisor; promptness by either,
    and the supervisor's word stands. Refuses access.*, disclosure.not_asked_for, not_yours_to_judge and no_reasons.
    """
    access.require(actor, "disclosure.judge", for_=(issuer_id, access.SUPERVISOR))
    request: dict[str, Json] = {
        "issuer_id": issuer_id,
        "matter": matter,
        "satisfied": satisfied,
        "reasons": reasons,
    }
    asked = Asked(database, clock, key, actor, None, occurred_at, issuer_id, request, of_asker=True)
    if (stands := asked.replayed()) is not None:
        return Filed(str(stands.result["id"]), str(stands.result["rule_id"]), stands.commit_id)
    decides = access.SUPERVISOR if actor.organisation_id == access.SUPERVISOR else LICENSEE
    prompt = _prompt_duty(database, book, asked, matter)
    if prompt is None:
        rule = _require_asked(database, book, asked, matter, Kind.JUDGEMENT)
        rule_id, decided = rule.id, rule.id
        if rule.by != decides:
            raise Refused(Refusal(NOT_YOURS_TO_JUDGE, f"the {rule.by} decides this", "actor", rule.citation))
    else:
        rule_id, decided = prompt.rule_id, prompt.id
    _require_text(reasons, "reasons")
    made = Judgement(asked.id("jdg"), issuer_id, decided, rule_id, satisfied, reasons, decides, actor.id, occurred_at)
    told = {**request, "matter": decided, "rule_id": rule_id, "decided_as": decides}
    work = asked.work(
        records=(Record("disclosure.judged", issuer_id, told),),
        rows=(evidence_store.judgement_row(made, asked.stamp),),
        result={"id": made.id, "rule_id": rule_id},
    )
    return Filed(made.id, rule_id, asked.commit(work).commit_id)


def _require_asked(database: Database, book: Rulebook, asked: Asked, rule_id: str, kind: Kind) -> Rule:
    """The rule, if the law of the day asks this issuer for such evidence under it."""
    with database.read() as connection:
        bank = licensing.queries.is_authorized_institution(connection, asked.issuer_id)
    rules = book.rules_in_force(book.law_day(hk_date(asked.occurred_at), hold_last=False))
    rule = next((one for one in rules if one.id == rule_id and one.kind is kind and is_asked_for(one)), None)
    if rule is None:
        message = f"{rule_id} asks a licensee for no {kind.value} on {hk_date(asked.occurred_at)}"
        raise Refused(Refusal(NOT_ASKED_FOR, message, where="rule_id"))
    if not is_bound(rule.branch, bank):
        message = f"{rule_id} does not bind {asked.issuer_id}"
        raise Refused(Refusal(NOT_ASKED_FOR, message, where="rule_id", citation=rule.branch_citation))
    return rule


def _prompt_duty(database: Database, book: Rulebook, asked: Asked, matter: str) -> Obligation | None:
    """The prompt duty of that id, or the one of that kind that arose first and was not judged."""
    owed = queries.obligations(database, book, issuer_id=asked.issuer_id, as_of=asked.occurred_at)
    if isinstance(owed, Refusal):
        return None
    prompt = [one for one in owed if one.anchor == PROMPTLY]
    waiting = [one for one in prompt if one.kind == matter and one.judged_prompt is None]
    named = [one for one in prompt if one.id == matter] + sorted(waiting, key=lambda one: (one.after, one.about))
    return named[0] if named else None


def _require_text(text: str, where: str) -> None:
    if not text.strip():
        raise Refused(Refusal(NO_REASONS, f"{where} is blank", where=where))
