"""Who takes part: organisations, people and roles, mail to them, and the worker that sends it."""
