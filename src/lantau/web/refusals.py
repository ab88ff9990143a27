"""The console's refusal codes: all of them are about what its one form sends."""

from lantau.refusal import Code

FOREIGN_ORIGIN = Code(
    "web.foreign_origin",
    "The form was sent by a page of another site, or by a browser that does not say which.",
    "Open the stress lab on the console's own address and start the experiment there.",
)
BAD_FORM = Code(
    "web.bad_form",
    "The form is not one of the console's own, is too large, or leaves something out.",
    "Fill in the form of the stress lab, every field once, with a number where one is asked for.",
)
LABORATORY_FULL = Code(
    "web.laboratory_full",
    "One experiment is being played and as many wait as this console lets wait.",
    "Wait until one has ended, or stop one that nobody needs.",
)
NO_LABORATORY = Code(
    "web.no_laboratory",
    "This console was given no folder to keep experiments in.",
    "Start the console with lantau up, which keeps them in the sandbox's home.",
)
