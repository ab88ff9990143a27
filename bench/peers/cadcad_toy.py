"""The toy in cadCAD, in one process, results left as the engine's own list."""

from __future__ import annotations

from cad_toy import BLOCKS, CHANCE, opening
from cadCAD.configuration import Experiment
from cadCAD.configuration.utils import config_sim
from cadCAD.engine import ExecutionContext, ExecutionMode, Executor
from toy_day import DAYS, serve


def play(paths: int, seed: int) -> float:
    """So many runs of one experiment."""
    CHANCE.seed(seed)
    experiment = Experiment()
    experiment.append_model(
        initial_state=opening(),
        partial_state_update_blocks=BLOCKS,
        sim_configs=config_sim({"N": paths, "T": range(DAYS)}),
    )
    context = ExecutionContext(ExecutionMode.single_mode)
    states, _, _ = Executor(context, experiment.configs, supress_print=True).execute()
    ends = [min(state["lowest"]) for state in states if state["timestep"] == DAYS]
    assert len(ends) == paths, f"{len(ends)} ends of {paths} paths"
    return sum(ends) / paths


if __name__ == "__main__":
    serve(play)
