"""The `retorsion` command: thin over graph, loaders and api. One file per group of commands; what a thing looks like is in render_*.py."""
