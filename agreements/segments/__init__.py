"""The parts of an organisation that orders are for."""
