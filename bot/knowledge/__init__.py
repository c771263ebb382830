"""The knowledge: YAML files in, checked nouns of the house out. It knows what may be written, not how it is said."""
