"""The HTTP service: questions in, envelopes out. Knows nothing of Cypher, of loaders or of terminals."""
