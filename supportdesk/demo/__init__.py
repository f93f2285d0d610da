"""The demo: its own PostgreSQL, Valkey and mail catcher, and the supervisor that keeps them and the desk running."""
