"""The pure mind: message and memory in, outcome out; no clock, no chance, no files, no network."""
