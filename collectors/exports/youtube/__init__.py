"""Exports of YouTube Studio."""
