"""Acts of the desks: what the world told us, the close of day, returns, obligations done, the supervisor's notes."""

from __future__ import annotations

from lantau import access, disclosure, observations, supervision
from lantau.refusal import Refusal
from lantau.worlds.play import Cue, Doing, Made


def observe(cue: Cue) -> Made | Refusal:
    """Record what the world told us: a warning, a price, a consent. Each observes for their own organisation."""
    arguments = cue.arguments
    access.require(cue.actor, "observations.observe", for_=(cue.actor.organisation_id,))
    told = observations.observe(
        *cue.where,
        key=cue.key,
        kind=arguments.text("kind"),
        subject=arguments.text("subject"),
        value=arguments.table("value"),
        occurred_at=cue.occurred_at,
        source=arguments.text("source"),
        actor_id=cue.actor.id,
    )
    return told if isinstance(told, Refusal) else {"id": told.id}


def close_day(cue: Cue) -> Made | Refusal:
    """Close an issuer's day."""
    arguments = cue.arguments
    closed = disclosure.close_day(
        *cue.where,
        cue.stage.book,
        **cue.one,
        issuer_id=arguments.text("issuer"),
        day=arguments.day("day"),
        chain=cue.stage.chain,
    )
    if isinstance(closed, Refusal):
        return closed
    return {
        "id": (*closed.statement_ids, "")[0],
        "open_findings": len(closed.open_findings),
        "open_breaks": closed.open_breaks,
    }


def week_return(cue: Cue) -> Made | Refusal:
    """Return a week to the supervisor and the website."""
    arguments = cue.arguments
    returned = disclosure.week_return(
        *cue.where,
        cue.stage.book,
        **cue.one,
        issuer_id=arguments.text("issuer"),
        week_until=arguments.day("day"),
    )
    return returned if isinstance(returned, Refusal) else {"id": returned.id}


def discharge(cue: Cue) -> Made | Refusal:
    """Do the obligation of a kind that is open longest."""
    arguments = cue.arguments
    done = disclosure.discharge(
        *cue.where,
        cue.stage.book,
        **cue.one,
        issuer_id=arguments.text("issuer"),
        obligation=arguments.text("kind"),
        evidence=arguments.text("evidence"),
    )
    return done if isinstance(done, Refusal) else {"id": done.obligation_id, "late": done.late}


def note(cue: Cue) -> Made | Refusal:
    """The supervisor writes a note about a party, or an observation to it."""
    arguments = cue.arguments
    written = supervision.write_note(
        *cue.where,
        **cue.one,
        party_id=arguments.text("party"),
        text=arguments.text("text"),
        kind=arguments.choice("kind", supervision.NoteKind, supervision.NoteKind.NOTE),
        citation=arguments.text("citation", ""),
    )
    return written if isinstance(written, Refusal) else {"id": written.id}


ACTS: dict[str, Doing] = {
    "observations.observe": Doing(observe, "kind subject value source"),
    "disclosure.close_day": Doing(close_day, "issuer day"),
    "disclosure.week_return": Doing(week_return, "issuer day"),
    "disclosure.discharge": Doing(discharge, "issuer kind evidence"),
    "supervision.note": Doing(note, "party text kind? citation?"),
}
