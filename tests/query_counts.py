"""Whether a page takes the same queries whatever the number of its rows."""

from django.db import connection
from django.test.utils import CaptureQueriesContext


def queries_of(open_page):
    """The SQL a page takes, and the page."""
    with CaptureQueriesContext(connection) as captured:
        page = open_page()
    return [query["sql"] for query in captured], page


def assert_same_queries(open_page, *, add_rows, rows=49):
    """Open the page, call `add_rows(rows)`, open it again: the number of queries is the same.

    Make the first row before. The page is opened once more at the start, so that what is
    remembered from page to page does not count. Returns the page with all the rows.
    """
    open_page()
    few, _page = queries_of(open_page)
    add_rows(rows)
    many, page = queries_of(open_page)
    more = "\n".join(sorted(set(many) - set(few)))
    assert len(many) == len(few), f"{len(few)} queries became {len(many)}:\n{more}"
    return page
