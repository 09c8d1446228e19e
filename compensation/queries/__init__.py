"""What the pages, the API and the operations read; nothing here writes."""
