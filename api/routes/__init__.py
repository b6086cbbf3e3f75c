"""The endpoints, one file for each noun; each has a `router`, and api/app.py finds it. No file here does the work of a question."""
