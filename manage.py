#!/usr/bin/env python
"""Django's command line for KS Lisens."""

import os
import sys

from kslisens.startup import run_command

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kslisens.settings")
    run_command(sys.argv)
