"""`python -m trata`: the same as the `trata` command."""

from trata.cli import main

if __name__ == "__main__":
    main()
