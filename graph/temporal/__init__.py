"""Dated edges as sorted arrays, for questions in time that the database cannot answer. Derived and disposable: the database wins."""
