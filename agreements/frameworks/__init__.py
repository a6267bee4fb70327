"""What a framework agreement is: parties, dates, notice, terms, lots and ceilings."""
