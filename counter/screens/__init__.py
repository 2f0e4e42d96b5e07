"""A package for each task, a screen and its `.tcss` side by side: screens ask and show, services decide."""
