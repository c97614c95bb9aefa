"""``python -m handnn`` is the command ``handnn``."""

from handnn.cli.app import main

if __name__ == "__main__":
    main()
