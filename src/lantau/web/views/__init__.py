"""What each page says, as plain values: built from the rooms' values, and served as they are by the JSON twins."""
