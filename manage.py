#!/usr/bin/env python
"""Django's command line for ReviewDesk."""

from reviewdesk.command_line import main

if __name__ == "__main__":
    main()
