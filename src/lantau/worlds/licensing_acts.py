"""Acts before and around a licence: the pilot, applications, decisions, directions, coins."""

from __future__ import annotations

from typing import Protocol

from lantau import licensing
from lantau.licensing import operations
from lantau.money import asset
from lantau.refusal import Refusal
from lantau.worlds.arguments import Arguments
from lantau.worlds.play import Cue, Doing, Made


class _Recorded(Protocol):
    """What most operations answer with."""

    @property
    def id(self) -> str:
        """The new thing's id."""


def _made(answer: _Recorded | Refusal) -> Made | Refusal:
    return answer if isinstance(answer, Refusal) else {"id": answer.id}


def _scope(arguments: Arguments, currency: str) -> licensing.Scope:
    """The scope agreed: caps in decimals of the coin's reference currency, counterparties by name."""
    return licensing.Scope(
        acts=arguments.texts("acts"),
        cap_total_micros=arguments.amount("cap_total", currency).micros(),
        cap_act_micros=arguments.amount("cap_act", currency).micros(),
        counterparties=arguments.texts("counterparties"),
        public_money=arguments.flag("public_money", False),
        ends_on=arguments.day("ends_on"),
    )


def admit_pilot(cue: Cue) -> Made | Refusal:
    """Admit a party to the pilot, after judging its reference currency by the mainland's rulebook."""
    arguments = cue.arguments
    currency = arguments.text("currency")
    return _made(
        licensing.admit_pilot(
            *cue.where,
            cue.stage.books["CN"],
            **cue.two,
            party_id=arguments.text("party"),
            plan=arguments.text("plan"),
            use_case=arguments.text("use_case"),
            reference_currency=currency,
            scope=_scope(arguments, currency),
            test_cases=tuple(_trial(text) for text in arguments.texts("test_cases")),
            reasons=arguments.text("reasons"),
        )
    )


def _trial(text: str) -> licensing.TrialCase:
    """``name: what must be seen``."""
    name, _, expected = text.partition(":")
    return licensing.TrialCase(name.strip(), expected.strip())


def pilot_act(cue: Cue) -> Made | Refusal:
    """Let a participant's act pass the gate of its scope."""
    arguments = cue.arguments
    passed = licensing.pilot_act(
        *cue.where,
        cue.stage.book,
        **cue.one,
        party_id=arguments.text("party"),
        act=arguments.text("act"),
        counterparty_id=arguments.text("counterparty"),
        value_micros=arguments.amount("value", arguments.text("currency")).micros(),
        with_public=arguments.flag("with_public", False),
    )
    return passed if isinstance(passed, Refusal) else {"id": passed.id, "value_micros": passed.value_micros}


def record_evidence(cue: Cue) -> Made | Refusal:
    """Record what a test case showed."""
    arguments = cue.arguments
    return _made(
        operations.record_evidence(
            *cue.where,
            **cue.one,
            party_id=arguments.text("party"),
            test_case=arguments.text("test_case"),
            passed=arguments.flag("passed"),
            evidence=arguments.text("evidence"),
        )
    )


def observe_pilot(cue: Cue) -> Made | Refusal:
    """Write down an observation about a participant."""
    arguments = cue.arguments
    return _made(
        operations.observe_pilot(*cue.where, **cue.one, party_id=arguments.text("party"), text=arguments.text("text"))
    )


def change_stage(cue: Cue) -> Made | Refusal:
    """Decide a stage change of a pilot."""
    arguments = cue.arguments
    return _made(
        operations.change_stage(
            *cue.where,
            **cue.two,
            party_id=arguments.text("party"),
            step=arguments.text("step"),
            reasons=arguments.text("reasons"),
        )
    )


def file_application(cue: Cue) -> Made | Refusal:
    """File an application from its file; what it lacks is listed, not refused."""
    arguments = cue.arguments
    application = licensing.read_application(arguments.file("application"))
    if isinstance(application, Refusal):
        return application
    filed = licensing.file_application(
        *cue.where, cue.stage.book, **cue.one, party_id=arguments.text("party"), application=application
    )
    if isinstance(filed, Refusal):
        return filed
    return {
        "id": filed.id,
        "grantable": filed.assessment.is_grantable,
        "missing": [gap.what for gap in filed.assessment.missing],
    }


def decide(cue: Cue) -> Made | Refusal:
    """Grant or refuse a licence; a ``cap`` is attached as a condition that was noticed before."""
    arguments = cue.arguments
    decided = licensing.decide(
        *cue.where,
        cue.stage.book,
        **cue.two,
        application_id=arguments.text("application"),
        outcome=arguments.text("outcome"),
        reasons=arguments.text("reasons"),
        conditions=_cap(arguments),
    )
    if isinstance(decided, Refusal):
        return decided
    return {"id": decided.licence_id or decided.application_id, "licence_number": decided.licence_number}


def _cap(arguments: Arguments) -> tuple[licensing.ConditionTerm, ...]:
    """The issuance cap of a grant (O s.17(2)(f)), in decimals of the coin's reference currency."""
    if not arguments.has("cap"):
        return ()
    cap = arguments.amount("cap", arguments.text("currency"))
    term = licensing.ConditionTerm(
        kind="issuance_cap",
        text=f"Coins in circulation may not exceed {cap}.",
        ground=arguments.text("ground"),
        noticed_on=arguments.day("noticed_on"),
        value_micros=cap.micros(),
    )
    return (term,)


def register_coin(cue: Cue) -> Made | Refusal:
    """Name a coin of an issuer."""
    arguments = cue.arguments
    answer = operations.register_coin(
        *cue.where,
        **cue.one,
        coin_id=arguments.text("coin"),
        issuer_id=arguments.text("issuer"),
        name=arguments.text("name"),
        reference_currency=asset(arguments.text("currency")).code,
    )
    return answer if isinstance(answer, Refusal) else {"id": arguments.text("coin")}


def direct(cue: Cue) -> Made | Refusal:
    """Give a party a direction."""
    arguments = cue.arguments
    return _made(
        operations.direct(
            *cue.where,
            **cue.two,
            party_id=arguments.text("party"),
            stops=arguments.texts("stops"),
            text=arguments.text("text"),
            citation=arguments.text("citation"),
        )
    )


def lift_direction(cue: Cue) -> Made | Refusal:
    """Lift a direction."""
    arguments = cue.arguments
    return _made(
        operations.lift_direction(
            *cue.where, **cue.two, direction_id=arguments.text("direction"), reasons=arguments.text("reasons")
        )
    )


ACTS: dict[str, Doing] = {
    "pilot.admit": Doing(
        admit_pilot,
        "currency party plan use_case acts cap_total cap_act counterparties ends_on test_cases reasons public_money?",
    ),
    "pilot.act": Doing(pilot_act, "party act counterparty value currency with_public?"),
    "pilot.evidence": Doing(record_evidence, "party test_case passed evidence"),
    "pilot.observe": Doing(observe_pilot, "party text"),
    "pilot.stage": Doing(change_stage, "party step reasons"),
    "application.file": Doing(file_application, "application party"),
    "application.decide": Doing(decide, "application outcome reasons cap? currency? ground? noticed_on?"),
    "coin.register": Doing(register_coin, "coin issuer name currency"),
    "licence.direct": Doing(direct, "party stops text citation"),
    "licence.lift_direction": Doing(lift_direction, "direction reasons"),
}
