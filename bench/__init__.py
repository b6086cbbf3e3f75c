"""Benchmarks on made graphs, peers beside us where there are any. Nothing here is imported by the product or counted as a test."""
