"""A second opinion on every case: walks minute after minute, slow on purpose, with nothing but datetime and zoneinfo."""
