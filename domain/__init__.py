"""What the numbers mean: plain Python, no framework, no input or output of its own."""
