"""History from another desk: read, understood and put in order, without the database."""
