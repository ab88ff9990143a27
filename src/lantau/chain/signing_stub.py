"""The reference of an external signer: ``python -m lantau.chain.signing_stub --socket PATH --keystore FILE``.

It holds one key of a key list, signs only what the key's card lists as its functions (calls and structs of the
contract by name, ``deploy``, ``approval`` for texts, ``blind`` for bare digests), only on the chain and the contracts
it was told, and only when the digest and the words it makes itself from the structure are those it was asked to sign.
Each access is a line of its log before the answer leaves, whether it signed or refused (G 6.5.7(12)); no line holds a
secret. It keeps no state: kill it at any time, and the same request has the same signature afterwards.
"""

from __future__ import annotations

import getpass
import json
import os
import socket
import socketserver
import struct
import sys
import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from lantau.chain.coin_contract import ContractInterface, coin
from lantau.chain.keystore import KEY_SUFFIX, key_card, open_key
from lantau.chain.node import Fees
from lantau.chain.signing import Purpose, Signer, TransactionRequest
from lantau.chain.socket_signer import (
    VERSION,
    called,
    plain,
    receive_frame,
    send_frame,
    transaction_words,
)
from lantau.chain.typed_data import Domain, digest, personal_digest, statement_from
from lantau.dates import Clock, SystemClock
from lantau.refusal import Refused

PASSWORD_VARIABLE = "LANTAU_KEY_PASSWORD"
BLIND, TEXT = "blind", "approval"
IDLE_SECONDS = 30.0


class _No(Exception):  # noqa: N818 - the signer's no
    """Why this request is not signed."""


@dataclass(frozen=True, slots=True)
class Ask:
    """A request as the stub read it: what its digest is made of, the function it comes under, the words for it."""

    digest: bytes
    function: str
    words: str
    chain_id: int = 0
    contract: str = ""


@dataclass(frozen=True, slots=True)
class Desk:
    """What one running stub signs with, and for whom."""

    signer: Signer
    functions: frozenset[str]
    interface: ContractInterface
    clock: Clock
    log_path: Path
    chain_id: int = 0
    contracts: frozenset[str] = frozenset()

    def answer(self, request: Mapping[str, Any], peer: str) -> dict[str, Any]:
        """The signature, or why there is none; logged either way."""
        ask, outcome = None, "signed"
        try:
            ask = read_ask(request, self.interface)
            self._require(request, ask)
        except _No as no:
            outcome = str(no)
        self._log(request, ask, outcome, peer)
        answer = {"version": VERSION, "id": request.get("id")}
        if ask is None or outcome != "signed":
            return {**answer, "refused": outcome}
        signature = self.signer.sign_digest(ask.digest, purpose=Purpose(request["purpose"]), words=ask.words)
        return {**answer, "signature": "0x" + signature.hex()}

    def _require(self, request: Mapping[str, Any], ask: Ask) -> None:
        if request.get("address") != self.signer.address:
            raise _No(f"this signer signs for {self.signer.address}")
        if request.get("purpose") not in set(Purpose):
            raise _No("the request has no purpose")
        if ask.function not in self.functions:
            raise _No(f"the key is not listed for {ask.function}")
        if request.get("digest") != "0x" + ask.digest.hex():
            raise _No("the digest is not that of what was shown")
        if request.get("words") != ask.words and request.get("kind") == "transaction":
            raise _No("the words are not those of what was shown")
        if self.chain_id and ask.chain_id and ask.chain_id != self.chain_id:
            raise _No(f"this signer signs for chain {self.chain_id}, not {ask.chain_id}")
        if self.contracts and ask.contract and ask.contract not in self.contracts:
            raise _No(f"this signer does not sign for the contract {ask.contract}")

    def _log(self, request: Mapping[str, Any], ask: Ask | None, outcome: str, peer: str) -> None:
        line = {
            "at": self.clock.now().isoformat(),
            "id": str(request.get("id"))[:64],
            "peer": peer,
            "address": self.signer.address,
            "function": "" if ask is None else ask.function,
            "words": "" if ask is None else ask.words,
            "told": str(request.get("words"))[:2000],
            "digest": "" if ask is None else "0x" + ask.digest.hex(),
            "outcome": outcome,
        }
        record(self.log_path, line)


def read_ask(request: Mapping[str, Any], interface: ContractInterface) -> Ask:
    """What a request asks to sign, made again from its structure; the request's own digest and words are not used."""
    try:
        match request.get("kind"):
            case "transaction":
                return _transaction(request, interface)
            case "statement":
                told = request["domain"]
                domain = Domain(told["name"], told["chainId"], told["verifyingContract"], told["version"])
                statement = statement_from(request["primary_type"], request["message"])
                fields = ", ".join(f"{name}={plain(value)}" for name, value in statement.message.items())
                words = f"{statement.primary_type}({fields}) to {domain.name}, chain {domain.chain_id}"
                signed = digest(domain, statement)
                return Ask(signed, statement.primary_type, words, domain.chain_id, domain.contract.lower())
            case "text":
                return Ask(personal_digest(request["words"]), TEXT, request["words"])
            case "digest":
                raw = bytes.fromhex(request["digest"].removeprefix("0x"))
                if len(raw) != 32:
                    raise _No("a digest is 32 bytes")
                return Ask(raw, BLIND, "a digest nobody can read")
    except (AssertionError, AttributeError, KeyError, OverflowError, TypeError, ValueError):
        raise _No("the request cannot be read") from None
    raise _No("the request is of no known kind")


def _transaction(request: Mapping[str, Any], interface: ContractInterface) -> Ask:
    told = request["transaction"]
    transaction = TransactionRequest(
        told["chain_id"],
        told["nonce"],
        told["to"].lower(),
        bytes.fromhex(told["data"].removeprefix("0x")),
        told["gas_limit"],
        Fees(told["maximum_fee"], told["priority_fee"]),
        told["value"],
    )
    call = called(interface, transaction)
    shown = None if call is None else {"function": call.function, "arguments": plain(call.arguments)}
    if request["call"] != shown:
        raise _No("the call that was shown is not the one in the data")
    function = BLIND if call is None or transaction.value else call.function
    words = transaction_words(transaction, call)
    return Ask(transaction.signing_digest(), function, words, transaction.chain_id, transaction.to)


def record(log_path: Path, line: Mapping[str, Any]) -> None:
    """Add a line to the log, on disk before anything is answered."""
    descriptor = os.open(log_path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        os.write(descriptor, (json.dumps(line, ensure_ascii=False) + "\n").encode())
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


class _Talk(socketserver.BaseRequestHandler):
    """One connection: requests until the other side closes."""

    server: SigningServer

    def handle(self) -> None:
        """Answer each whole frame; half a frame is logged and ends the talk."""
        link: socket.socket = self.request
        desk, peer = self.server.desk, _peer(link)
        try:
            while (request := receive_frame(link, time.monotonic() + IDLE_SECONDS)) is not None:
                send_frame(link, desk.answer(request, peer))
        except (OSError, ValueError) as failure:
            told = {"at": desk.clock.now().isoformat(), "peer": peer, "outcome": f"no whole request: {failure}"}
            record(desk.log_path, told)


class SigningServer(socketserver.ThreadingUnixStreamServer):
    """Listens on a socket that only its owner may open; takes the place of one that nobody answers any more."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, path: Path, desk: Desk) -> None:
        self.desk = desk
        _clear_away(path)
        before = os.umask(0o177)
        try:
            super().__init__(str(path), _Talk)
        finally:
            os.umask(before)


def _clear_away(path: Path) -> None:
    if not path.is_socket():
        return
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        try:
            probe.connect(str(path))
        except OSError:
            path.unlink()
            return
    raise OSError(f"another signer answers at {path}")


def _peer(link: socket.socket) -> str:
    if not hasattr(socket, "SO_PEERCRED"):
        return "unknown"
    raw = link.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
    process, user, _ = struct.unpack("3i", raw)
    return f"uid {user}, process {process}"


def desk_of(
    keystore_path: Path,
    password: str,
    *,
    functions: Collection[str] = (),
    interface: ContractInterface | None = None,
    log_path: Path | None = None,
    chain_id: int = 0,
    contracts: Collection[str] = (),
    clock: Clock | None = None,
) -> Desk:
    """The desk of a key of a key list. ``functions`` may narrow what its card lists, never widen it.

    Refused what ``keystore.open_key`` refuses.
    """
    folder, name = keystore_path.parent, keystore_path.name.removesuffix(KEY_SUFFIX)
    signer = open_key(folder, name, password)
    listed = frozenset(key_card(folder, name).functions)
    allowed = listed & frozenset(functions) if functions else listed
    beside_path = keystore_path.with_name(f"{name}.access.log")
    addresses = frozenset(each.lower() for each in contracts)
    return Desk(
        signer, allowed, interface or coin(), clock or SystemClock(), log_path or beside_path, chain_id, addresses
    )


@click.command()
@click.option("--socket", "socket_path", type=click.Path(path_type=Path), required=True, help="Where to listen.")
@click.option("--keystore", type=click.Path(path_type=Path), required=True, help="The key's file, NAME.key.json.")
@click.option("--allow", multiple=True, help="Sign this function alone, of those that the key's card lists.")
@click.option("--chain-id", type=int, default=0, help="Sign for this chain alone.")
@click.option("--contract", multiple=True, help="Sign for this contract alone.")
@click.option("--log", type=click.Path(path_type=Path), help="The access log; beside the key unless named.")
def main(
    socket_path: Path,
    keystore: Path,
    allow: tuple[str, ...],
    chain_id: int,
    contract: tuple[str, ...],
    log: Path | None,
) -> None:
    """Hold one key and sign what its card lists. The password comes from LANTAU_KEY_PASSWORD, else it is asked for."""
    password = os.environ.pop(PASSWORD_VARIABLE, "") or getpass.getpass("Password of the key: ")
    try:
        desk = desk_of(keystore, password, functions=allow, log_path=log, chain_id=chain_id, contracts=contract)
    except Refused as refused:
        print(refused.refusal, file=sys.stderr)
        raise SystemExit(1) from None
    with SigningServer(socket_path, desk) as server:
        print(f"signing for {desk.signer.address} at {socket_path}", flush=True)
        server.serve_forever()


if __name__ == "__main__":
    main()
