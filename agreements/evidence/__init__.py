"""All that a licence review asks for, as one sealed PDF and as data (docs/evidence.md)."""
