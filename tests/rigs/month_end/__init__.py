"""Month ends in zones east and west of UTC, worked off by a process that is killed in the middle."""
