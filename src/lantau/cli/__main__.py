"""`python -m lantau.cli` is the same as `lantau`."""

from lantau.cli import main

main()
