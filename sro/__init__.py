"""SRO: social-space oriented help planning and budgets for youth-welfare offices."""

__version__ = "0.1.0"
