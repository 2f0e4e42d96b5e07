"""counter: a keyboard-first terminal app for a ward's public-service counter (Trung tâm Phục vụ hành chính công)."""
