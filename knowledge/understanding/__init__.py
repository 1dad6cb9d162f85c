"""What a message means: its words, what they name, and closed choices learnt from lines of many hands."""
