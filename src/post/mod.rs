//! How mail travels: the local outbox, and the places replies are read from.
