"""The screens: they show and ask, and call casework for everything else."""
