"""A shop's weeks with a hidden truth, to compare ways of calling. It says nothing of the world."""
