"""The portal's settings, on the private database where no other is named."""

from kslisens.startup import name_database

name_database()

from kslisens.settings import *  # noqa: E402, F403
