"""Sample data: two support companies and what their clients wrote to them, told through the actions that people call."""
