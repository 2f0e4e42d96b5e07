"""The ways out to the national portal (Cổng Dịch vụ công): the only place that knows the network."""
