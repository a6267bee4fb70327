"""What gunicorn reads by itself when it is started here."""

logger_class = "kslisens.logs.WebServerLog"

# Read once, before there are workers: a wrong setting ends the server instead of each new worker
preload_app = True

# Threads, so that a page that waits (for a PDF, for a provider of identities) holds up no other
worker_class = "gthread"
threads = 4
