"""The shape of what people say about themselves, their clients, their colleagues and their tenant."""
