"""What is kept, in SQLite or PostgreSQL."""

from storage.without_mapper import spare_mapper

spare_mapper()
