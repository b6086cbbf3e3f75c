"""What loaders of published lists share: reading, days, countries, kinds of bodies. No list's own columns or programmes; not a loader.

texts      files as text and rows: encoding, separator, broken lines
days       the day that a file's name gives
series     snapshots in order: on which days an entry must have come and gone
countries  a country's name on a list as the record of its State
kinds      what kind of actor a listed body is
markup     XML record by record
tables     a table with a header, by the names of its columns
workbooks  .xlsx as rows of text
biff       .xls as rows of text
particulars  what tells namesakes apart
parties    a listed party and its listings as items
snapshots  one list, or the same list again and again, as rows
"""
