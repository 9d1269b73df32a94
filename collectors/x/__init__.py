"""X, over its API v2."""

from collectors.x.authorization import XAuthorizer
from collectors.x.collector import XCollector

__all__ = ["XAuthorizer", "XCollector"]
