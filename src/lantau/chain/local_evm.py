"""One EVM's state and the execution of a transaction on it: revm under the rules of Cancun, by way of pyrevm.

pyrevm keeps everything it has run in one open journal: storage stays warm for ever, and gas would be wrong from the
second transaction on. So each transaction runs inside a checkpoint; what it changed is read from the journal, the
checkpoint is undone, which makes everything cold again, and the changes are written to the database under it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from lantau.chain.local_transactions import AccessList, Transaction, access_list_gas, created_address, intrinsic_gas
from lantau.chain.node import NodeAway, Reverted
from lantau.chain.reverts import revert_reason

if TYPE_CHECKING:
    import pyrevm

TRANSACTION_GAS_MAX = 30_000_000
FUNDS_WEI = 10**30
"""What every account that sends owns in the beginning. Gas costs nothing here, so nobody has to be given any."""

NOBODY = f"0x{'00' * 20}"

_STATE = "JournaledState { state: {"
_HEAD = re.compile(
    r"(0x[0-9a-f]{40}): Account \{ info: AccountInfo \{ balance: (\d+), nonce: (\d+), code_hash: 0x[0-9a-f]{64}, code: "
)
_CODE = re.compile(
    r"None|Some\(Bytecode \{ bytecode: 0x([^,]*), state: "
    r"(?:Raw|Analysed \{ len: (\d+), jump_map: JumpMap \{ map: \"[^\"]*\" \} \}) \}\)"
)
_REST = re.compile(r" \}, storage: \{((?:[^{}]*\{[^{}]*\})*)\}, status: AccountStatus\(([^)]*)\) \}(?:, )?")
_SLOT = re.compile(r"(\d+): StorageSlot \{ previous_or_original_value: (\d+), present_value: (\d+) \}")
_OUTPUT = re.compile(r"Revert \{ gas_used: \d+, output: 0x([0-9a-f]*) \}")


@dataclass(frozen=True, slots=True)
class Emitted:
    """An event as the EVM emits it."""

    address: str
    topics: tuple[str, ...]
    data: bytes


@dataclass(frozen=True, slots=True)
class Outcome:
    """What running a transaction came to. ``contract`` is the address it was to create, if any."""

    succeeded: bool
    gas_used: int
    gas_refunded: int
    output: bytes
    reason: str
    contract: str
    events: tuple[Emitted, ...]


@dataclass(frozen=True, slots=True)
class _Changed:
    """An account that a transaction changed; ``info`` is revm's own value of it, ``created`` the code of a new one."""

    address: str
    info: pyrevm.AccountInfo
    balance: int
    nonce: int
    created: bytes | None


class LocalEvm:
    """The state of one chain at its newest block. Equal transactions in equal blocks always come to equal states."""

    def __init__(self, chain_id: int) -> None:
        self._nonces: dict[str, int] = {}
        self._balances: dict[str, int] = {}
        self._codes: dict[str, bytes] = {}
        self._funded: set[str] = set()
        self._printed: dict[str, int] = {}
        try:
            import pyrevm
        except ImportError:
            raise NodeAway(
                "the EVM inside this process (pyrevm) comes for Python 3.11 and 3.12 on Linux x86-64, macOS and "
                "Windows; use one of these, or anvil or another node by its address"
            ) from None
        self._pyrevm = pyrevm
        environment = pyrevm.Env(cfg=pyrevm.CfgEnv(chain_id=chain_id))
        self._evm = pyrevm.EVM(env=environment, gas_limit=TRANSACTION_GAS_MAX, spec_id="CANCUN")

    def enter(self, number: int, timestamp: int, mixed: bytes) -> None:
        """From now on run in this block. ``mixed`` is what PREVRANDAO answers, 32 bytes."""
        self._evm.set_block_env(
            self._pyrevm.BlockEnv(
                number=number, timestamp=timestamp, prevrandao=mixed, excess_blob_gas=0, gas_limit=TRANSACTION_GAS_MAX
            )
        )

    def nonce(self, address: str) -> int:
        """The nonce of the address's next transaction, or of its next creation if it is a contract."""
        return self._nonces.get(address, 0)

    def code(self, address: str) -> bytes:
        """The code at an address."""
        return self._codes.get(address, b"")

    def balance(self, address: str) -> int:
        """The wei an address may send."""
        return self._balances.get(address, 0) + (0 if address in self._funded else FUNDS_WEI)

    def execute(self, transaction: Transaction) -> Outcome:
        """Run a transaction and keep what it changed; its nonce is the sender's next one."""
        sender = transaction.sender
        assert transaction.nonce == self.nonce(sender), "transactions of a sender run in order of nonce"
        if transaction.value > self.balance(sender):
            self._nonces[sender] = transaction.nonce + 1
            return Outcome(False, intrinsic_gas(transaction), 0, b"", "insufficient funds", "", ())
        if sender not in self._funded:
            self._balances[sender] = self.balance(sender)
            self._funded.add(sender)
            self._write(sender)
        elif not transaction.to:
            self._write(sender)
        outcome = self._run(
            sender,
            transaction.to,
            transaction.data,
            transaction.gas,
            value=transaction.value,
            listed=transaction.access_list,
        )
        self._nonces[sender] = transaction.nonce + 1
        if not transaction.to:  # real nodes name it even where nothing was created
            outcome = replace(outcome, contract=created_address(sender, transaction.nonce))
        assert outcome.gas_used > 0, f"revm ran it: {outcome.reason}"
        return outcome

    def call(self, sender: str, to: str, data: bytes, gas: int = TRANSACTION_GAS_MAX) -> Outcome:
        """What a transaction would come to now, changing nothing; ``to`` blank creates a contract."""
        if not to:
            self._write(sender)
        return self._run(sender, to, data, gas, value=0, keep=False)

    def _run(
        self, sender: str, to: str, data: bytes, gas: int, *, value: int, listed: AccessList = (), keep: bool = True
    ) -> Outcome:
        """Run inside a checkpoint, undo, and keep what it changed if it is to be kept.

        revm would load an access list for good, outside the checkpoint; it is loaded and paid for here instead.
        """
        evm, contract, output, reason, paid = self._evm, "", b"", "", access_list_gas(listed)
        checkpoint = evm.snapshot()
        try:
            for address, slots in listed:
                evm.basic(address)
                for slot in slots:
                    evm.storage(address, slot)
            evm.basic(sender)  # the sender is warm from the start (EIP-2929); pyrevm leaves that to the caller
            try:
                if to:
                    output = evm.message_call(sender, to, data, value=value, gas=gas - paid, gas_price=0)
                else:
                    contract = evm.deploy(sender, data, value=value, gas=gas - paid)
            except RuntimeError as failed:
                reason = str(failed)
            result = evm.result
            if result is None:  # it was turned away before its first instruction
                return Outcome(False, 0, 0, b"", reason, "", ())
            events: tuple[Emitted, ...] = ()
            if result.is_success:
                events = tuple(Emitted(log.address.lower(), tuple(log.topics), log.data[1]) for log in result.logs)
            elif found := _OUTPUT.search(reason):
                output, reason = bytes.fromhex(found[1]), ""
            else:
                reason = result.reason
            changes = self._changes(evm.journal_str) if keep and result.is_success else ([], [])
            refunded = result.gas_refunded if result.is_success else 0
        finally:
            evm.revert(checkpoint)
            evm.reset_transient_storage()
        self._keep(*changes)
        return Outcome(result.is_success, result.gas_used + paid, refunded, output, reason, contract, events)

    def _changes(self, journal: str) -> tuple[list[_Changed], list[tuple[str, int, int]]]:
        """The accounts and slots that the journal says were changed; asked before the checkpoint is undone."""
        changed: list[_Changed] = []
        slots: list[tuple[str, int, int]] = []
        assert journal.startswith(_STATE), "pyrevm spells its journal in another way"
        at = len(_STATE)
        while head := _HEAD.match(journal, at):
            address = head[1]
            # The code is long and known: its text is stepped over.
            rest = _REST.match(journal, head.end() + self._printed.get(address, 0))
            code = None if rest and address in self._printed else _CODE.match(journal, head.end())
            if code is not None:
                self._printed[address] = code.end() - code.start()
                rest = _REST.match(journal, code.end())
            assert rest is not None, "pyrevm spells its journal in another way"
            at = rest.end()
            gone = "SelfDestructed" in rest[2]
            balance, nonce = (0, 0) if gone else (int(head[2]), int(head[3]))
            created = None
            if "Created" in rest[2] and not gone:
                assert code is not None, "nobody has printed the code of what was just created"
                text = code[1] or ""
                created = bytes.fromhex(text[: 2 * int(code[2])] if code[2] else text)
            known_nonce = self._nonces.get(address, 0) if address in self._codes else nonce
            if created is not None or balance != self._balances.get(address, 0) or nonce != known_nonce:
                info = self._pyrevm.AccountInfo() if gone else self._evm.basic(address)
                changed.append(_Changed(address, info, balance, nonce, created))
            if not gone:
                found = _SLOT.findall(rest[1])
                slots += [(address, int(slot), int(after)) for slot, before, after in found if before != after]
        assert journal.startswith("}, transient_storage", at), "pyrevm spells its journal in another way"
        return changed, slots

    def _keep(self, changed: list[_Changed], slots: list[tuple[str, int, int]]) -> None:
        """Write what was changed to the database, the accounts as revm holds them: with their code analysed."""
        for each in changed:
            self._evm.insert_account_info(each.address, each.info)
            self._balances[each.address] = each.balance
            if each.created is not None:
                self._codes[each.address] = each.created
            if each.address in self._codes:
                self._nonces[each.address] = each.nonce
        for address, slot, value in slots:
            # Writing a slot also loads its account, and the next would go to the journal: each is undone by itself.
            checkpoint = self._evm.snapshot()
            self._evm.insert_account_storage(address, slot, value)
            self._evm.revert(checkpoint)

    def _write(self, address: str) -> None:
        """Write the balance and nonce of an account without code to the database."""
        if address in self._codes:
            return
        balance = self._balances.get(address, 0)
        info = self._pyrevm.AccountInfo(balance=balance, nonce=self.nonce(address))  # type: ignore[call-arg]  # stub lacks it
        self._evm.insert_account_info(address, info)


def refused(outcome: Outcome) -> Reverted:
    """The contract's no as an exception: its text where it gave one, the machine's word where it never came to that."""
    data = outcome.output
    if outcome.reason:
        return Reverted(outcome.reason)
    return Reverted(revert_reason(data), data)
