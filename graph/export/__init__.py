"""Exports: the graph, or a part of it, in the forms in which others take it up."""
