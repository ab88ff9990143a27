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
