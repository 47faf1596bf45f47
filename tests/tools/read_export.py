"""Reads an export with other people's programs and compares: read_export.py DIR STORE."""
import sqlite3, sys
import duckdb, pandas

folder, store = sys.argv[1:3]
for table in ["cells", "requests", "messages", "events"]:
    typed = pandas.read_parquet(f"{folder}/{table}.parquet")
    plain = pandas.read_csv(f"{folder}/{table}.csv", dtype=str, keep_default_na=False)
    assert list(typed.columns) == list(plain.columns), table
    assert len(typed) == len(plain) > 0, table
    for column in typed.columns:
        for one, other in zip(typed[column], plain[column]):
            if one is None or one is pandas.NaT or one != one:
                same = other == ""
            elif isinstance(one, (bool,)) or str(typed[column].dtype) == "bool":
                same = other == str(one).lower()
            elif isinstance(one, float):
                same = float(other) == one
            elif hasattr(one, "tzinfo"):
                same = pandas.Timestamp(other) == one.floor("s")
            else:
                # Text that a spreadsheet would run has an apostrophe before it in CSV alone.
                same = str(one) == other or "'" + str(one) == other
            assert same, (table, column, one, other)
    counted = duckdb.sql(f"SELECT count(*) FROM '{folder}/{table}.parquet'").fetchall()[0][0]
    read = duckdb.sql(f"SELECT count(*) FROM read_csv('{folder}/{table}.csv', all_varchar = true)").fetchall()[0][0]
    assert counted == read == len(plain), (table, counted, read)
view = sqlite3.connect(store).execute(
    "SELECT authority, question, state, value FROM answers WHERE settled_by IS NOT NULL ORDER BY 1, 2").fetchall()
cells = duckdb.sql(f"SELECT authority, question, state, value_number FROM '{folder}/cells.parquet' "
                   "WHERE settled_by IS NOT NULL ORDER BY 1, 2").fetchall()
assert [row[:3] for row in view] == [row[:3] for row in cells]
assert all(cell[3] is None or float(row[3]) == cell[3] for row, cell in zip(view, cells))
print(f"{len(cells)} settled cells are the same in Parquet, CSV and SQLite")
