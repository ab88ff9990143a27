"""Reverse stress: the smallest value of one parameter at which an outcome passes a level with a given probability.

Every value is played on the same chance, so the share of paths that break moves with the parameter alone. The bounds
are first walked in even steps, which shows whether the share rises; then the first step that breaks is halved.
"""

from __future__ import annotations

import math
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy
import pyarrow as pa

from lantau.market.designs import single
from lantau.market.executors import Serial
from lantau.market.experiments import Experiment, Plan, planned
from lantau.market.modelling import Outcome
from lantau.market.parameters import Parameter
from lantau.market.parts import pickled_point, unpickled_point
from lantau.market.quantiles import wilson
from lantau.market.refusals import BAD_DESIGN, OUT_OF_RANGE, UNKNOWN_RESULT
from lantau.market.running import Progress
from lantau.market.showing import Shown
from lantau.refusal import Refusal, Refused

FOUND, NEVER, ALWAYS = "found", "never", "always"

STEPS = 8
"""Into how many even steps the bounds are cut before the halving."""

TOLERANCE = 1e-3
"""The halving ends when the bracket is narrower than this share of the bounds; for whole parameters, at one."""


@dataclass(frozen=True, slots=True)
class Break:
    """What is asked: ``outcome`` below ``level`` (above it, unless ``below``) in a share ``probability`` of paths."""

    outcome: str
    level: float
    below: bool = True
    probability: float = 0.5


@dataclass(frozen=True, slots=True)
class Tried:
    """One value that was played: in how many paths it broke, and the share with Wilson's interval."""

    value: float
    broken: int
    share: float
    low: float
    high: float


@dataclass(frozen=True, repr=False)
class ReverseStress(Shown):
    """``status`` is found, never or always (within the bounds).

    When found, ``breaks`` is the smallest value tried that breaks and ``holds`` the nearest one that does not, the two
    ends of the bracket in which it happens; None where the low end itself breaks, though a higher value does not.
    ``rising`` is False where small values break: then ``breaks`` is the largest that does. ``monotone`` says whether
    the share moved one way over all values tried; if not, values beyond a calm stretch may break too, and this is the
    first.
    """

    status: str
    parameter: Parameter
    outcome: Outcome
    asked: Break
    rule_set: str
    paths: int
    breaks: float | None
    holds: float | None
    rising: bool
    monotone: bool
    tried: tuple[Tried, ...]

    def title(self) -> str:
        """The answer in one sentence."""
        side = "below" if self.asked.below else "above"
        event = (
            f"{self.outcome.words.en} {side} {self.asked.level:g} {self.outcome.unit} in at least "
            f"{self.asked.probability:.3g} of {self.paths} paths, {self.rule_set}"
        )
        doubt = "" if self.monotone else "; the share of breaking paths does not move one way"
        if self.status == FOUND:
            still = "" if self.holds is None else f" (holds at {self.holds:g})"
            way = "from" if self.rising else "up to"
            return f"{event}: {way} {self.parameter.name} {self.breaks:g}{still}{doubt}"
        bounds = f"{self.parameter.name} from {self.parameter.low:g} to {self.parameter.high:g}"
        return f"{event}: {self.status} for {bounds}{doubt}"

    def table(self) -> pa.Table:
        """A row a value tried, in order: value, broken, share, low, high."""
        return pa.table({name: [getattr(each, name) for each in self.tried] for name in Tried.__slots__})


def reverse_stress(
    experiment: Experiment,
    parameter: str,
    asked: Break,
    *,
    low: float | None = None,
    high: float | None = None,
    tolerance: float = TOLERANCE,
    executor: Executor | None = None,
    progress: Progress | None = None,
) -> ReverseStress:
    """Look for the smallest shock that breaks, between the parameter's bounds or the narrower ones given.

    The experiment gives model, rule set (exactly one), settings, paths, chunks and seed; its design is not used.
    Progress is told how many values are played, of how many at most. Refused as ``planned``, and market.out_of_range,
    unknown_result, bad_design.
    """
    plan = planned(replace(experiment, design=single()))
    if len(plan.rule_sets) != 1:
        raise Refused(Refusal(BAD_DESIGN, "a reverse stress is of one rule set", where="experiment.rule_sets"))
    bounds = _bounds(plan, parameter, low, high)
    outcome = next((each for each in plan.model.outcomes if each.name == asked.outcome), None)
    if outcome is None:
        names = ", ".join(each.name for each in plan.model.outcomes)
        raise Refused(Refusal(UNKNOWN_RESULT, f"there is no outcome {asked.outcome!r}; there are {names}", "outcome"))
    if not math.isfinite(asked.level):
        raise Refused(Refusal(OUT_OF_RANGE, f"the level is {asked.level}; it must be a number", where="break.level"))
    if not 0.0 < asked.probability <= 1.0:
        message = f"the probability is {asked.probability}; it must be more than 0 and at most 1"
        raise Refused(Refusal(OUT_OF_RANGE, message, where="break.probability"))
    if not 0.0 < tolerance <= 1.0:
        raise Refused(Refusal(OUT_OF_RANGE, f"tolerance is {tolerance}; more than 0, at most 1", where="tolerance"))
    hunt = _Hunt(plan, bounds, asked, executor or Serial(), {}, progress, _most(bounds, tolerance))
    return hunt.answered(outcome, tolerance)


@dataclass(frozen=True)
class _Hunt:
    """The values played so far, and the next ones."""

    plan: Plan
    bounds: Parameter
    asked: Break
    pool: Executor
    tried: dict[float, Tried]
    progress: Progress | None
    most: int

    def answered(self, outcome: Outcome, tolerance: float) -> ReverseStress:
        """Walk the bounds, then halve the step in which it first breaks."""
        walk = [self._placed(float(value)) for value in numpy.linspace(self.bounds.low, self.bounds.high, STEPS + 1)]
        walk = sorted(set(walk))
        broken = [self._breaks(value) for value in walk]
        rising = not (broken[0] and not broken[-1])
        if not rising:
            walk.reverse()
            broken.reverse()
        status, holds, breaks = FOUND, None, None
        if not any(broken):
            status = NEVER
        elif all(broken):
            status = ALWAYS
        elif broken[0]:
            breaks = walk[0]
        else:
            first = broken.index(True)
            holds, breaks = self._halved(walk[first - 1], walk[first], tolerance)
        tried = tuple(self.tried[value] for value in sorted(self.tried))
        shares = [each.broken for each in tried] if rising else [each.broken for each in reversed(tried)]
        return ReverseStress(
            status=status,
            parameter=self.bounds,
            outcome=outcome,
            asked=self.asked,
            rule_set=self.plan.rule_sets[0].id,
            paths=self.plan.experiment.paths,
            breaks=breaks,
            holds=holds,
            rising=rising,
            monotone=all(one <= other for one, other in pairwise(shares)),
            tried=tried,
        )

    def _halved(self, holds: float, breaks: float, tolerance: float) -> tuple[float, float]:
        width = max(tolerance * (self.bounds.high - self.bounds.low), 1.0 if self.bounds.whole else 0.0)
        while abs(breaks - holds) > width:
            middle = self._placed((holds + breaks) / 2.0)
            if middle in (holds, breaks):
                break
            if self._breaks(middle):
                breaks = middle
            else:
                holds = middle
        return holds, breaks

    def _breaks(self, value: float) -> bool:
        """Whether at least the asked share of paths breaks at a value; each value is played once."""
        if value not in self.tried:
            plan = self.plan
            settings = {**plan.base, self.bounds.name: value}
            prepared = plan.model.prepared(settings, plan.rule_sets[0], plan.opening)
            pickled = pickled_point(prepared, plan.model.outcomes)
            seed, asked = plan.experiment.seed, self.asked
            chunks, paths = range(plan.chunks), plan.experiment.paths
            sizes = [plan.chunk_paths(chunk) for chunk in chunks]
            each = [
                self.pool.submit(_broken_in, pickled, seed, asked, *task) for task in zip(chunks, sizes, strict=True)
            ]
            try:
                broken = sum(future.result() for future in each)
            except BaseException:
                # After Ctrl-C or a lost worker nobody waits for the chunks that are not begun.
                for future in each:
                    future.cancel()
                raise
            self.tried[value] = Tried(value, broken, broken / paths, *wilson(broken, paths))
            if self.progress is not None:
                self.progress(len(self.tried), self.most)
        return self.tried[value].broken >= self.asked.probability * self.plan.experiment.paths

    def _placed(self, value: float) -> float:
        return float(round(value)) if self.bounds.whole else value


def _broken_in(pickled: bytes, seed: int, asked: Break, chunk: int, paths: int) -> int:
    """In how many paths of a chunk it breaks."""
    prepared, _ = unpickled_point(pickled)
    values = prepared.played(seed, chunk, paths).outcomes[asked.outcome]
    return int(numpy.count_nonzero(values < asked.level if asked.below else values > asked.level))


def _most(bounds: Parameter, tolerance: float) -> int:
    """How many values are played at most: the walk, and halvings of one of its steps."""
    width = max(tolerance, 1.0 / (bounds.high - bounds.low) if bounds.whole else 0.0)
    return STEPS + 1 + max(0, math.ceil(math.log2(1.0 / STEPS / width)))


def _bounds(plan: Plan, name: str, low: float | None, high: float | None) -> Parameter:
    """The parameter with the bounds that are searched."""
    whole = plan.model.table.named(name)
    narrowed = replace(
        whole,
        low=whole.checked(whole.low if low is None else low, "reverse_stress.low"),
        high=whole.checked(whole.high if high is None else high, "reverse_stress.high"),
    )
    if not narrowed.low < narrowed.high:
        message = f"{name} is searched from {narrowed.low:g} to {narrowed.high:g}; give a higher end"
        raise Refused(Refusal(OUT_OF_RANGE, message, where="reverse_stress.high"))
    return narrowed
