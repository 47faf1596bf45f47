//! What is written: letters rendered by Tera from the campaign's templates, with strict variables.
