"""Learning ahead, with scikit-learn: the program itself only reads what this package writes."""
