"""What may be done to accounts and roles. Views and commands call nothing else."""
