"""The version of the code and of the data shipped with it."""

__version__ = "0.1.0"
