"""How fast, how big, how right: `make bench` and `make figures`."""
