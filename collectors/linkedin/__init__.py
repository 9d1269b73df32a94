"""Collects LinkedIn pages by the Community Management API."""

from collectors.linkedin.authorization import LinkedInAuthorizer
from collectors.linkedin.collector import LinkedInCollector

__all__ = ["LinkedInAuthorizer", "LinkedInCollector"]
