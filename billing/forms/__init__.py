"""The shape of what is said about money."""
