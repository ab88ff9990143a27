# pragma version 0.4.3
"""
@title Delay
@license Apache-2.0
@notice A dangerous call is announced first, waits, and then passes once within fourteen days.
@dev An operation is the hash of the exact call. With a delay of zero nothing is asked for. That the caller may make the
     call at all is for coin.vy to see to.
"""

from modules import refusals

WINDOW_SECONDS: constant(uint256) = 14 * 86400
SECONDS_MAX: constant(uint256) = 60 * 86400

ready_at: HashMap[bytes32, uint256]
wait: uint256


event Scheduled:
    operation: indexed(bytes32)
    readyAt: uint256
    data: Bytes[356]


event Cancelled:
    operation: indexed(bytes32)


event Executed:
    operation: indexed(bytes32)


event DelayChanged:
    delaySeconds: uint256


@internal
def _set(wait: uint256):
    # a delay without end would be a lock without a key
    if wait > SECONDS_MAX:
        refusals._refuse(refusals.TOO_LARGE)
    self.wait = wait
    log DelayChanged(delaySeconds=wait)


@internal
def _schedule(data: Bytes[356]) -> bytes32:
    operation: bytes32 = keccak256(data)
    ready_at: uint256 = self.ready_at[operation]
    if ready_at != 0 and block.timestamp < unsafe_add(ready_at, WINDOW_SECONDS):
        refusals._refuse(refusals.ALREADY_SCHEDULED)
    ready_at = unsafe_add(block.timestamp, self.wait)
    self.ready_at[operation] = ready_at
    log Scheduled(operation=operation, readyAt=ready_at, data=data)
    return operation


@internal
def _cancel(operation: bytes32):
    if self.ready_at[operation] == 0:
        refusals._refuse(refusals.NOT_SCHEDULED)
    self.ready_at[operation] = 0
    log Cancelled(operation=operation)


@internal
def _pass(operation: bytes32):
    # what was announced is used up even where no delay asks for it, or it would pass again once there is a delay
    ready_at: uint256 = self.ready_at[operation]
    self.ready_at[operation] = 0
    if self.wait == 0:
        return
    if ready_at == 0:
        refusals._refuse(refusals.NOT_SCHEDULED)
    if block.timestamp < ready_at:
        refusals._refuse(refusals.DELAY_NOT_OVER)
    if block.timestamp >= unsafe_add(ready_at, WINDOW_SECONDS):
        refusals._refuse(refusals.SCHEDULE_LAPSED)
    log Executed(operation=operation)
