"""Reading a question by a language model: it picks words from a closed vocabulary, the code does the rest."""
