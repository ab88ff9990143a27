"""Why a sandbox cannot be opened."""

from lantau.refusal import Code

BAD_SETTING = Code("wiring.bad_setting", "A setting has no such name or value.", "Mend the variable or key named.")
NO_WORLD = Code("wiring.no_world", "No world was played here yet.", "Play one: lantau run examples/worlds/first-coin")
