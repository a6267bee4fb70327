"""Reading tables that people bring: sheets, cells, numbers, days, and what is wrong."""
