"""The toy with the law: after each day every issuer's state is told in micros and held against a compiled program."""

from __future__ import annotations

import numpy
from numba import njit

from lantau.market.judging import BREACHED, ProgramArrays, decide_block
from lantau.market.toy_kernel import BONDS, CASH, PATHS, Array, issuer_day

MICROS = 1e6
HAIRCUT = 5
"""Where the haircut of the smallest sale stands among the toy's numbers."""


@njit(inline="always", error_model="numpy")
def tell(issuer, haircut, values, first):  # type: ignore[no-untyped-def]
    """One issuer's facts in all paths, rounded to the micro: market value, eligible market value, par.

    What is eligible counts bonds at what a small sale fetches; coins of the toy have one unit of par.
    """
    total, eligible, par = values[0, first:], values[1, first:], values[2, first:]
    for path in range(PATHS):
        total[path] = int(numpy.rint((issuer[path + CASH] + issuer[path + BONDS]) * MICROS))
    for path in range(PATHS):
        eligible[path] = int(numpy.rint((issuer[path + CASH] + issuer[path + BONDS] * (1.0 - haircut)) * MICROS))
    for path in range(PATHS):
        par[path] = int(numpy.rint(issuer[path] * MICROS))


@njit(cache=True, nogil=True, error_model="numpy")
def play_judged(
    normals: Array, numbers: tuple[float, ...], issuers: Array, weakest: Array, program: ProgramArrays, values: Array,
    codes: Array, breached_days: Array,
) -> None:  # fmt: skip
    """As ``toy_kernel.play``, and each day's findings: what is breached is counted, codes of the last day are left.

    ``values`` int64[3, issuers * PATHS] and ``codes`` uint8[rules, issuers * PATHS] are room to work in;
    ``breached_days`` int64[rules, PATHS] grows by the issuer-days in breach.
    """
    for number in range(normals.shape[0]):
        for each in range(issuers.shape[0]):
            issuer_day(normals[number, 0], normals[number, each + 1], issuers[each], weakest[number], numbers)
            tell(issuers[each], numbers[HAIRCUT], values, each * PATHS)
        decide_block(program, values, codes)
        for rule in range(codes.shape[0]):
            grown = breached_days[rule]
            for each in range(issuers.shape[0]):
                found = codes[rule, each * PATHS : (each + 1) * PATHS]
                for path in range(PATHS):
                    grown[path] += found[path] == BREACHED
