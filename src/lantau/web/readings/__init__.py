"""Where the console reads: each module asks the rooms below for one page's values and hands them to its view."""
