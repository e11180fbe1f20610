"""``python -m demijohn`` is the command line."""

from demijohn.cli import main

if __name__ == "__main__":
    main()
