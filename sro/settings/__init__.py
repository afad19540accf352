"""Settings per environment: base (shared), demo, test, production."""
