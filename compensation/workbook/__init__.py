"""Workbooks and text files about money."""
