"""The statistics of comparing areas. Numbers in, numbers out: no database, no clock, no words.

`funnel` and `panel` use the standard library only; `regression` loads numpy and statsmodels when
something is estimated, so that everything else starts without them.
"""
