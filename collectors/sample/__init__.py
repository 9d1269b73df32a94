"""Made-up accounts whose numbers look real and never change their past: for a first start and for tests."""

from collectors.sample.collector import SAMPLE_ACCOUNTS, SampleCollector

__all__ = ["SAMPLE_ACCOUNTS", "SampleCollector"]
