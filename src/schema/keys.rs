//! The keys that a schema file may have, and the one that a misspelt key is meant to be.

/// The tables of a schema file and their keys, in the order of the file. The first table is the top level.
const TABLES: &[(&str, &[&str])] = &[
    ("", &["languages", "corpus", "index", "fields", "passages", "records", "rule"]),
    ("corpus", &["dirs", "include", "exclude", "ignore-files", "hidden", "max-file-size"]),
    ("index", &["dir", "refresh"]),
    ("fields", &["title", "body", "path"]),
    ("fields.title", &["boost"]),
    ("fields.body", &["boost"]),
    ("fields.path", &["boost"]),
    ("passages", &["max-chars"]),
    ("records", &["id", "title", "text"]),
    ("rule", &["glob", "language", "encoding", "format"]),
];

/// Whether a table may have a key.
pub(super) fn is_known(table: &str, key: &str) -> bool {
    keys_of(table).contains(&key)
}

/// Returns what to write instead of a key that its table does not have.
pub(super) fn hint_for(table: &str, key: &str) -> String {
    let keys = keys_of(table);
    if let Some(meant) = nearest(key, keys) {
        return format!("did you mean `{meant}`?");
    }
    if let Some(home) = table_with(key) {
        return format!("`{key}` belongs {}", place_of(home));
    }
    match keys {
        [only] => format!("the only key here is `{only}`"),
        _ => format!("known keys are {}", keys.join(", ")),
    }
}

/// Returns how a table is called in a message.
pub(super) fn place_of(table: &str) -> String {
    match table {
        "" => "at the top of the file, above the first [table]".to_owned(),
        "rule" => "in [[rule]]".to_owned(),
        _ => format!("in [{table}]"),
    }
}

/// Returns the known word that differs from `word` by a third of its characters at most.
pub(super) fn nearest<'k>(word: &str, known: &[&'k str]) -> Option<&'k str> {
    let distances = known.iter().filter_map(|&candidate| {
        let most = (candidate.chars().count() / 3).max(1);
        Some((edits(word, candidate, most)?, candidate))
    });
    distances.min_by_key(|&(distance, _)| distance).map(|(_, candidate)| candidate)
}

fn keys_of(table: &str) -> &'static [&'static str] {
    TABLES.iter().find(|(name, _)| *name == table).map_or(&[], |(_, keys)| keys)
}

fn table_with(key: &str) -> Option<&'static str> {
    TABLES.iter().find(|(_, keys)| keys.contains(&key)).map(|(name, _)| *name)
}

/// Returns how many characters must be inserted, removed or replaced (Levenshtein), if no more than `most`.
fn edits(from: &str, to: &str, most: usize) -> Option<usize> {
    let to: Vec<char> = to.chars().collect();
    if from.chars().count().abs_diff(to.len()) > most {
        return None;
    }
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (above, left) in from.chars().zip(1..) {
        let mut diagonal = row[0];
        row[0] = left;
        for (column, &character) in to.iter().enumerate() {
            let replaced = diagonal + usize::from(character != above);
            diagonal = row[column + 1];
            row[column + 1] = replaced.min(diagonal + 1).min(row[column] + 1);
        }
    }
    Some(row[to.len()]).filter(|&distance| distance <= most)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(table: &str, key: &str, hint: &str) {
        assert_eq!(hint_for(table, key), hint);
    }

    #[test]
    fn a_misspelt_key_is_recognised() {
        check("corpus", "inlcude", "did you mean `include`?");
        check("corpus", "ignore_files", "did you mean `ignore-files`?");
        check("corpus", "dir", "did you mean `dirs`?");
        check("", "rules", "did you mean `rule`?");
        check("passages", "maxchars", "did you mean `max-chars`?");
    }

    #[test]
    fn a_key_of_another_table_is_sent_home() {
        check("corpus", "languages", "`languages` belongs at the top of the file, above the first [table]");
        check("", "max-chars", "`max-chars` belongs in [passages]");
        check("", "glob", "`glob` belongs in [[rule]]");
    }

    #[test]
    fn otherwise_the_known_keys_are_listed() {
        check("records", "colour", "known keys are id, title, text");
        check("records", "", "known keys are id, title, text");
        check("fields.body", "weight", "the only key here is `boost`");
    }

    #[test]
    fn edits_are_counted_in_characters() {
        assert_eq!(edits("größe", "grösse", 2), Some(2));
        assert_eq!(edits("utf8", "utf-8", 1), Some(1));
        assert_eq!(edits("abc", "xyz", 2), None);
        assert_eq!(edits("a", "abcdef", 2), None);
    }
}
