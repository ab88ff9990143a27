"""The toy in radCAD, in one process, at its fastest: no deep copies, substeps dropped."""

from __future__ import annotations

from cad_toy import BLOCKS, CHANCE, opening
from radcad import Backend, Engine, Experiment, Model, Simulation
from toy_day import DAYS, serve


def play(paths: int, seed: int) -> float:
    """So many runs of one simulation."""
    CHANCE.seed(seed)
    model = Model(initial_state=opening(), state_update_blocks=BLOCKS, params={})
    experiment = Experiment([Simulation(model=model, timesteps=DAYS, runs=paths)])
    experiment.engine = Engine(backend=Backend.SINGLE_PROCESS, deepcopy=False, drop_substeps=True)
    ends = [min(state["lowest"]) for state in experiment.run() if state["timestep"] == DAYS]
    assert len(ends) == paths, f"{len(ends)} ends of {paths} paths"
    return sum(ends) / paths


if __name__ == "__main__":
    serve(play)
