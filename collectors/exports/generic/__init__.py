"""The generic format: any table whose columns somebody has explained."""
