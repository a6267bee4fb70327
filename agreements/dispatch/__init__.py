"""An approved order on its way to its reseller: sent once, held, released or stopped."""
