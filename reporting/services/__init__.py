"""What changes or counts; every writer of this app."""
