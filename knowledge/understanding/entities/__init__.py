"""The parts of a request said in one sentence: whom to reach, how urgent it is, when, and what must not be written."""
