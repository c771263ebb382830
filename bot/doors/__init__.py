"""The doors: they translate what comes in and dress what goes out, and decide nothing."""
