"""The published price levels of Microsoft's volume programmes: lower bounds, inclusive.

- Enterprise Agreement: qualified users or devices, from a signed enrollment form (2 400 is B).
- Select: points per pool, forecast over the whole term of three years.
- Select Plus: points per pool a year, checked at the anniversary: a third of Select.
- Online services have had no levels since 1 November 2025 (the levels B to D were removed).

They are the values a programme starts with; the rows of the programme are what counts.
"""

from datetime import date

ENTERPRISE = {"A": 250, "B": 2_400, "C": 6_000, "D": 15_000}
SELECT = {"A": 1_500, "B": 12_000, "C": 30_000, "D": 75_000}
SELECT_PLUS = {"A": 500, "B": 4_000, "C": 10_000, "D": 25_000}
ONLINE_SERVICES_WITHOUT_LEVELS = date(2025, 11, 1)
