"""Networks in files: `saving` writes them, `content` reads what is there, `loading` builds them."""
