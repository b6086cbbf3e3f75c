"""First loads of volume: a stream by the column into files, imported with all that the graph holds. Only by the rules of the write door."""
