//! Globs as `.gitignore` has them, without its negation.

use std::fmt;

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};

use super::fault::{one_line, shown};

/// The longest glob. Nested braces cost the compiler stack.
const MAX_CHARS: usize = 1000;

/// A glob that cannot be used, and the way out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GlobError {
    fault: String,
    hint: &'static str,
}

/// Compiles globs into a set that matches a path, relative to its corpus folder, if one of them does.
///
/// A glob without a slash holds in every folder; one with a slash starts at the corpus folder. A glob that
/// matches a folder matches all that is in it. `*` and `?` do not match a slash, `**` does. An empty set
/// matches nothing.
///
/// # Errors
/// If a glob is empty, malformed, negated with `!`, or longer than 1000 characters, or if all together are too
/// large to compile.
pub fn glob_set<G: AsRef<str>>(globs: &[G]) -> Result<GlobSet, GlobError> {
    let mut set = GlobSetBuilder::new();
    for glob in globs {
        let glob = glob.as_ref();
        check_glob(glob)?;
        add(&mut set, &anchored(glob)).map_err(|error| GlobError::malformed(glob, &error))?;
    }
    let too_large = |_| GlobError::new("globs too large together".to_owned(), "use fewer or shorter globs");
    set.build().map_err(too_large)
}

fn check_glob(glob: &str) -> Result<(), GlobError> {
    if glob.trim_matches('/').is_empty() {
        return Err(GlobError::new(format!("empty glob \"{}\"", shown(glob)), "write \"**\" for all files"));
    }
    if glob.starts_with('!') {
        let fault = format!("glob \"{}\" cannot be negated", shown(glob));
        return Err(GlobError::new(fault, "name files to leave out in `exclude`, without the `!`"));
    }
    if glob.chars().count() > MAX_CHARS {
        let fault = format!("glob \"{}\" has more than {MAX_CHARS} characters", shown(glob));
        return Err(GlobError::new(fault, "split it into several globs"));
    }
    Ok(())
}

/// Writes a glob so that it starts at the corpus folder.
fn anchored(glob: &str) -> String {
    let glob = glob.strip_prefix("./").unwrap_or(glob);
    if glob.trim_end_matches('/').contains('/') {
        glob.trim_start_matches('/').to_owned()
    } else {
        format!("**/{glob}")
    }
}

/// Adds a glob for a file or folder, and one for all that is in the folder.
fn add(set: &mut GlobSetBuilder, glob: &str) -> Result<(), globset::Error> {
    let folder = glob.strip_suffix('/');
    if folder.is_none() {
        set.add(compiled(glob)?);
    }
    set.add(compiled(&format!("{}/**", folder.unwrap_or(glob)))?);
    Ok(())
}

fn compiled(glob: &str) -> Result<globset::Glob, globset::Error> {
    // Backslashes escape on every platform, so that a schema means the same everywhere.
    GlobBuilder::new(glob).literal_separator(true).backslash_escape(true).build()
}

impl GlobError {
    fn new(fault: String, hint: &'static str) -> GlobError {
        GlobError { fault, hint }
    }

    fn malformed(glob: &str, error: &globset::Error) -> GlobError {
        let fault = format!("malformed glob \"{}\": {}", shown(glob), one_line(&error.kind().to_string()));
        GlobError::new(fault, "write a plain [ as [[], and a plain { as [{]")
    }

    /// Returns the way out, in one line.
    pub fn hint(&self) -> &'static str {
        self.hint
    }
}

impl fmt::Display for GlobError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.fault)
    }
}

impl std::error::Error for GlobError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(glob: &str, path: &str, expected: bool) {
        let set = glob_set(&[glob]).expect("a glob of the test");
        assert_eq!(set.is_match(path), expected, "{glob} on {path}");
    }

    #[test]
    fn without_a_slash_a_glob_holds_in_every_folder() {
        check("*.md", "a.md", true);
        check("*.md", "x/y/a.md", true);
        check("*.md", "a.mdx", false);
        check("a?.{md,txt}", "x/ab.txt", true);
        check("文*.md", "旅行/文章.md", true);
    }

    #[test]
    fn with_a_slash_a_glob_starts_at_the_corpus_folder() {
        check("x/*.md", "x/a.md", true);
        check("x/*.md", "x/y/a.md", false);
        check("x/*.md", "y/x/a.md", false);
        check("/a.md", "a.md", true);
        check("/a.md", "x/a.md", false);
        check("./a.md", "x/a.md", true);
        check("./x/a.md", "x/a.md", true);
        check("**/x/*.md", "y/x/a.md", true);
        check("x/**/a.md", "x/a.md", true);
    }

    #[test]
    fn a_folder_stands_for_all_that_is_in_it() {
        check("x", "x/a.md", true);
        check("x", "y/x/z/a.md", true);
        check("x/", "x/a.md", true);
        check("x/", "x", false);
        check("x/y", "x/y/z/a.md", true);
        check("x/y", "x/yz/a.md", false);
        check("**", "x/a.md", true);
    }

    #[test]
    fn an_empty_set_matches_nothing() {
        assert!(!glob_set::<&str>(&[]).expect("an empty set").is_match("a.md"));
    }

    #[track_caller]
    fn check_fault(glob: &str, start: &str) {
        let error = glob_set(&["*.md", glob]).expect_err("a fault").to_string();
        assert!(error.starts_with(start), "{error}");
    }

    #[test]
    fn what_cannot_match_as_meant_is_a_fault() {
        check_fault("[a", "malformed glob \"[a\": unclosed character class");
        check_fault("{a,b", "malformed glob \"{a,b\": unclosed alternate group");
        check_fault("", "empty glob \"\"");
        check_fault("/", "empty glob \"/\"");
        check_fault("!a", "glob \"!a\" cannot be negated");
        check_fault(&"{".repeat(1001), "glob \"{{{");
    }

    #[test]
    fn the_longest_globs_compile_or_are_faults() {
        assert!(
            glob_set(&["?".repeat(MAX_CHARS), "*a".repeat(MAX_CHARS / 2), "語".repeat(MAX_CHARS)]).is_ok()
        );
        assert!(glob_set(&["{".repeat(MAX_CHARS / 2) + &"}".repeat(MAX_CHARS / 2)]).is_ok());
        check_fault(&("{a,".repeat(MAX_CHARS / 4) + &"}".repeat(MAX_CHARS / 4)), "globs too large together");
    }
}
