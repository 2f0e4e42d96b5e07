"""Taking the fee, in every way it is paid, and giving it back."""
