"""Pages about money: each view reads, or makes one call into the operations."""
