//! What the programs that measure have in common: tables of figures, folders to work in, and how they end.

mod day;
mod fault;
mod folder;
mod number;
mod table;

pub use day::today;
pub use fault::{Fault, exit};
pub use folder::{fresh_dir, project};
pub use number::{difference, figure, share, signed};
pub use table::Table;
