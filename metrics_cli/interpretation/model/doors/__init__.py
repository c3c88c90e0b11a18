"""The doors to models: what is asked goes out here, and nowhere else."""
