"""Acts on parties: who they are, what is their own, what is frozen."""

from __future__ import annotations

from lantau import identity
from lantau.refusal import Refusal, Refused
from lantau.worlds.keys import SimulatedWallet
from lantau.worlds.parties import read_party
from lantau.worlds.play import Cue, Doing, Made
from lantau.worlds.refusals import BAD_ARGUMENT


def _made(answer: identity.Recorded | Refusal) -> Made | Refusal:
    return answer if isinstance(answer, Refusal) else {"id": answer.id, "party_id": answer.party_id}


def take_on(cue: Cue) -> Made | Refusal:
    """Make a party known from its file; with ``issuer`` it becomes that issuer's customer."""
    party = read_party(cue.arguments.file("party"))
    return _made(
        identity.take_on(
            *cue.where,
            **cue.one,
            kind=party.kind,
            particulars=party.particulars,
            identifiers=party.identifiers,
            issuer_id=cue.arguments.text("issuer", ""),
            key_seed=cue.stage.scenario.seed.encode(),
        )
    )


def open_relation(cue: Cue) -> Made | Refusal:
    """Make a known party an issuer's customer."""
    return _made(
        identity.operations.open_relation(
            *cue.where, **cue.one, party_id=cue.arguments.text("party"), issuer_id=cue.arguments.text("issuer")
        )
    )


def verify(cue: Cue) -> Made | Refusal:
    """Record the relevant customer due diligence."""
    arguments = cue.arguments
    return _made(
        identity.verify_party(
            *cue.where,
            **cue.two,
            party_id=arguments.text("party"),
            issuer_id=arguments.text("issuer"),
            outcome=arguments.text("outcome", "complete"),
            measures=arguments.texts("measures"),
            sources=arguments.texts("sources"),
            valid_until=arguments.day("valid_until"),
            told=arguments.table("told", {}),
            book=cue.stage.book,
        )
    )


def screen(cue: Cue) -> Made | Refusal:
    """Record what a screening against the name lists said."""
    arguments = cue.arguments
    return _made(
        identity.record_screening(
            *cue.where,
            **cue.one,
            party_id=arguments.text("party"),
            outcome=arguments.text("outcome"),
            source=arguments.text("source"),
            issuer_id=arguments.text("issuer"),
            book=cue.stage.book,
        )
    )


def register_bank_account(cue: Cue) -> Made | Refusal:
    """Register a bank account in the customer's own name."""
    arguments = cue.arguments
    return _made(
        identity.register_bank_account(
            *cue.where,
            **cue.one,
            party_id=arguments.text("party"),
            issuer_id=arguments.text("issuer"),
            holder_name=arguments.text("holder_name"),
            number=arguments.text("number"),
            bank_bic=arguments.text("bank_bic"),
            currency=arguments.text("currency"),
            book=cue.stage.book,
        )
    )


def register_wallet(cue: Cue) -> Made | Refusal:
    """Register a simulated wallet's address for a customer."""
    arguments = cue.arguments
    wallet = SimulatedWallet(cue.stage.scenario.seed, arguments.text("wallet"))
    return _made(
        identity.register_wallet(
            *cue.where,
            **cue.one,
            party_id=arguments.text("party"),
            issuer_id=arguments.text("issuer"),
            wallet_address=wallet.address,
        )
    )


def prove_wallet(cue: Cue) -> Made | Refusal:
    """Let the simulated wallet sign the registered message, and show the signature."""
    arguments = cue.arguments
    wallet_id = arguments.text("registration")
    wallet = SimulatedWallet(cue.stage.scenario.seed, arguments.text("wallet"))
    with cue.stage.database.read() as connection:
        file = identity.queries.party_file(connection, arguments.text("party"))
    registered = next((each for each in file.wallets if each.id == wallet_id), None) if file else None
    if registered is None:
        raise Refused(Refusal(BAD_ARGUMENT, f"{wallet_id} is no wallet of that party", where="registration"))
    return _made(
        identity.prove_wallet(
            *cue.where,
            **cue.one,
            wallet_id=wallet_id,
            method="message_signing",
            evidence=wallet.sign(registered.test.message),
            book=cue.stage.book,
        )
    )


def freeze(cue: Cue) -> Made | Refusal:
    """Freeze a party or one of its wallets on an authority's order."""
    arguments = cue.arguments
    return _made(
        identity.operations.freeze(
            *cue.where,
            **cue.two,
            party_id=arguments.text("party"),
            wallet_id=arguments.text("wallet", ""),
            issuer_id=arguments.text("issuer"),
            authority=arguments.text("authority"),
            reference=arguments.text("reference"),
            reason=arguments.text("reason"),
        )
    )


ACTS: dict[str, Doing] = {
    "identity.take_on": Doing(take_on, "party issuer?"),
    "identity.open_relation": Doing(open_relation, "party issuer"),
    "identity.verify": Doing(verify, "party issuer measures sources valid_until outcome? told?"),
    "identity.screen": Doing(screen, "party outcome source issuer"),
    "identity.register_bank_account": Doing(register_bank_account, "party issuer holder_name number bank_bic currency"),
    "identity.register_wallet": Doing(register_wallet, "wallet party issuer"),
    "identity.prove_wallet": Doing(prove_wallet, "registration wallet party"),
    "identity.freeze": Doing(freeze, "party issuer authority reference reason wallet?"),
}
