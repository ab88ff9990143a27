"""Seeds one bug at a time into the sources and runs the tests on each: every bug must be found.

`python contracts/mutate.py` prints one line for each seeded bug and exits 1 if one lived. A bug is a text that stands
in its source exactly once, and what is put in its place: a source that moved on makes the list fail, not pass.
"""

import argparse
import json
import os
import runpy
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
COIN, ACCOUNTS, TRANSFERS = "coin.vy", "modules/accounts.vy", "modules/transfers.vy"
MINTERS, SIGNATURES, AUTHORIZATIONS = "modules/minters.vy", "modules/signatures.vy", "modules/authorizations.vy"
BACKING, DELAY, REFUSALS = "modules/backing.vy", "modules/delay.vy", "modules/refusals.vy"


@dataclass(frozen=True)
class Mutation:
    """One bug: in this file, instead of this text, that one."""

    file: str
    before: str
    after: str
    suites: tuple[str, ...]

    @property
    def name(self) -> str:
        """The bug in one line."""
        return f"{self.file}: {' '.join(self.before.split())} -> {' '.join(self.after.split())}"


@dataclass(frozen=True)
class Verdict:
    """Whether the tests found the bug, and what they said."""

    mutation: Mutation
    killed: bool
    said: str


ERC20, ROLES, SIGNED, REGULATED, RESERVE, TWIN = "erc20", "roles", "signed", "regulated", "reserve", "twin"


def seeded() -> list[Mutation]:
    """Every bug, with the suites that should find it first."""

    def bug(file: str, before: str, after: str, *suites: str) -> Mutation:
        return Mutation(file, before, after, suites)

    return [
        # words and arithmetic
        bug(ACCOUNTS, "AMOUNT: constant(uint256) = 2**112 - 1", "AMOUNT: constant(uint256) = 2**111 - 1", ERC20),
        bug(ACCOUNTS, "FROZEN_AT: constant(uint256) = 112", "FROZEN_AT: constant(uint256) = 113", ERC20),
        bug(ACCOUNTS, "MINTER: constant(uint256) = 2**227", "MINTER: constant(uint256) = 2**225", ERC20),
        bug(ACCOUNTS, "self.words[account] = word if on else word ^ mark", "self.words[account] = word", REGULATED),
        bug(ACCOUNTS, "self.state = word if on else word ^ mark", "self.state = word", REGULATED),
        bug(ACCOUNTS, "0 if frozen > balance else unsafe_sub(balance, frozen)", "balance", REGULATED),
        bug(ACCOUNTS, "    if amount > balance:", "    if amount >= balance:", REGULATED, ERC20),
        bug(ACCOUNTS, "if amount > self._unfrozen(word):", "if amount > word & AMOUNT:", REGULATED),
        bug(ACCOUNTS, "self.state = unsafe_sub(self.state, amount)", "self.state = self.state", REGULATED, ERC20),
        bug(ACCOUNTS, "    if amount > AMOUNT:", "    if amount >= AMOUNT:", ERC20),
        # transfers
        bug(TRANSFERS, "    if receiver == empty(address):", "    if sender == empty(address):", ERC20),
        bug(TRANSFERS, "if amount > balance or (", "if amount >= balance or (", ERC20),
        bug(TRANSFERS, "> balance and amount != 0", ">= balance and amount != 0", REGULATED),
        bug(TRANSFERS, " and amount != 0", "", REGULATED),
        bug(TRANSFERS, "= unsafe_sub(sent, amount)", "= sent", ERC20),
        bug(
            TRANSFERS,
            "    received: uint256 = accounts.words[receiver]\n    state: uint256 = accounts.state\n    #",
            "    received: uint256 = sent if receiver == sender else accounts.words[receiver]\n"
            "    state: uint256 = accounts.state\n    #",
            ERC20,
        ),
        bug(TRANSFERS, "(sent | received | state) & accounts.STOPS", "(sent | state) & accounts.STOPS", REGULATED),
        bug(TRANSFERS, "sent & received & accounts.VERIFIED == 0 and", "sent & accounts.VERIFIED == 0 and", REGULATED),
        bug(
            TRANSFERS,
            "log accounts.Transfer(sender=sender, receiver=receiver,",
            "log accounts.Transfer(sender=receiver, receiver=sender,",
            ERC20,
        ),
        bug(TRANSFERS, "and not redeems:\n        refusals", "and redeems:\n        refusals", REGULATED),
        bug(
            TRANSFERS,
            "if state & accounts.CLOSED != 0 and redeems:\n        refusals",
            "if state & accounts.PAUSED != 0 and redeems:\n        refusals",
            REGULATED,
        ),
        bug(TRANSFERS, "amount > self.threshold", "amount >= self.threshold", REGULATED),
        bug(TRANSFERS, "accounts.VERIFIED | accounts.REDEMPTION  #", "accounts.VERIFIED  #", REGULATED),
        bug(
            TRANSFERS,
            "amount > accounts._unfrozen(sent):\n        return False",
            "amount >= accounts._unfrozen(sent):\n        return False",
            REGULATED,
        ),
        bug(TRANSFERS, "if amount <= sent & accounts.AMOUNT and", "if", REGULATED),
        # the mint
        bug(MINTERS, "    if amount > allowance:", "    if amount > allowance + 1:", ERC20),
        bug(MINTERS, "return min(cap, grown)", "return grown", RESERVE),
        bug(MINTERS, "if allowance < cap:", "if cap != 0:", RESERVE),
        bug(MINTERS, "| terms | (block.timestamp << LAST_AT)", "| terms | (word >> LAST_AT << LAST_AT)", RESERVE, TWIN),
        bug(MINTERS, "unsafe_sub(allowance, amount) | terms", "allowance | terms", ERC20),
        bug(MINTERS, "if allowance > AMOUNT or cap > AMOUNT or", "if allowance > AMOUNT or", ERC20),
        bug(COIN, "if receiver & accounts.MINT_RECIPIENT == 0:", "if False:", RESERVE),
        bug(COIN, "accounts.words[to] = unsafe_add(receiver, amount)", "accounts.words[to] = receiver", ERC20),
        bug(COIN, "    log Mint(minter=msg.sender, to=to, amount=amount)\n", "", ERC20),
        # the reserve
        bug(BACKING, "attested_at <= (word >> AT_AT)", "attested_at < (word >> AT_AT)", RESERVE),
        bug(BACKING, "if attested_at > block.timestamp:", "if attested_at > block.timestamp + 1:", TWIN),
        bug(BACKING, "if expires_at <= block.timestamp:", "if expires_at < block.timestamp:", TWIN),
        bug(BACKING, "unsafe_sub(expires_at, attested_at) >", "unsafe_sub(expires_at, block.timestamp) >", TWIN),
        bug(
            BACKING,
            "LIFE_SECONDS_MAX: constant(uint256) = 10 * 86400",
            "LIFE_SECONDS_MAX: constant(uint256) = 10 * 86400 + 1",
            RESERVE,
        ),
        bug(BACKING, "if len(seals) < self.threshold:", "if len(seals) + 1 < self.threshold:", RESERVE),
        bug(BACKING, "if not accounts._has(key, accounts.ATTESTOR):", "if key == empty(address):", RESERVE),
        bug(BACKING, "if convert(key, uint256) <= last:", "if convert(key, uint256) < last:", RESERVE),
        bug(BACKING, "        last = convert(key, uint256)\n", "", RESERVE),
        bug(BACKING, "accounts._mark(former, accounts.ATTESTOR, False)", "pass", ROLES),
        bug(BACKING, "if threshold == 0 or threshold > len(attestors):", "if threshold > len(attestors):", ROLES),
        bug(
            BACKING,
            "if block.timestamp >= (word >> EXPIRES_AT) & TIME:",
            "if block.timestamp > (word >> EXPIRES_AT) & TIME:",
            TWIN,
        ),
        bug(BACKING, "if supply > word & accounts.SUPPLY:", "if supply > (word & accounts.SUPPLY) + 1:", RESERVE),
        bug(BACKING, "if block.timestamp >= unsafe_add(began,", "if block.timestamp > unsafe_add(began,", RESERVE),
        bug(BACKING, "limit != 0 and minted > limit", "limit != 0 and minted >= limit", RESERVE),
        bug(BACKING, " or minted > accounts.SUPPLY", "", RESERVE),
        bug(BACKING, "| (state & accounts.FLAGS)", "", TWIN),
        bug(BACKING, "(expires_at << EXPIRES_AT) | (limit << LIMIT_AT)", "(expires_at << EXPIRES_AT)", RESERVE),
        # signatures
        bug(SIGNATURES, "if convert(s, uint256) > HALF_ORDER:", "if False:", SIGNED),
        bug(SIGNATURES, "if v != 27 and v != 28:", "if v != 27:", SIGNED),
        bug(SIGNATURES, "if key == signer and key != empty(address):", "if key == signer:", SIGNED),
        bug(SIGNATURES, "convert(answer, bytes32) == MAGIC", "True", SIGNED),
        bug(SIGNATURES, "if chain.id == CHAIN:", "if True:", SIGNED),
        bug(SIGNATURES, "    if signer.is_contract:", "    if False:", SIGNED),
        bug(AUTHORIZATIONS, "if block.timestamp <= after:", "if block.timestamp < after:", TWIN),
        bug(AUTHORIZATIONS, "if block.timestamp >= before:", "if block.timestamp > before:", TWIN),
        bug(AUTHORIZATIONS, "if block.timestamp > deadline:", "if block.timestamp >= deadline:", TWIN),
        bug(AUTHORIZATIONS, "    self._spend(sender, nonce)\n", "", SIGNED),
        bug(AUTHORIZATIONS, "    self._spend(authorizer, nonce)\n", "", SIGNED),
        bug(AUTHORIZATIONS, "unsafe_add(nonce, 1)", "nonce", SIGNED),
        bug(
            AUTHORIZATIONS,
            "abi_encode(kind, sender, receiver, amount, after, before, nonce)",
            "abi_encode(kind, sender, receiver, amount, after, after, nonce)",
            SIGNED,
        ),
        bug(AUTHORIZATIONS, "    log AuthorizationUsed(authorizer=sender, nonce=nonce)\n", "", SIGNED),
        bug(COIN, "    if msg.sender != to:\n        refusals._refuse(refusals.NOT_PAYEE)\n", "", SIGNED),
        bug(
            COIN,
            "concat(slice(msg.data, 228, 64), slice(msg.data, 227, 1))",
            "concat(slice(msg.data, 227, 64), slice(msg.data, 227, 1))",
            SIGNED,
        ),
        # redemption, force, burn
        bug(
            COIN,
            "transfers._restrict(accounts.state, sender, word, wallet, accounts.REDEMPTION, amount)",
            "pass",
            REGULATED,
        ),
        bug(COIN, "if caller & (accounts.MINTER | accounts.REDEMPTION) == 0:", "if False:", SIGNED),
        bug(COIN, "accounts.state & ~accounts.STOPS", "accounts.state", REGULATED),
        bug(COIN, "    if amount > free:", "    if amount >= free and free != 0:", REGULATED),
        bug(COIN, "        log Frozen(account=sender, amount=frozen)\n", "", REGULATED),
        bug(
            COIN,
            "    elif word & accounts.MINTER != 0:\n        self._running()",
            "    elif word & accounts.MINTER != 0:\n        pass",
            REGULATED,
        ),
        # roles, allowances, delay
        bug(
            COIN,
            "if account in [self.owner, self.masterMinter, self.enforcer]:",
            "if account in [self.owner, self.enforcer]:",
            ROLES,
        ),
        bug(COIN, "if allowed != max_value(uint256):", "if True:", ERC20),
        bug(COIN, "    self._unblocked(msg.sender)\n    # a transfer of nought", "    # a transfer of nought", ERC20),
        bug(COIN, "    self._present(sender)\n", "", ERC20),
        bug(COIN, "    self._unblocked(spender)\n", "", ERC20),
        bug(
            COIN,
            "if minter == msg.sender or accounts._has(minter, accounts.ATTESTOR):",
            "if minter == msg.sender:",
            ROLES,
        ),
        bug(COIN, "if former != 0 and (limit == 0 or limit > former):", "if former != 0 and limit > former:", ROLES),
        bug(COIN, "    if msg.sender != self.pauser or operation ==", "    if True or operation ==", ROLES),
        bug(COIN, " or operation == self.pauserChange", "", ROLES),
        bug(COIN, "        self.pauserChange = operation", "        self.pauserChange = empty(bytes32)", ROLES),
        bug(COIN, 'if slice(data, 0, 4) == method_id("updatePauser(address)"):', "if True:", ROLES),
        bug(COIN, "    self._no_minter(account)\n", "", ROLES),
        bug(COIN, "        self._no_minter(attestor)\n", "", ROLES),
        bug(COIN, "    accounts._mark(minter, accounts.MINTER, False)\n", "", ROLES),
        bug(COIN, "    minters.words[minter] = 0\n", "", ROLES),
        bug(
            COIN,
            "    if newOwner != empty(address):\n        self._apart_from_attestors(newOwner)\n",
            "    self._apart_from_attestors(newOwner)\n",
            ROLES,
        ),
        bug(
            COIN,
            "    if newOwner != empty(address):\n        self._apart_from_attestors(newOwner)\n",
            "",
            ROLES,
        ),
        bug(COIN, "    self.pendingOwner = empty(address)\n", "", ROLES),
        bug(
            COIN,
            "    if accounts._has(account, accounts.REDEMPTION):\n        refusals._refuse(refusals.ROLES_NOT_APART)\n",
            "    pass\n",
            ROLES,
        ),
        bug(COIN, "    self._not_redemption(account)\n    accounts._mark", "    accounts._mark", ROLES),
        bug(COIN, "    self._not_redemption(account)\n    accounts._freeze", "    accounts._freeze", REGULATED),
        bug(COIN, "accounts.BLOCKED | (accounts.AMOUNT << accounts.FROZEN_AT)", "accounts.BLOCKED", ROLES),
        bug(
            COIN,
            "accounts.BLOCKED | (accounts.AMOUNT << accounts.FROZEN_AT)",
            "accounts.AMOUNT << accounts.FROZEN_AT",
            ROLES,
        ),
        bug(
            COIN,
            "delay._pass(keccak256(slice(msg.data, 0, 36)))",
            "delay._pass(keccak256(slice(msg.data, 0, 4)))",
            ROLES,
        ),
        bug(DELAY, "    if block.timestamp < ready_at:", "    if block.timestamp + 1 < ready_at:", TWIN),
        bug(
            DELAY,
            "    if block.timestamp >= unsafe_add(ready_at, WINDOW_SECONDS):",
            "    if block.timestamp > unsafe_add(ready_at, WINDOW_SECONDS):",
            TWIN,
        ),
        bug(DELAY, "    self.ready_at[operation] = 0\n    if self.wait == 0:", "    if self.wait == 0:", ROLES),
        bug(
            DELAY,
            "    self.ready_at[operation] = 0\n    if self.wait == 0:\n        return\n",
            "    if self.wait == 0:\n        return\n    self.ready_at[operation] = 0\n",
            ROLES,
        ),
        bug(DELAY, "    if wait > SECONDS_MAX:", "    if wait >= SECONDS_MAX:", ROLES),
    ]


def stale() -> list[Mutation]:
    """The bugs whose text does not stand in its source exactly once."""
    return [each for each in seeded() if (HERE / each.file).read_text(encoding="utf-8").count(each.before) != 1]


def hunt(word: str = "") -> Iterator[Verdict]:
    """Tries every bug, or those with this word in them, in a process of its own, the libraries loaded once."""
    import coincurve  # noqa: F401
    import eth_abi  # noqa: F401
    import hypothesis.stateful  # noqa: F401
    import pyrevm  # noqa: F401
    import pytest  # noqa: F401
    import vyper.compiler  # type: ignore[import-untyped]  # noqa: F401

    for mutation in (each for each in seeded() if word in each.name):
        with tempfile.TemporaryDirectory() as folder:
            yield _tried(mutation, Path(folder))


def _tried(mutation: Mutation, folder: Path) -> Verdict:
    said = folder / "said"
    child = os.fork()
    if child == 0:
        with said.open("w", encoding="utf-8") as output:
            os.dup2(output.fileno(), 1)
            os.dup2(output.fileno(), 2)
            status = 99
            try:
                status = _killed(mutation, folder)
            finally:
                sys.stdout.flush()
                os._exit(status)
    _, status = os.waitpid(child, 0)
    text = said.read_text(encoding="utf-8")
    # a test that failed, or that could not begin because the bug was there already; not a file that could not be read
    found = [
        line.split(" - ")[0] for line in text.splitlines() if line.startswith(("FAILED ", "ERROR ")) and "::" in line
    ]
    code = os.waitstatus_to_exitcode(status)
    if code == 1 and found:
        return Verdict(mutation, True, found[0].split(" ")[1])
    return Verdict(mutation, False, "it lived" if code == 0 else f"it could not be tried: {text[-400:]}")


def _killed(mutation: Mutation, folder: Path) -> int:
    """What pytest says of the tests on this bug: 1 when one of them found it."""
    import pytest

    root = folder / "contracts"
    shutil.copytree(HERE, root, ignore=shutil.ignore_patterns("artefacts", "*.py", "__pycache__"))
    source = root / mutation.file
    text = source.read_text(encoding="utf-8")
    assert text.count(mutation.before) == 1, "stale"
    source.write_text(text.replace(mutation.before, mutation.after), encoding="utf-8")
    compiler = runpy.run_path(str(HERE / "compile.py"), run_name="compiler")
    # the interface and the layout are those of the committed build; compiling without a care for gas is quicker
    artefact = json.loads((HERE / "artefacts" / "coin.json").read_text(encoding="utf-8"))
    artefact |= compiler["compiled"]("coin.vy", root, ("bytecode",), compiler["OptimizationLevel"].NONE)
    build = folder / "coin.json"
    build.write_text(json.dumps(artefact), encoding="utf-8")
    os.environ["LANTAU_COIN_ARTEFACT"] = str(build)
    os.chdir(ROOT)
    tests = ROOT / "tests" / "contracts"
    options = ["-x", "-q", "--noconftest", "-p", "no:cacheprovider", "-p", "no:xdist", "--no-header", "--tb=no"]
    first = [str(tests / f"test_{suite}.py") for suite in mutation.suites]
    quick = ["-k", "not every_restriction and not random_walk"]
    if pytest.main([*options, *quick, *first]) == 1:
        return 1
    # the quick ones let it live: the whole folder decides, in a process that has loaded no test yet
    print("not found by its own suites", flush=True)
    whole = [sys.executable, "-m", "pytest", *options, "-rfE", str(tests), "--ignore", str(tests / "test_artefact.py")]
    whole += ["--deselect", str(tests / "test_mutations.py"), "-m", "not long"]
    return subprocess.run(whole, check=False).returncode


def main() -> int:
    """Tries every bug and says which were found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("word", nargs="?", default="", help="only the bugs with this in their line")
    word = parser.parse_args().word
    for mutation in stale():
        print(f"STALE  {mutation.name}")
    lived = 0
    for number, verdict in enumerate(hunt(word), 1):
        lived += not verdict.killed
        print(
            f"{number:3} {'killed' if verdict.killed else 'LIVED '} {verdict.mutation.name} ({verdict.said})",
            flush=True,
        )
    return 1 if lived or stale() else 0


if __name__ == "__main__":
    sys.exit(main())
