"""Units of UN/ECE Recommendation 20 for the units we price in."""

UNIT_OF = {
    "each": "EA",
    "user_year": "EA",
    "device_year": "EA",
    "server_year": "EA",
    "hour": "HUR",
    "day": "DAY",
    "month": "MON",
    "year": "ANN",
}
"""The code of a product's unit. What is priced per seat for a term is counted in seats."""

UNIT_CODES = frozenset({"EA", "C62", "H87", "HUR", "DAY", "MON", "ANN"})
"""The codes an order may hold. STK is not among them: it is valid, and means a cigarette."""
