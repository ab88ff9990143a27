"""Why a world cannot be played."""

from lantau.refusal import Code

NO_SCENARIO = Code(
    "worlds.no_scenario", "The folder holds no scenario.", "Name a folder that holds world.toml and acts.toml."
)
BAD_SCENARIO = Code(
    "worlds.bad_scenario",
    "A file of the scenario is not as the format asks.",
    "Mend the file at the place named; the format is in src/lantau/worlds/README.md.",
)
UNKNOWN_ACT = Code(
    "worlds.unknown_act", "No room offers an act of this name.", "Use one of the acts listed by the message."
)
BAD_ARGUMENT = Code(
    "worlds.bad_argument",
    "An act lacks an argument, has one too many, or one of the wrong kind.",
    "Mend the act's `with` table at the place named.",
)
NO_NODE = Code(
    "worlds.no_node",
    "An act needs a chain, and the world is played without one.",
    "Play it with a chain: the one in this process needs nothing, others are named by LANTAU_CHAIN_URL.",
)
NO_RATE = Code(
    "worlds.no_rate",
    "A bill in US dollars is paid in a coin of another currency, and no rate between them is known.",
    "Let the rate be observed first: kind fx, subject USD/<currency>.",
)
UNKNOWN_NAME = Code(
    "worlds.unknown_name",
    "An act points to a $name that no earlier act made.",
    "Give the earlier act that name, or mend the reference.",
)
CHANGED_SCENARIO = Code(
    "worlds.changed_scenario",
    "The world was begun with other files than the folder now holds.",
    "Put the files back, or begin again with --fresh, which destroys the world of that name.",
)
UNEXPECTED = Code(
    "worlds.unexpected",
    "An act ended otherwise than its scenario says.",
    "Read the act's outcome; then mend the scenario, or report the difference.",
)
UNKNOWN_WORLD = Code(
    "worlds.unknown_world", "No world of that name was ever begun here.", "Play one first: lantau run FOLDER."
)
NO_COIN = Code(
    "worlds.no_coin",
    "The world has no such coin, or several and none was named.",
    "Name one of the world's coins: lantau chain status lists them.",
)
NOTHING_TO_RUN = Code(
    "worlds.nothing_to_run",
    "Nobody holds the coin, or nothing backs it, so there is nothing to redeem.",
    "Play the world until coins are issued: lantau run FOLDER.",
)
