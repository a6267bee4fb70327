"""What orders count: under ceilings and lots, in pooled volume, towards price levels."""
