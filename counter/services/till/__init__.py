"""The drawer and the receipt books."""
