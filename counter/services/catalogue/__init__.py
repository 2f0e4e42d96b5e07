"""The shipped data: procedures, fees, kinds of paper, calendar, units, banks; read and checked."""
