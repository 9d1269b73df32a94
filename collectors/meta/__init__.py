"""What Facebook Pages and Instagram share: the Graph API, its refusals, its limits, its days and its consent."""
