"""The evidence register: every rule that asks for a document or a judgement, and what an issuer has for it."""

from __future__ import annotations

from datetime import datetime

from lantau import licensing
from lantau.dates import hk_date
from lantau.db import Database
from lantau.disclosure import evidence_store
from lantau.disclosure.evidence import Evidence, evidence_of, is_asked_for
from lantau.rulebook import Rulebook


def evidence(database: Database, book: Rulebook, *, issuer_id: str, as_of: datetime) -> tuple[Evidence, ...]:
    """Every document and judgement that the law of the day asks of a licensee, in the order of the law.

    The latest filing under a rule counts, with its last reading, and the latest judgement on it: a new version of a
    document has to be read again. Refused ``rulebook.not_covered``.
    """
    with database.read() as connection:
        filed = {one.rule_id: one for one in evidence_store.filings(connection, issuer_id)}
        judged = {one.matter: one for one in evidence_store.judgements(connection, issuer_id)}
        bank = licensing.queries.is_authorized_institution(connection, issuer_id)
    rules = book.rules_in_force(book.law_day(hk_date(as_of), hold_last=False))
    return tuple(
        evidence_of(
            book, rule, issuer_id, filing=filed.get(rule.id), judgement=judged.get(rule.id), bank=bank, as_of=as_of
        )
        for rule in rules
        if is_asked_for(rule)
    )
