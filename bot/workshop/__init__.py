"""The operator's tools: measure, calibrate, rehearse; they run the mind and hold no conversation."""
