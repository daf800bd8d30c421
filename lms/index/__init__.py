"""An inverted index in ordinary tables: shelves of documents, and which terms they have."""
