"""The operator's tools: measure, calibrate, rehearse. They read knowledge and run the mind; they hold no conversation."""
