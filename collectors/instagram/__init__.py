"""Instagram accounts of businesses and creators, by Facebook Login: profile, stories, media, and their insights."""

from collectors.instagram.authorization import InstagramAuthorizer
from collectors.instagram.collector import InstagramCollector

__all__ = ["InstagramAuthorizer", "InstagramCollector"]
