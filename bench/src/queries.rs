//! What is asked of an index of the benchmark's texts.

/// A query, and the same words as the floor understands them.
pub struct Asked {
    /// Language and kind, for the table.
    pub name: &'static str,
    /// As it is typed.
    pub query: &'static str,
    /// Plain words, or a phrase in quotation marks: all that the floor knows.
    pub plain: &'static str,
}

const fn asked(name: &'static str, query: &'static str, plain: &'static str) -> Asked {
    Asked { name, query, plain }
}

/// Each kind in each language.
pub const QUERIES: &[Asked] = &[
    asked("German: one word", "Funktion", "Funktion"),
    asked("German: two words", "Funktion Fehler", "Funktion Fehler"),
    asked("German: phrase", "\"eine neue Datei\"", "\"eine neue Datei\""),
    asked("German: prefix", "Verzeich*", "Verzeichnis"),
    asked("German: fuzzy", "Verzeichniss~1", "Verzeichnis"),
    asked("German: frequent", "die", "die"),
    asked("German: part of compounds", "Verwaltung", "Verwaltung"),
    asked("French: one word", "fonction", "fonction"),
    asked("French: two words", "fonction erreur", "fonction erreur"),
    asked("French: phrase", "\"un nouveau fichier\"", "\"un nouveau fichier\""),
    asked("French: prefix", "réper*", "répertoire"),
    asked("French: fuzzy", "répertoir~1", "répertoire"),
    asked("French: frequent", "les", "les"),
    asked("Chinese: one word", "函数", "函数"),
    asked("Chinese: two words", "函数 错误", "函数 错误"),
    asked("Chinese: phrase", "\"创建新文件\"", "\"创建新文件\""),
    asked("Chinese: one character", "中", "中"),
    asked("Chinese: frequent", "的", "的"),
    asked("English: one word", "function", "function"),
    asked("English: two words", "window open", "window open"),
    asked("English: phrase", "\"create a new file\"", "\"create a new file\""),
    asked("English: prefix", "direc*", "directory"),
    asked("English: fuzzy", "directori~1", "directory"),
    asked("English: frequent", "the", "the"),
    asked("no hit", "xqzzyvkw", "xqzzyvkw"),
];
