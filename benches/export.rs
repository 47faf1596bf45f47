//! Export of 1,200,000 cells, as ratios against pandas on the same table: `cargo bench --bench export`.
//!
//! One campaign of 24,000 authorities and 50 questions is put into a store; the release binary exports it to Parquet and CSV as a
//! user would, its largest resident size watched. Beside it, in the same run, pandas takes the same table from the same store
//! (`SELECT * FROM answers`) and writes the same two files; and, for the writers alone, from memory. A quarter of the campaign goes
//! first, so that the sizes show which format grows with it. FOI_PYTHON names a Python
//! with pandas and pyarrow; without one that half is skipped. `-- 2400` asks for fewer authorities. Fails on nothing.

#![allow(clippy::unwrap_used, reason = "what is not as it should be fails the bench")]

mod large;

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use large::{QUESTIONS, filled, foi, run};

const PANDAS: &str = r#"
import sqlite3, sys, time, resource, pandas
store, out = sys.argv[1], sys.argv[2]
def lap(words, begun):
    wall, processors = time.time() - begun[0], time.process_time() - begun[1]
    print(f"{words:<56} {wall:8.2f} s, {processors:8.2f} s of processors", flush=True)
def now(): return time.time(), time.process_time()
begun = now()
table = pandas.read_sql("SELECT * FROM answers", sqlite3.connect(store))
lap("pandas: the table read from the store", begun)
written = now()
table.to_csv(out + "/pandas.csv", index=False)
lap("pandas: to_csv from memory", written)
written = now()
table.astype({"value": "string"}).to_parquet(out + "/pandas.parquet", compression="snappy", index=False)
lap("pandas: to_parquet from memory", written)
lap(f"pandas: all, {len(table):,} rows x {len(table.columns)} columns", begun)
print(f"pandas: peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")
begun = now()
table = pandas.read_parquet(out + "/both/cells.parquet")
lap(f"pandas: foi's own cells.parquet read ({len(table.columns)} columns)", begun)
written = now()
table.to_csv(out + "/pandas.csv", index=False)
lap("pandas: that table to_csv", written)
again = now()
table.to_parquet(out + "/pandas.parquet", compression="snappy", index=False)
lap("pandas: that table to_parquet", again)
lap("pandas: that table, both files, from memory", written)
"#;

fn main() {
    let asked = std::env::args().filter_map(|word| word.parse().ok()).next();
    let authorities: usize = asked.unwrap_or(24_000);
    // A quarter first: what grows with the campaign shows beside what does not.
    for authorities in [authorities / 4, authorities] {
        let dir = tempfile::tempdir().unwrap();
        let begun = Instant::now();
        let workspace = filled(dir.path(), authorities);
        println!("a store of {} cells, made in {:.0} s", authorities * QUESTIONS, begun.elapsed().as_secs_f64());
        for formats in ["csv,parquet", "csv", "parquet", "json", "datapackage", "xlsx"] {
            let out = dir.path().join(if formats.contains(',') { "both" } else { formats });
            let before = worked();
            let (wall, peak) = run(foi(&workspace).args(["export", "all", "--format", formats, "--to"]).arg(&out));
            let words = format!("foi export --format {formats}, from the store");
            let (wall, processors) = (wall.as_secs_f64(), worked() - before);
            println!("{words:<56} {wall:8.2} s, {processors:8.2} s of processors, peak {} MB", peak.unwrap_or(0));
            if formats.contains(',') && authorities == asked.unwrap_or(24_000) {
                pandas(dir.path(), &workspace.store_path());
            }
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "which Python, the environment says")]
fn pandas(dir: &Path, store: &Path) {
    let python = std::env::var("FOI_PYTHON").unwrap_or_else(|_| "python3".into());
    let status = Command::new(&python).args(["-c", PANDAS]).arg(store).arg(dir).status();
    if !status.is_ok_and(|status| status.success()) {
        println!("skipped: {python} has no pandas with pyarrow (FOI_PYTHON names another)");
    }
}

/// What the processes that have ended so far took of the processors, in seconds (Linux alone): what others do on the machine
/// meanwhile does not count.
fn worked() -> f64 {
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields = stat.rsplit_once(')').map_or("", |(_, rest)| rest).split_whitespace();
    // User and system time of the children, in the hundredths of a second that Linux counts by.
    fields.skip(13).take(2).filter_map(|ticks| ticks.parse::<f64>().ok()).sum::<f64>() / 100.0
}
