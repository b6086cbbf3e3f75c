"""Loaders: one source, one file. They read files and yield rows of the model; they know nothing of the database or of HTTP."""
