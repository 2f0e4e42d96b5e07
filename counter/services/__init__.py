"""One function for each thing a person does; each owns its transaction and checks the actor's right."""
