"""Reasoning: the ontology compiled to rules, facts closed under them, and why each inferred triple follows."""
