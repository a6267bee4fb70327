"""Who signed exactly what: signatures, and the ends a person signs with."""
