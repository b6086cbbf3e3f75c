"""What every format is written from: the subgraph on disk, its columns and its manifest. No format here."""
