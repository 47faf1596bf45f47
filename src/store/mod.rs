//! The store: SQLite, migrations as SQL files, one writer, one file a question that is asked; originals by hash.
