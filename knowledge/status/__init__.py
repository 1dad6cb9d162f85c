"""Reading of status questions: which requests, applications, sessions or experts a sentence asks about."""
