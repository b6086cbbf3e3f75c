"""The core: model, vocabulary, store, write door and the answers to questions. Knows nothing of HTTP, terminals or sources."""
