"""What the program uses of the Bot Framework SDK, in a few lines: proof that the SDK can be replaced."""
