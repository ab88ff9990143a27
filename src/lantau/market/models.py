"""The models of the laboratory by name, imported when one is asked for; an outside model is named module:attribute."""

from __future__ import annotations

import importlib
from typing import cast

from lantau.market.modelling import Model
from lantau.market.refusals import UNKNOWN_MODEL
from lantau.refusal import Refusal, Refused

MODELS = {
    "run": "lantau.market.run:RUN",
    "round": "lantau.market.round:ROUND",
    "corridor": "lantau.market.corridor:CORRIDOR",
}
"""Where each model of the laboratory is: a module and its attribute."""

PARTS = ("name", "table", "step_words", "outcomes", "courses", "prepared")
"""What ``Model`` says that a model has; whatever else a module holds is none."""


def model_named(name: str) -> Model:
    """A model by its name, or by ``module:attribute`` where it is one's own; Refused market.unknown_model."""
    place = MODELS.get(name, name)
    module_name, colon, attribute = place.partition(":")
    if not (colon and module_name and attribute) or module_name.startswith("."):
        raise _unknown(name)
    try:
        module = importlib.import_module(module_name)
    except ModuleNotFoundError as missing:
        if missing.name is None or not f"{module_name}.".startswith(f"{missing.name}."):
            raise
        raise _unknown(name) from None
    found = getattr(module, attribute, None)
    if not all(hasattr(found, each) for each in PARTS):
        raise _unknown(name)
    return cast(Model, found)


def _unknown(name: str) -> Refused:
    message = f"there is no model {name!r}; the laboratory has {', '.join(MODELS)}"
    return Refused(Refusal(UNKNOWN_MODEL, message, where="experiment.model"))
