"""The worker process: how a task is run, that it lives, and what happens when it is killed."""
