"""`make rehearse-production`: docs/operations.md, done word by word in an empty folder.

    handbook    the blocks of docs/operations.md that are to be rehearsed
    place       the empty folder, the ordinary user, the database and the settings
    services    what systemd and nginx would start, from the files in deploy/
    course      the order of it all, and what must be true on the way

Works with Python's standard library alone: the portal's packages are installed by the handbook.
"""
