"""Exports of X."""
