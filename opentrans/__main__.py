"""``python -m opentrans`` is the command ``opentrans``."""

from .cli.main import main

if __name__ == "__main__":
    main()
