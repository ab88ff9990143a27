"""A signer in another process signs what its key is listed for and was shown, logs each access, and may be killed."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from lantau.chain.coin_contract import coin
from lantau.chain.keystore import create_key
from lantau.chain.node import Fees
from lantau.chain.signing import LocalSigner, Purpose, TransactionRequest
from lantau.chain.signing_stub import PASSWORD_VARIABLE, SigningServer, desk_of
from lantau.chain.socket_signer import SignerAway, SignerRefused, SocketSigner
from lantau.chain.typed_data import Domain, ReserveStatement, TransferAuthorization, digest, personal_digest
from lantau.dates import SimulatedClock
from lantau.refusal import Refused

AT = datetime(2026, 9, 1, 1, tzinfo=UTC)
SECRET, PASSWORD = bytes(range(1, 33)), "a password"
CONTRACT, WALLET = "0x" + "cc" * 20, "0x" + "aa" * 20
LISTED = ("mint", "ReserveAttestation", "deploy", "approval")
DOMAIN = Domain("LQD", 31337, CONTRACT)
MINT = TransactionRequest(31337, 4, CONTRACT, coin().encode("mint", WALLET, 5), 100_000, Fees(10, 1))


@pytest.fixture
def keystore_path(tmp_path: Path) -> Path:
    create_key(
        tmp_path / "keys", "minter", PASSWORD, functions=LISTED, persons=("per_ann",), at=AT, by="per_ceremony",
        chance=lambda count: SECRET[:count], work=2,
    )  # fmt: skip
    return tmp_path / "keys" / "minter.key.json"


@pytest.fixture
def serve(keystore_path: Path, tmp_path: Path) -> Iterator[Callable[..., SocketSigner]]:
    servers: list[SigningServer] = []

    def serving(**told: Any) -> SocketSigner:
        path = tmp_path / f"{len(servers)}.sock"
        desk = desk_of(keystore_path, PASSWORD, clock=SimulatedClock(AT), **told)
        servers.append(SigningServer(path, desk))
        threading.Thread(target=servers[-1].serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        return SocketSigner(path, LocalSigner(SECRET).address, timeout_seconds=5.0)

    yield serving
    for server in servers:
        server.shutdown()
        server.server_close()


def lines(keystore_path: Path) -> list[dict[str, Any]]:
    path = keystore_path.with_name("minter.access.log")
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


def test_every_kind_is_signed_as_a_local_key_signs_it(serve: Callable[..., SocketSigner]) -> None:
    far, near = serve(), LocalSigner(SECRET)
    statement = ReserveStatement(5, 6, 7)
    assert far.address == near.address
    assert far.sign_transaction(MINT) == near.sign_transaction(MINT)
    told = {"purpose": Purpose.RESERVE, "words": "reserve 0.000005"}
    assert far.sign_statement(DOMAIN, statement, **told) == near.sign_statement(DOMAIN, statement, **told)  # type: ignore[arg-type]
    assert far.sign_text("批准", purpose=Purpose.APPROVAL) == near.sign_text("批准", purpose=Purpose.APPROVAL)
    names = [CONTRACT] * 8
    deploy = replace(MINT, to="", data=coin().deployment("N", "S", "HKD", *names, [WALLET], 1, 0))
    assert far.sign_transaction(deploy) == near.sign_transaction(deploy)


def test_each_access_is_logged_with_words_and_digest_and_without_secret(
    serve: Callable[..., SocketSigner], keystore_path: Path
) -> None:
    far = serve()
    far.sign_transaction(MINT)
    with pytest.raises(SignerRefused, match="not listed for burn"):
        far.sign_transaction(replace(MINT, data=coin().encode("burn", 5)))
    signed, refused = lines(keystore_path)
    assert signed["words"] == f"mint(to={WALLET}, amount=5) on contract {CONTRACT}, chain 31337, nonce 4"
    assert signed["digest"] == "0x" + MINT.signing_digest().hex() and signed["outcome"] == "signed"
    assert f"uid {os.geteuid()}" in signed["peer"] and signed["at"] == AT.isoformat()
    assert refused["outcome"] == "the key is not listed for burn" and refused["function"] == "burn"
    text = keystore_path.with_name("minter.access.log").read_text()
    assert SECRET.hex() not in text and PASSWORD not in text
    assert keystore_path.with_name("minter.access.log").stat().st_mode & 0o077 == 0


def test_what_cannot_be_read_is_not_signed_blind(serve: Callable[..., SocketSigner]) -> None:
    far = serve()
    told: dict[str, Any] = {"purpose": Purpose.TRANSFER, "words": "x"}
    for ask in (
        lambda: far.sign_digest(b"\1" * 32, **told),
        lambda: far.sign_transaction(replace(MINT, data=b"\1\2\3\4")),
        lambda: far.sign_transaction(replace(MINT, data=b"", value=5)),
        lambda: far.sign_transaction(replace(MINT, value=5)),
        lambda: far.sign_transaction(replace(MINT, to="", data=b"\1")),
    ):
        with pytest.raises(SignerRefused, match="not listed for blind"):
            ask()
    authorization = TransferAuthorization(WALLET, CONTRACT, 1, 2, 3, bytes(32))
    with pytest.raises(SignerRefused, match="TransferWithAuthorization"):
        far.sign_statement(DOMAIN, authorization, **told)


def test_the_allow_list_is_narrowed_and_never_widened(serve: Callable[..., SocketSigner]) -> None:
    far = serve(functions=("burn", "ReserveAttestation"))
    with pytest.raises(SignerRefused, match="not listed for mint"):
        far.sign_transaction(MINT)
    with pytest.raises(SignerRefused, match="not listed for burn"):
        far.sign_transaction(replace(MINT, data=coin().encode("burn", 5)))


def test_another_chain_or_contract_is_refused(serve: Callable[..., SocketSigner]) -> None:
    far = serve(chain_id=31337, contracts=(CONTRACT.upper().replace("0X", "0x"),))
    assert far.sign_transaction(MINT)
    with pytest.raises(SignerRefused, match="chain 31337"):
        far.sign_transaction(replace(MINT, chain_id=1))
    with pytest.raises(SignerRefused, match="contract"):
        far.sign_transaction(replace(MINT, to=WALLET))


def asked(signer: SocketSigner, **changes: Any) -> dict[str, Any]:
    """The request that a mint makes, with parts replaced, as a dishonest asker would send it."""
    from lantau.chain.socket_signer import called, plain, transaction_body, transaction_words

    call = called(coin(), MINT)
    assert call is not None
    body = {
        "version": 1, "id": "x", "kind": "transaction", "purpose": "transaction", "address": signer.address,
        "digest": "0x" + MINT.signing_digest().hex(), "words": transaction_words(MINT, call),
        "transaction": transaction_body(MINT),
        "call": {"function": "mint", "arguments": plain(call.arguments)},
    }  # fmt: skip
    return signer._exchanged({**body, **changes})


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"digest": "0x" + "11" * 32}, "digest is not that"),
        ({"words": "mint 1 to a friend"}, "words are not those"),
        ({"call": {"function": "mint", "arguments": {"to": WALLET, "amount": 4}}}, "not the one in the data"),
        ({"call": None}, "not the one in the data"),
        ({"address": WALLET}, "signs for"),
        ({"purpose": "fun"}, "no purpose"),
        ({"purpose": None}, "no purpose"),
        ({"kind": "spell"}, "no known kind"),
        ({"transaction": {}}, "cannot be read"),
        ({"transaction": None}, "cannot be read"),
        ({"kind": "statement"}, "cannot be read"),
        ({"kind": "digest", "digest": "0x11"}, "32 bytes"),
    ],
)
def test_what_is_shown_must_be_what_is_signed(
    serve: Callable[..., SocketSigner], changes: dict[str, Any], reason: str
) -> None:
    answer = asked(serve(), **changes)
    assert reason in answer["refused"] and "signature" not in answer


def test_an_honest_request_by_hand_is_signed(serve: Callable[..., SocketSigner]) -> None:
    assert "signature" in asked(serve())


def _answering(path: Path, reply: Callable[[bytes], bytes]) -> None:
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    listener.bind(str(path))
    listener.listen(1)

    def once() -> None:
        link, _ = listener.accept()
        with link, listener:
            link.sendall(reply(link.recv(65536)))

    threading.Thread(target=once, daemon=True).start()


def _frame(body: Any) -> bytes:
    raw = json.dumps(body).encode()
    return len(raw).to_bytes(4, "big") + raw


def _with_id(sent: bytes, **body: Any) -> bytes:
    return _frame({"id": json.loads(sent[4:])["id"], **body})


@pytest.mark.parametrize(
    "reply",
    [
        lambda sent: b"",
        lambda sent: b"\0\0",
        lambda sent: b"\0\0\0\x50{",
        lambda sent: b"\xff\xff\xff\xff",
        lambda sent: (1).to_bytes(4, "big") + b"{",
        lambda sent: _frame([]),
        lambda sent: _frame({"id": "another", "signature": "0x00"}),
        _with_id,
        lambda sent: _with_id(sent, signature="0xzz"),
        lambda sent: _with_id(sent, signature="0x" + "00" * 65),
        lambda sent: _with_id(
            sent,
            signature=LocalSigner(b"\7" * 32)
            .sign_digest(MINT.signing_digest(), purpose=Purpose.TRANSACTION, words="")
            .hex(),
        ),
    ],
)
def test_half_an_answer_or_a_wrong_one_is_an_outage(tmp_path: Path, reply: Callable[[bytes], bytes]) -> None:
    path = tmp_path / "odd.sock"
    _answering(path, reply)
    with pytest.raises(SignerAway):
        SocketSigner(path, LocalSigner(SECRET).address, timeout_seconds=2.0).sign_transaction(MINT)


def test_no_answer_in_time_is_an_outage(tmp_path: Path) -> None:
    path = tmp_path / "slow.sock"
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listener:
        listener.bind(str(path))
        listener.listen(1)
        began = time.monotonic()
        with pytest.raises(SignerAway):
            SocketSigner(path, LocalSigner(SECRET).address, timeout_seconds=0.2).sign_transaction(MINT)
        assert time.monotonic() - began < 2
    with pytest.raises(SignerAway):
        SocketSigner(tmp_path / "nowhere", LocalSigner(SECRET).address).sign_transaction(MINT)


def test_half_a_request_is_logged_and_harms_nobody(serve: Callable[..., SocketSigner], keystore_path: Path) -> None:
    far = serve()
    for half in (b"\0\0", b"\0\0\0\x10{", b"\0\0\0\1{", b"\xff\xff\xff\xff"):
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as link:
            link.connect(str(far._path))
            link.sendall(half)
            link.shutdown(socket.SHUT_WR)
            assert link.recv(1) == b""
    assert far.sign_transaction(MINT)
    assert sum("no whole request" in line["outcome"] for line in lines(keystore_path)) == 4


def _started(keystore_path: Path, path: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-m", "lantau.chain.signing_stub", "--socket", str(path), "--keystore", str(keystore_path)],
        env={**os.environ, PASSWORD_VARIABLE: PASSWORD},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline().startswith("signing for 0x")
    return process


def test_a_killed_signer_is_asked_again_and_answers_the_same(keystore_path: Path, tmp_path: Path) -> None:
    path, near = tmp_path / "real.sock", LocalSigner(SECRET)
    far = SocketSigner(path, near.address, timeout_seconds=5.0)
    process = _started(keystore_path, path)
    try:
        assert path.stat().st_mode & 0o077 == 0
        assert far.sign_transaction(MINT) == near.sign_transaction(MINT)
        second = subprocess.run(
            [sys.executable, "-m", "lantau.chain.signing_stub", "--socket", str(path), "--keystore", keystore_path],
            env={**os.environ, PASSWORD_VARIABLE: PASSWORD},
            capture_output=True,
            check=False,
        )
        assert second.returncode != 0, "two signers share a socket"
        process.send_signal(signal.SIGKILL)
        process.wait()
        with pytest.raises(SignerAway):
            far.sign_transaction(MINT)
        process = _started(keystore_path, path)
        assert far.sign_transaction(MINT) == near.sign_transaction(MINT)
    finally:
        process.kill()
        process.wait()


def test_a_stub_does_not_start_with_a_wrong_password(keystore_path: Path) -> None:
    with pytest.raises(Refused):
        desk_of(keystore_path, "wrong")


def test_digests_are_what_they_are_said_to_be() -> None:
    assert len({digest(DOMAIN, ReserveStatement(1, 2, 3)), personal_digest("x"), MINT.signing_digest()}) == 3
