"""PySpark reads the partitioned Parquet of many campaigns and counts as DuckDB does: read_lake.py DIR CAMPAIGNS."""
import sys
import duckdb
from pyspark.sql import SparkSession

folder, campaigns = sys.argv[1], int(sys.argv[2])
spark = (SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false")
         .config("spark.sql.shuffle.partitions", "4").config("spark.driver.host", "127.0.0.1")
         .config("spark.driver.bindAddress", "127.0.0.1").getOrCreate())
spark.sparkContext.setLogLevel("ERROR")
for table in ["cells", "requests", "messages", "events"]:
    read = spark.read.parquet(f"{folder}/{table}")
    counted = {row["campaign"]: row["count"] for row in read.groupBy("campaign").count().collect()}
    asked = f"SELECT campaign, count(*) FROM read_parquet('{folder}/{table}/*/*.parquet', hive_partitioning = true) GROUP BY ALL"
    expected = dict(duckdb.sql(asked).fetchall())
    assert counted == expected, (table, sorted(counted.items() ^ expected.items())[:6])
    # Of campaigns that are not sent yet there are cells and requests, and neither messages nor events.
    assert len(counted) == campaigns or table in ("messages", "events"), (table, len(counted))
cells = spark.read.parquet(f"{folder}/cells")
types = dict(cells.dtypes)
assert types["value_number"] == "double" and types["value_yesno"] == "boolean" and types["value_date"] == "date", types
assert types["settled_at"] == "timestamp", types
number = cells.where("state = 'value' AND value_number IS NOT NULL").count()
assert number > 0
print(f"{cells.count()} cells of {campaigns} campaigns, {number} of them numbers, are the same in Spark and DuckDB")
spark.stop()
