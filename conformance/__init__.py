"""Service level clocks as plain JSON cases, with a runner for any engine; see README.md. Imports nothing of the product."""
