"""The laboratory's refusal codes."""

from lantau.refusal import Code

UNKNOWN_PARAMETER = Code(
    "market.unknown_parameter",
    "The model has no parameter of that name.",
    "Name one of the model's parameters: lantau market parameters MODEL lists them with their bounds.",
)
OUT_OF_RANGE = Code(
    "market.out_of_range",
    "A parameter is not a number within its bounds.",
    "Give a value within the bounds that the refusal names.",
)
EMPTY_POPULATION = Code(
    "market.empty_population",
    "There is nobody to play with: no path, no issuer, no firm or no coin in circulation.",
    "Give at least one of each.",
)
UNKNOWN_MODEL = Code(
    "market.unknown_model",
    "The laboratory has no model of that name.",
    "Name one of the laboratory's models: run, round, corridor; or your own as module:attribute.",
)
BAD_DESIGN = Code(
    "market.bad_design",
    "The design of an experiment has no point to play, or names the same thing twice.",
    "Give every axis at least one value, at least one rule set, and none of them twice.",
)
OTHER_EXPERIMENT = Code(
    "market.other_experiment",
    "The folder holds another experiment, or the same one of another version of the code.",
    "Choose another folder, or delete this one if nobody needs what is in it.",
)
FOLDER_IN_USE = Code(
    "market.folder_in_use",
    "Somebody is playing into the folder at this moment.",
    "Wait until that run has ended, or choose another folder.",
)
NO_EXPERIMENT = Code(
    "market.no_experiment",
    "The folder holds no experiment that can be read, or its results do not fit its manifest.",
    "Name a folder that an experiment was played into; play it again where its files were changed.",
)
UNFINISHED = Code(
    "market.unfinished",
    "The experiment in the folder was not played to its end.",
    "Play the same experiment into the same folder: what is finished is kept.",
)
UNKNOWN_RESULT = Code(
    "market.unknown_result",
    "The experiment has no such outcome, course, rule or point.",
    "Name one of those that the refusal lists.",
)
NO_CLUSTER = Code(
    "market.no_cluster",
    "The cluster's library is not installed.",
    "Install it: pip install 'lantau[cluster]'; or play on this machine's cores, which gives the same bits.",
)

UNKNOWN_EVENT = Code(
    "market.unknown_event",
    "There is no event of that name to hold the model against.",
    "Name one that ships: lantau market backtest lists them.",
)
