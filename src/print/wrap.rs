//! Text wrapped to the cells of a terminal.

use super::harmless;
use std::borrow::Cow;
use std::ops::Range;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// A part of a line that is a match, or none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Run {
    pub text: String,
    pub is_match: bool,
}

/// Wraps a text into lines of at most `cells` cells, at spaces and between wide characters, else between graphemes.
/// A wide character stands on a line of its own where there is but one cell. Shows harmful characters harmlessly.
pub(super) fn wrap(text: &str, matches: &[Range<usize>], cells: usize) -> Vec<Vec<Run>> {
    let graphemes = graphemes(text, matches);
    let mut lines = Vec::new();
    let mut rest = graphemes.as_slice();
    while !rest.is_empty() {
        let (line, further) = rest.split_at(line_end(rest, cells));
        lines.push(runs(trim(line)));
        rest = &further[further.iter().take_while(|grapheme| grapheme.is_space).count()..];
    }
    lines
}

/// A text as one line of runs, not wrapped. Marks behind a match belong to its last letter.
pub(super) fn unwrapped(text: &str, matches: &[Range<usize>]) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let mut push = |span: Range<usize>, is_match| match runs.last_mut() {
        _ if span.start >= span.end => {}
        Some(run) if run.is_match == is_match => run.text.push_str(&harmless(&text[span])),
        _ => runs.push(Run { text: harmless(&text[span]).into_owned(), is_match }),
    };
    let mut at = 0;
    for span in matches {
        let end = span.end + marks_bytes(&text[span.end..]);
        push(at..span.start, false);
        push(span.start.max(at)..end, true);
        at = end;
    }
    push(at..text.len(), false);
    runs
}

/// Bytes of the characters at the beginning of a text that stand on the one before.
fn marks_bytes(text: &str) -> usize {
    let marks = text.chars().take_while(|c| !c.is_ascii() && c.width() == Some(0));
    marks.map(char::len_utf8).sum()
}

/// What a reader sees as one character.
struct Grapheme<'t> {
    shown: Cow<'t, str>,
    cells: usize,
    is_space: bool,
    is_match: bool,
}

fn graphemes<'t>(text: &'t str, matches: &[Range<usize>]) -> Vec<Grapheme<'t>> {
    let mut matches = matches.iter().peekable();
    let mut graphemes = Vec::new();
    for (start, text) in text.grapheme_indices(true) {
        while matches.next_if(|span| span.end <= start).is_some() {}
        let is_match = matches.peek().is_some_and(|span| span.start < start + text.len());
        let shown = harmless(text);
        let cells = shown.width();
        graphemes.push(Grapheme { shown, cells, is_space: text == " ", is_match });
    }
    graphemes
}

/// The number of graphemes that the next line takes, at least one.
fn line_end(graphemes: &[Grapheme<'_>], cells: usize) -> usize {
    let (mut used, mut last_break) = (0, 0);
    for (place, grapheme) in graphemes.iter().enumerate() {
        if place > 0 && may_break(&graphemes[place - 1], grapheme) {
            last_break = place;
        }
        used += grapheme.cells;
        if used > cells && !grapheme.is_space {
            return if last_break > 0 { last_break } else { place.max(1) };
        }
    }
    graphemes.len()
}

/// Whether a line may end between two graphemes.
fn may_break(before: &Grapheme<'_>, after: &Grapheme<'_>) -> bool {
    if before.is_space || after.is_space {
        return before.is_space;
    }
    let is_wide = |grapheme: &Grapheme<'_>| grapheme.cells == 2;
    (is_wide(before) || is_wide(after)) && !opens(before) && !closes(after)
}

/// Whether a line must not begin with it.
fn closes(grapheme: &Grapheme<'_>) -> bool {
    grapheme.shown.starts_with([
        '。', '，', '、', '；', '：', '？', '！', '）', '」', '』', '》', '〉', '】', '”', '’', '…', '.',
        ',', ';', ':', '?', '!', ')', ']', '%',
    ])
}

/// Whether a line must not end with it.
fn opens(grapheme: &Grapheme<'_>) -> bool {
    grapheme.shown.starts_with(['（', '「', '『', '《', '〈', '【', '“', '‘', '(', '['])
}

fn trim<'g, 't>(line: &'g [Grapheme<'t>]) -> &'g [Grapheme<'t>] {
    let end = line.iter().rposition(|grapheme| !grapheme.is_space).map_or(0, |last| last + 1);
    &line[..end]
}

fn runs(line: &[Grapheme<'_>]) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    for grapheme in line {
        match runs.last_mut() {
            Some(run) if run.is_match == grapheme.is_match => run.text.push_str(&grapheme.shown),
            _ => runs.push(Run { text: grapheme.shown.clone().into_owned(), is_match: grapheme.is_match }),
        }
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Words in brackets match; lines are parted by bars.
    #[track_caller]
    fn check(marked: &str, cells: usize, expected: &str) {
        let (mut text, mut matches) = (String::new(), Vec::new());
        for (number, piece) in marked.split(['[', ']']).enumerate() {
            let start = text.len();
            text.push_str(piece);
            if number % 2 == 1 {
                matches.push(start..text.len());
            }
        }
        let show = |run: &Run| if run.is_match { format!("[{}]", run.text) } else { run.text.clone() };
        let lines = wrap(&text, &matches, cells);
        let lines: Vec<String> = lines.iter().map(|line| line.iter().map(show).collect()).collect();
        assert_eq!(lines.join("|"), expected);
    }

    #[test]
    fn wraps_at_spaces() {
        check("eins zwei drei", 9, "eins zwei|drei");
        check("eins zwei drei", 8, "eins|zwei|drei");
        check("eins zwei", 80, "eins zwei");
        check("", 10, "");
        check("a  b   c", 4, "a  b|c");
    }

    #[test]
    fn cuts_words_that_are_too_long() {
        check("Abonnementsverwaltung", 10, "Abonnement|sverwaltun|g");
        check("ab Abonnementsverwaltung", 10, "ab|Abonnement|sverwaltun|g");
    }

    #[test]
    fn wraps_between_wide_characters() {
        check("马斯克收购推特", 6, "马斯克|收购推|特");
        check("马斯克收购推特", 7, "马斯克|收购推|特");
        check("马斯克，收购", 6, "马斯|克，收|购");
        check("买（推特）", 4, "买|（推|特）");
        check("在Twitter上", 8, "在|Twitter|上");
        check("推特", 1, "推|特");
    }

    #[test]
    fn keeps_graphemes_whole() {
        check("e\u{301}e\u{301}e\u{301}", 2, "e\u{301}e\u{301}|e\u{301}");
        check("👩‍👩‍👧👩‍👩‍👧", 2, "👩‍👩‍👧|👩‍👩‍👧");
        check("a\u{1b}\u{1b}b", 3, "a␛␛|b");
    }

    #[test]
    fn one_line_of_runs() {
        let shown = |text: &str, matches: &[Range<usize>]| {
            let runs = unwrapped(text, matches).into_iter();
            runs.map(|run| if run.is_match { format!("[{}]", run.text) } else { run.text })
                .collect::<String>()
        };
        assert_eq!(shown("Musk kauft Twitter", &[0..4, 11..18]), "[Musk] kauft [Twitter]");
        assert_eq!(shown("推特推特", &[0..6, 6..12]), "[推特推特]");
        assert_eq!(shown("cafe\u{301} \u{1b}", &[0..4, 7..8]), "[cafe\u{301}] [␛]");
        assert_eq!(shown("", &[]), "");
    }

    #[test]
    fn keeps_matches() {
        check("Musk kauft [Twitter] heute", 12, "Musk kauft|[Twitter]|heute");
        check("[eins zwei] drei", 5, "[eins]|[zwei]|drei");
        check("[推]特[推特]", 4, "[推]特|[推特]");
    }
}
