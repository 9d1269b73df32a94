"""A simulator of the platforms' APIs on this machine, to try the whole path without accounts and without a network."""
