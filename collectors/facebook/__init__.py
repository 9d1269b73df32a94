"""Facebook Pages: profile, posts, reels, and the insights of both and of the Page."""

from collectors.facebook.authorization import FacebookAuthorizer
from collectors.facebook.collector import FacebookCollector

__all__ = ["FacebookAuthorizer", "FacebookCollector"]
