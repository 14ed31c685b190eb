"""The command line and the settings of the National Information System on Trafficking in Persons."""

__version__ = "0.1.0"
