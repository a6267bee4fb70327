"""How dates, kroner and numbers are written in templates."""
