//! Folders of the project.

use crate::Fault;
use std::fs;
use std::path::{Path, PathBuf};

/// The project's root.
pub fn project() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the package lies in the project")
}

/// Makes an empty folder with a name in another.
///
/// # Errors
/// If it cannot be made or emptied.
pub fn fresh_dir(parent: &Path, name: &str) -> Result<PathBuf, Fault> {
    let dir = parent.join(name);
    if dir.exists() {
        fs::remove_dir_all(&dir).map_err(Fault::io(&dir))?;
    }
    fs::create_dir_all(&dir).map_err(Fault::io(&dir))?;
    Ok(dir)
}
