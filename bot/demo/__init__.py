"""The demonstration: anonymous, on the loopback, on a database made anew at each start."""
