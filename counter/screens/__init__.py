"""One module for each screen, its `.tcss` beside it: screens ask and show, services decide."""
