"""An organisation's own e-mail address, with its history."""
