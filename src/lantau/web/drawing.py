"""The one lock of everything that draws with the plotting library: a drawing sets the library's style for its while."""

import threading

DRAWING = threading.Lock()
