"""MyST Markdown: directives, roles, labels and references."""
