"""What the bitcoin protocol itself fixes: subsidy by height, the retarget rule, compact targets. No policy here.

Source: Bitcoin Core, src/consensus/params.h, src/kernel/chainparams.cpp, src/validation.cpp (GetBlockSubsidy),
src/pow.cpp (CalculateNextWorkRequired) and src/arith_uint256.cpp (SetCompact, GetCompact).
"""

from __future__ import annotations

SATOSHI_PER_BITCOIN = 100_000_000
BLOCKS_PER_EPOCH = 2016
SECONDS_PER_BLOCK = 600
SECONDS_PER_EPOCH = BLOCKS_PER_EPOCH * SECONDS_PER_BLOCK
CLAMP = 4
"""An epoch's measured span counts as at least a fourth and at most four times the target span."""
BLOCKS_PER_HALVING = 210_000
FIRST_SUBSIDY_SAT = 50 * SATOSHI_PER_BITCOIN
SUBSIDY_SHIFTS = 64
"""After so many halvings the subsidy is nothing."""
HASHES_PER_DIFFICULTY = 2.0**32
"""Hashes expected for one block at difficulty 1, as the field reckons it (exactly 2^48 / 0xffff, 15 ppm more)."""
LARGEST_TARGET = 0xFFFF << 208
"""The target at difficulty 1."""


def subsidy_sat(height: int) -> int:
    """New satoshi in the block at a height, whole: each halving rounds down by a shift."""
    halvings = height // BLOCKS_PER_HALVING
    return 0 if halvings >= SUBSIDY_SHIFTS else FIRST_SUBSIDY_SAT >> halvings


def target_of(bits: int) -> int:
    """The target that a block's compact bits stand for."""
    exponent, mantissa = bits >> 24, bits & 0x7FFFFF
    return mantissa >> (8 * (3 - exponent)) if exponent <= 3 else mantissa << (8 * (exponent - 3))


def bits_of(target: int) -> int:
    """The compact bits of a target: its three leading bytes, cut off, never rounded."""
    size = (target.bit_length() + 7) // 8
    mantissa = target << (8 * (3 - size)) if size <= 3 else target >> (8 * (size - 3))
    if mantissa & 0x800000:
        mantissa, size = mantissa >> 8, size + 1
    return mantissa | (size << 24)


def difficulty_of(bits: int) -> float:
    """How many times harder than the easiest target."""
    return LARGEST_TARGET / target_of(bits)


def retarget_bits(bits: int, span_seconds: int) -> int:
    """The next epoch's bits, from this one's and the seconds between its first and last block: 2015 intervals."""
    span = min(max(span_seconds, SECONDS_PER_EPOCH // CLAMP), SECONDS_PER_EPOCH * CLAMP)
    return bits_of(min(target_of(bits) * span // SECONDS_PER_EPOCH, LARGEST_TARGET))


def retarget(difficulty: float, span_seconds: float) -> float:
    """The next epoch's difficulty without the cutting of bits, for assumed epochs."""
    span = min(max(span_seconds, SECONDS_PER_EPOCH / CLAMP), SECONDS_PER_EPOCH * CLAMP)
    return difficulty * SECONDS_PER_EPOCH / span


def blocks_expected(hashrate_th: float, seconds: float, difficulty: float) -> float:
    """Blocks that a hashrate finds in a time, on average: ``H t / (D 2^32)``."""
    return hashrate_th * 1e12 * seconds / (difficulty * HASHES_PER_DIFFICULTY)
