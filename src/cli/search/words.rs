//! Words of the query that begin with a hyphen, told apart from options.
//!
//! After the first word of the query, a word with a single hyphen is an option only if it is exactly one that there is:
//! `-l`, `-n 5`, `-n5`; any other of two letters or more belongs to the query, so that `search Twitter -Musk` leaves Musk
//! out. One letter that is no option stays a mistake, as do unknown words with two hyphens. A word with a blank in it
//! is query text wherever it stands. `--` ends all options.

use clap::{Arg, Command};
use std::ffi::OsString;

/// Stands before words that are query text. No argument can hold it.
const MARK: char = '\0';

/// Marks the words that are query text though they begin with a hyphen, so that the parser takes them for words.
pub(super) fn mark(arguments: impl IntoIterator<Item = OsString>, command: &Command) -> Vec<OsString> {
    let mut scan = Scan { command, awaits_value: false, saw_word: false, ended: false };
    let mut arguments = arguments.into_iter();
    let program = arguments.next();
    program.into_iter().chain(arguments.map(|argument| scan.marked(argument))).collect()
}

/// Takes the mark off a word.
pub(super) fn unmarked(word: &str) -> &str {
    word.strip_prefix(MARK).unwrap_or(word)
}

struct Scan<'c> {
    command: &'c Command,
    /// The last word was an option whose value comes next.
    awaits_value: bool,
    saw_word: bool,
    /// `--` was there.
    ended: bool,
}

impl Scan<'_> {
    fn marked(&mut self, argument: OsString) -> OsString {
        let Some(word) = argument.to_str() else { return argument };
        if self.ended || std::mem::take(&mut self.awaits_value) {
            return argument;
        }
        if word == "--" {
            self.ended = true;
        } else if !word.starts_with('-') || word == "-" {
            self.saw_word = true;
        } else if self.is_text(word) {
            self.saw_word = true;
            return format!("{MARK}{word}").into();
        } else {
            self.awaits_value = self.awaits_value_after(word);
        }
        argument
    }

    fn is_text(&self, word: &str) -> bool {
        if word.starts_with("--") {
            return false;
        }
        let letters = &word[1..];
        let is_lone_letter = letters.len() == 1 && letters.starts_with(|c: char| c.is_ascii_alphabetic());
        let is_text = letters.contains(char::is_whitespace) || (self.saw_word && !is_lone_letter);
        is_text && !self.is_short_option(letters)
    }

    /// Whether it is the letter of an option, with its value if it takes one.
    fn is_short_option(&self, letters: &str) -> bool {
        let mut chars = letters.chars();
        let Some(option) = chars.next().and_then(|letter| self.by_letter(letter)) else { return false };
        let value = chars.as_str();
        value.is_empty() || (takes_value(option) && self.accepts(letters))
    }

    /// Whether the parser would accept an option that stands by itself.
    fn accepts(&self, letters: &str) -> bool {
        let probe = [self.command.get_name().to_owned(), format!("-{letters}"), "word".to_owned()];
        self.command.clone().try_get_matches_from(probe).is_ok()
    }

    fn awaits_value_after(&self, word: &str) -> bool {
        let option = match word.strip_prefix("--") {
            Some(name) => self.command.get_arguments().find(|option| option.get_long() == Some(name)),
            // The last letter of several may be the one that takes a value.
            None => word.chars().last().and_then(|letter| self.by_letter(letter)),
        };
        option.is_some_and(takes_value)
    }

    fn by_letter(&self, letter: char) -> Option<&Arg> {
        self.command.get_arguments().find(|option| option.get_short() == Some(letter))
    }
}

fn takes_value(option: &Arg) -> bool {
    option.get_action().takes_values()
}

#[cfg(test)]
mod tests {
    use super::super::arguments::Arguments;
    use super::*;
    use clap::CommandFactory;

    /// Marked words are shown in brackets.
    #[track_caller]
    fn check(arguments: &[&str], expected: &str) {
        let all = std::iter::once("search").chain(arguments.iter().copied()).map(OsString::from);
        let marked = mark(all, &Arguments::command());
        let show = |argument: &OsString| {
            let word = argument.to_str().expect("the rows are text");
            let text = unmarked(word);
            if text == word { word.to_owned() } else { format!("[{text}]") }
        };
        assert_eq!(marked[1..].iter().map(show).collect::<Vec<_>>().join(" "), expected);
    }

    #[test]
    fn words_to_leave_out() {
        check(&["Twitter", "-Musk"], "Twitter [-Musk]");
        check(&["Twitter", "-Lehman", "-nuclear", "-line"], "Twitter [-Lehman] [-nuclear] [-line]");
        check(&["Twitter", "-Elon Musk", "-13"], "Twitter [-Elon Musk] [-13]");
        check(&["-Elon Musk", "Twitter"], "[-Elon Musk] Twitter");
        check(&["推特", "-马"], "推特 [-马]");
    }

    #[test]
    fn options() {
        check(&["Twitter", "-n", "5", "-l", "-n5", "-0"], "Twitter -n 5 -l -n5 -0");
        check(&["-n", "5", "-Musk"], "-n 5 -Musk");
        check(&["--format", "json", "-Musk"], "--format json -Musk");
        check(&["a", "--format=json", "-Musk", "--jsn", "-x"], "a --format=json [-Musk] --jsn -x");
        check(&["a", "--in", "-b", "-b", "-L", "-Lx"], "a --in -b -b -L -Lx");
        check(&["a", "-Lde,fr", "-Lde,xy"], "a -Lde,fr [-Lde,xy]");
    }

    #[test]
    fn after_two_hyphens_all_is_text() {
        check(&["--", "-l", "--json"], "-- -l --json");
    }
}
