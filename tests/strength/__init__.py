"""What must hold when much comes at once and things die; `make strength` runs them."""
