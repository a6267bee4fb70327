"""What the portal does by itself every night: steps, of which one that fails stops no other."""
