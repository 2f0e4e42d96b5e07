"""The drawer: opened, counted, moved, closed, handed over; the receipt books."""
