"""The words of a command as arguments of a contract's function, each by the type that the ABI gives it."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from decimal import Decimal

from lantau.chain import Deployment, Node, addresses, coin_contract, permission_matrix, simulation, token_policy
from lantau.chain import deployment as deployments
from lantau.chain import refusals as chain_refusals
from lantau.cli.refusals import BAD_ARGUMENT
from lantau.refusal import Refusal, Refused, refuses

COIN_DECIMALS = 6
AMOUNTS = frozenset({"amount", "value", "limit", "cap", "units_per_second", "increment", "decrement", "attestedAmount"})
"""Parameters that are amounts of the coin; a number of seconds or of signatures takes no unit of money."""

AMOUNT_THRESHOLDS = frozenset({"setTransferPolicy"})
"""Functions whose ``threshold`` is an amount and no number of signatures."""

WITH_UNIT = re.compile(r"([0-9]+)(?:\.([0-9]+))?\s*([A-Za-z][A-Za-z0-9-]*)")
BYTES_SHOWN = 60


def entry_of(interface: coin_contract.ContractInterface, function: str, count: int) -> coin_contract.Entry:
    """The function that changes something and takes so many arguments. Refused chain.unknown_function."""
    known = interface.functions.get(function, ())
    fitting = [each for each in known if len(each.inputs) == count and each.changes]
    if fitting:
        assert len(fitting) == 1, f"{function} with {count} arguments is one function"
        return fitting[0]
    spelled = " or ".join(_signature(each) for each in known)
    if any(not each.changes for each in known):
        message = f"{function} changes nothing: there is nothing to simulate"
    else:
        message = f"{function} takes {spelled}" if known else f"the contract has no function {function}"
    raise Refused(Refusal(chain_refusals.UNKNOWN_FUNCTION, message, "FUNCTION"))


def parsed(entry: coin_contract.Entry, words: Sequence[str], units: Sequence[str]) -> tuple[object, ...]:
    """The words as the function takes them. ``units`` are what amounts of the coin may be written in.

    Refused cli.bad_argument at the parameter.
    """
    assert len(words) == len(entry.inputs), "the function was chosen by the number of words"
    return tuple(
        _Argument(entry.name, name, units).value(kind, word)
        for (name, kind), word in zip(entry.inputs, words, strict=True)
    )


@refuses
def preview_of(
    node: Node,
    deployment: Deployment,
    role: str,
    function: str,
    words: Sequence[str],
    policy: token_policy.TokenPolicy | None,
) -> simulation.Preview:
    """The call simulated, by whoever holds the role. Refused chain.unknown_function, cli.bad_argument."""
    entry = entry_of(coin_contract.coin(), function, len(words))
    arguments = parsed(entry, words, (deployment.terms.symbol, deployment.coin_id))
    sender = sender_of(node, deployment, role)
    return simulation.preview(node, deployment.address, sender, function, arguments, policy=policy)


def sender_of(node: Node, deployment: Deployment, role: str) -> str:
    """The address that holds a role on the contract now, or the address that was given for one.

    Refused cli.bad_argument.
    """
    if role.startswith("0x"):
        value = _Argument("--as", "role", ()).value("address", role)
        return str(value)
    role = role.replace("-", "_")
    if role not in deployments.HANDS:
        message = f"{role!r} is no role; roles are {', '.join(deployments.HANDS)}"
        raise Refused(Refusal(BAD_ARGUMENT, message, "--as"))
    if (view := permission_matrix.VIEWS.get(role)) is not None:
        return str(coin_contract.coin().read(node, deployment.address, view))
    return deployment.terms.roles[role]


def _signature(entry: coin_contract.Entry) -> str:
    return f"{entry.name}({', '.join(f'{kind} {name}'.strip() for name, kind in entry.inputs)})"


class _Argument:
    """One parameter of a function, with its place for refusals."""

    def __init__(self, function: str, name: str, units: Sequence[str]) -> None:
        self.function, self.name, self.units = function, name, units
        self.is_amount = name in AMOUNTS or (name == "threshold" and function in AMOUNT_THRESHOLDS)

    def value(self, kind: str, word: str) -> object:
        """The word as this type; of a list each element."""
        if kind.endswith("[]"):
            return tuple(self.value(kind.removesuffix("[]"), each) for each in self._listed(word))
        if kind.startswith("uint"):
            return self._whole(int(kind.removeprefix("uint")), word)
        if kind == "address":
            return self._address(word)
        if kind == "bool":
            if word not in ("true", "false"):
                raise self._bad(word, "write true or false")
            return word == "true"
        if kind.startswith("bytes"):
            return self._bytes(kind.removeprefix("bytes"), word)
        if kind == "string":
            return word
        raise self._bad(word, f"a {kind} cannot be given here")

    def _listed(self, word: str) -> list[str]:
        try:
            found = json.loads(word, parse_float=Decimal)
        except ValueError:
            found = None
        if not isinstance(found, list):
            raise self._bad(word, 'write a JSON list such as ["0x…", "0x…"]')
        return [each if isinstance(each, str) else json.dumps(each, default=str).strip('"') for each in found]

    def _whole(self, bits: int, word: str) -> int:
        found = WITH_UNIT.fullmatch(word)
        if word.isascii() and word.isdecimal():
            units = int(word)
        elif found is not None and found[3].lower() in {each.lower() for each in self.units}:
            units = self._amount(word, found[1], found[2] or "")
        elif found is not None:
            raise self._bad(word, f"{found[3]} is not this coin: write {self.units[0]}")
        elif self.is_amount and re.fullmatch(r"[0-9]+\.[0-9]+", word):
            raise self._bad(word, f"write {word}{self.units[0]}, or whole base units")
        else:
            raise self._bad(word, "write a whole number")
        if units >= 1 << bits:
            raise self._bad(word, f"it does not fit {bits} bits")
        return units

    def _amount(self, word: str, whole: str, part: str) -> int:
        if not self.is_amount:
            raise self._bad(word, "this is no amount of the coin")
        if len(part) > COIN_DECIMALS:
            raise self._bad(word, f"the coin has {COIN_DECIMALS} decimals")
        return int(whole + part.ljust(COIN_DECIMALS, "0"))

    def _address(self, word: str) -> str:
        if not re.fullmatch(r"0x[0-9a-fA-F]{40}", word):
            raise self._bad(word, "an address is 0x and 40 hexadecimal digits")
        digits = word[2:]
        if digits not in (digits.lower(), digits.upper()) and word != addresses.checksummed(word):
            raise self._bad(
                word, f"its capitals do not fit (EIP-55): a digit was mistyped, or it is {addresses.checksummed(word)}"
            )
        return word.lower()

    def _bytes(self, length: str, word: str) -> bytes:
        if not re.fullmatch(r"0x(?:[0-9a-fA-F]{2})*", word):
            raise self._bad(word, "bytes are 0x and pairs of hexadecimal digits")
        found = bytes.fromhex(word[2:])
        if length and len(found) != int(length):
            raise self._bad(word, f"it has {len(found)} bytes, not {length}")
        return found

    def _bad(self, word: str, why: str) -> Refused:
        shown = repr(word) if len(word) <= BYTES_SHOWN else f"{word[:BYTES_SHOWN]!r}…"
        return Refused(Refusal(BAD_ARGUMENT, f"{shown} for {self.name or 'an argument'}: {why}", self.function))
