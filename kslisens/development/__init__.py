"""From a fresh clone to a running portal: what `make run`, `make test` and `make check` do.

    start                finds a Python that is new enough and hands over to it (shell)
    __main__             the commands
    commands             what each command does, step by step
    system_packages      what must come from the system, and how it gets there
    installed_packages   .venv/ and node_modules/, made from the lock files
    translations         compiled translations
    chromium             the browser of the browser tests
    throw_away_database  the database of one run of the tests
    data                 tables, register, demonstration data, fonts
    serving              the web server and the task worker, watched over together
    steps                how a step runs and what it says

All but `data` works with Python's standard library alone: nothing else is installed yet.
"""
