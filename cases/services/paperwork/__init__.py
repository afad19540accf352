"""Gathering the facts of a paper from the file, and only those that may be printed.

Entrusted entries (§ 65 SGB VIII) and blocked addresses never get this far: every query here
leaves them out, whoever asks.
"""
