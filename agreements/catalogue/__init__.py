"""Products, price lists and VAT rates; the price of a product for one organisation on a day."""
