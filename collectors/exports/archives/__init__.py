"""Archives that people may ask the platforms for: everything they ever posted."""
