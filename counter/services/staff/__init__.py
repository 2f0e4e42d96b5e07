"""Who works here, their PINs, who leaves."""
