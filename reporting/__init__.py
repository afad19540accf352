"""What the office can say about its work: figures, quarterly reports, what stays hidden."""
