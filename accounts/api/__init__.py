"""What every resource of the API shares: who calls, what they may, how often, and how refusals are told."""
