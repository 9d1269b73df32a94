"""Collects accounts of TikTok, through the Display API of creators or through the Accounts API of businesses."""

from collectors.tiktok.authorization import TikTokAuthorizer
from collectors.tiktok.collector import TikTokCollector

__all__ = ["TikTokAuthorizer", "TikTokCollector"]
