//! Statistics with numerators and denominators; pure over the ledger.
