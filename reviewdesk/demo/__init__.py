"""The demo shop: twelve weeks of a shop that never was, replayed through the real operations."""
