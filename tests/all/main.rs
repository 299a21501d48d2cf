//! All integration tests, one binary: the engine is linked once.

mod cli;
