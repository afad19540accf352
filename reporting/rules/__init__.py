"""Rules of the reports. Pure: no Django, no database, no clock."""
