"""Finding names in the registry: tolerant of umlauts, of word order and of typing."""
