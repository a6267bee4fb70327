"""The project itself: settings, addresses, health, checks, headers, logs."""
