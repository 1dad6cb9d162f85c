"""What an operator asks of a deployment: what is missing or broken, and what is to be done about it."""
