"""Reading lists of any EMR, and writing lists that any spreadsheet opens safely.

Pure: a file and a day go in, values with their reasons come out. Nothing here knows the database, and nothing here
decides who a person is or what a referral means to the practice.
"""

from wellsent.base.spreadsheets import csv_lines, inert, write_csv, write_xlsx
from wellsent.exchange.lists.read import list_sheets, read_list
from wellsent.exchange.lists.results import (
    ColumnsMissingError,
    LeftOut,
    Question,
    ReadColumn,
    ReadList,
    Rejection,
    SheetInfo,
    original_rows,
    rejected_rows,
)

__all__ = [
    "ColumnsMissingError",
    "LeftOut",
    "Question",
    "ReadColumn",
    "ReadList",
    "Rejection",
    "SheetInfo",
    "csv_lines",
    "inert",
    "list_sheets",
    "original_rows",
    "read_list",
    "rejected_rows",
    "write_csv",
    "write_xlsx",
]
