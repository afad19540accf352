"""What all API routes share.

Paging, problems as answers, the language of answers, conditional requests, what the description
of the interface says about all of them, and the line in the trail for what is taken out.
"""

from sro.ui.api.lists import LoggedList, Pagination
from sro.ui.api.problems import exception_handler

__all__ = ["LoggedList", "Pagination", "exception_handler"]
