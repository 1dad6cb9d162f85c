"""Documents that leave the assistant: letters and what is enclosed with them."""
