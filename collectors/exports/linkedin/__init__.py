"""Exports of LinkedIn: of pages and of creators."""
