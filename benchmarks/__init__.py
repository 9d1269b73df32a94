"""Benchmarks: how fast imports and answers are, as ratios to the least that the same work can cost."""
