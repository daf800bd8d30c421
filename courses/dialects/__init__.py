"""What single systems for books add to Markdown, as the Markdown read here."""
