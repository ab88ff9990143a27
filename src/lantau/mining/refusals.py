"""Every way the mine says no."""

from __future__ import annotations

from lantau.refusal import Code

BAD_FILE = Code(
    "mining.bad_file",
    "A file of the mine cannot be read as what it should be.",
    "Give UTF-8 TOML or CSV as the folder examples/fleets/three-rivers shows it.",
)
BAD_FIELD = Code(
    "mining.bad_field",
    "A field is missing, unknown, of the wrong kind, or its unit is not one that it is measured in.",
    "Mend the field at the place named; physical quantities are text with their unit, such as '50 MW'.",
)
OUT_OF_BOUNDS = Code(
    "mining.out_of_bounds",
    "A value lies outside the bound of its field.",
    "Give a value inside the bound that the message names.",
)
BAD_CELL = Code(
    "mining.bad_cell",
    "A cell or heading of a CSV file is missing, stands twice or cannot be read.",
    "Mend the cell at the line and column named.",
)
UNKNOWN_MODEL = Code(
    "mining.unknown_model",
    "No machine model has that name.",
    "Use a model that `lantau mine network --machines` lists, or describe your own as [[machine]].",
)
UNKNOWN_SITE = Code(
    "mining.unknown_site",
    "The fleet has no site of that name.",
    "Use the name of a [[site]] of the same file.",
)
OVER_CAPACITY = Code(
    "mining.over_capacity",
    "The machines at a site draw more power than the site can give.",
    "Place fewer machines there, or raise the site's capacity.",
)
WRONG_COOLING = Code(
    "mining.wrong_cooling",
    "A machine stands at a site that cannot cool it.",
    "Place it elsewhere, or add its cooling to the site's list.",
)
NOT_ENOUGH_MACHINES = Code(
    "mining.not_enough_machines",
    "More machines are moved away than stand there on that day.",
    "Move at most as many as the message names.",
)
NO_DIFFICULTY = Code(
    "mining.no_difficulty",
    "The difficulty of a stretch of time is not known.",
    "Ask about a time that is covered, or give your own difficulty file or an assumed growth.",
)
NO_HOUR = Code(
    "mining.no_hour",
    "An hourly price series lacks an hour of the period.",
    "Add the hour that the message names, or shorten the period.",
)
NO_MONTH = Code(
    "mining.no_month",
    "The month asked about is not in the data.",
    "Ask about a month that the message names.",
)
NO_OUTPUT = Code(
    "mining.no_output",
    "Nothing was mined in a month, so its output has no parts.",
    "Compare two months in which machines ran.",
)
