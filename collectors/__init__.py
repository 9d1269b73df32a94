"""Readers of the platforms, one package each, all giving the same facts."""
