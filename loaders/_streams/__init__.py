"""What loaders of machine-coded events share: files as blocks, blocks as frames, frames as edges. No source's own columns; not a loader.

loads      a feed as the load of a loader; says what to install where polars is missing
files      the files that a load names, packed ones among them, as blocks of whole lines
layout     where the wanted columns of a file stand
columns    the layout of a table with a header, by the names of its columns
frames     blocks as polars frames of text
coded      what tables with a header have in common by the column, and how their frames become edges
parties    actors that a stream names, as items
repeats    the one-a-day rule
stream     the files of a load as one stream of batches
"""
