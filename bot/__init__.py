"""A bot that answers heart-broken people with one author's guidance, in his own words."""

import os

# onnxruntime (from 1.32 on) makes a device id at import and reports its use to its maker; nothing may leave from here
os.environ["ORT_DISABLE_TELEMETRY"] = "1"

# One thread for linear algebra: its pool waits by spinning, which trebles what an answer costs, and how many threads
# there are changes the last bits of sums.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
