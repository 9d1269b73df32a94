"""Exports of TikTok Studio."""
