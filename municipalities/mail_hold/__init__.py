"""The switch that holds all mail: on by itself where the database has been restored."""
