"""What the command line itself cannot read."""

from lantau.refusal import Code

BAD_WARNING = Code(
    "cli.bad_warning",
    "A --warning is no day or instant.",
    "Write a day such as 2026-10-20, or 2026-10-20T17:00, with black: before it for a black rainstorm warning.",
)
NEGATIVE_PAR = Code(
    "cli.negative_par",
    "A --par is less than nothing.",
    "Write the face value of the coins in circulation, 0.00 or more.",
)
PORT_TAKEN = Code(
    "cli.port_taken",
    "Something listens on the console's port already.",
    "Stop it (lantau stop), or give another --port.",
)
CONSOLE_FAILED = Code(
    "cli.console_failed", "The detached console ended or did not answer in time.", "Read its log at the place named."
)
BAD_HEADS = Code(
    "cli.bad_heads", "The file of --known holds no ends of chains.", "Give a file that `lantau verify --json` printed."
)
REPORT_EXISTS = Code(
    "cli.report_exists",
    "Something is there already where the report would be written.",
    "Name a folder that does not exist yet; a report never replaces anything.",
)
CANNOT_WRITE_REPORT = Code(
    "cli.cannot_write_report",
    "The folder of the report cannot be made.",
    "Name a folder whose parent exists and may be written to.",
)
NOT_A_CALENDAR = Code(
    "cli.not_a_calendar",
    "Something else than a calendar is there already where --ical would write.",
    "Name a file that does not exist yet, or an earlier export.",
)
SEVERAL_ISSUERS = Code(
    "cli.several_issuers",
    "This is of one issuer, and the world has several or none.",
    "Name one with --issuer and its party id.",
)
CANNOT_WRITE = Code(
    "cli.cannot_write",
    "The file of --out or --ical cannot be written.",
    "Name a file in a folder that exists and may be written to.",
)
NO_ANVIL = Code(
    "cli.no_anvil",
    "No anvil was found, and none is needed: without one a world's chain runs in its own process.",
    "Run the line that is shown, which installs it, or name one that you have with LANTAU_ANVIL.",
)
CHAIN_PORT_TAKEN = Code(
    "cli.chain_port_taken",
    "Something listens already on the port where the node would.",
    "Stop it, or give another --port.",
)
NO_CONTRACT = Code(
    "cli.no_contract",
    "The coin asked about has no contract on this chain, or the world has several coins and none was named.",
    "Name a coin that `lantau chain status` shows; `lantau chain deploy` puts one on the chain.",
)
BAD_ARGUMENT = Code(
    "cli.bad_argument",
    "An argument of the call is not of the type that the contract's function takes.",
    "Write whole base units or an amount such as 1000.00LQD, an address, true or false, 0x bytes, or a JSON list.",
)
BAD_AUDIT = Code(
    "cli.bad_audit",
    "The file of --audit does not say what an audit says.",
    "Write source_sha256 and, as far as they are known, the five true or false answers that the message names.",
)
WRONG_KEYS = Code(
    "cli.wrong_keys",
    "The keys given are not those of the coin's hands.",
    "Name the scenario this world plays, or the folder with the keys of its coins, such as lqd-master-minter.",
)
