"""counter: the terminal program of a ward's public-service centre (Trung tâm Phục vụ hành chính công)."""
