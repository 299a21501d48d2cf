//! Snippets: the part of a passage that shows why it is a hit.

use super::highlight::Match;
use std::ops::Range;
use unicode_segmentation::UnicodeSegmentation;

/// What stands where a passage was cut.
const ELLIPSIS: &str = "…";
/// A snippet may begin this share of its width before its first match, to begin with a sentence.
const LEAD: f32 = 0.5;
/// Without a sentence to begin with, this share of the width comes before the first match.
const SHORT_LEAD: f32 = 0.2;
/// A snippet ends with a sentence if that leaves at least this share of the width.
const MIN_WIDTH: f32 = 0.6;

/// Chooses the part of a passage, at most `max_chars` characters long, with the most distinct matches: bytes of the
/// text, cut between sentences where possible, else between words.
pub(super) fn window(text: &str, matches: &[Match], max_chars: usize) -> Range<usize> {
    if text.chars().count() <= max_chars {
        return 0..text.len();
    }
    // The two ellipses count.
    let max_chars = max_chars.saturating_sub(2).max(1);
    let best = best_matches(text, matches, max_chars);
    let start = start_before(text, &best, max_chars);
    start..end_after(text, start, matches, max_chars)
}

/// Renders a part of a passage: blanks and line breaks become single spaces, cuts are marked. Returns the text and where
/// the spans of the passage are in it.
pub(super) fn render(
    text: &str,
    window: Range<usize>,
    spans: &[Range<usize>],
) -> (String, Vec<Range<usize>>) {
    let mut snippet = String::new();
    let mut shown: Vec<Range<usize>> = Vec::new();
    if window.start > 0 {
        snippet.push_str(ELLIPSIS);
    }
    let cut = |span: &Range<usize>| span.start.max(window.start)..span.end.min(window.end);
    let mut spans = spans.iter().map(cut).filter(|span| span.start < span.end).peekable();
    let part = &text[window.clone()];
    for (at, c) in part.char_indices().map(|(at, c)| (window.start + at, c)) {
        if spans.peek().is_some_and(|span| span.start == at) {
            shown.push(snippet.len()..snippet.len());
        }
        if !c.is_whitespace() {
            snippet.push(c);
        } else if !snippet.ends_with(' ') && !snippet.is_empty() {
            snippet.push(' ');
        }
        if let Some(span) = spans.peek()
            && span.end <= at + c.len_utf8()
            && let Some(last) = shown.last_mut()
        {
            last.end = snippet.len();
            spans.next();
        }
    }
    snippet.truncate(snippet.trim_end().len());
    if window.end < text.len() {
        snippet.push_str(ELLIPSIS);
    }
    (snippet, shown)
}

/// The stretch of matches that fits a window and holds the most distinct groups, then the most matches.
fn best_matches(text: &str, matches: &[Match], max_chars: usize) -> Range<usize> {
    let reach = max_chars - (max_chars as f32 * SHORT_LEAD) as usize;
    let mut best = (0, 0, 0..0);
    for (number, first) in matches.iter().enumerate() {
        let end = forward(text, first.span.start, reach);
        let inside: Vec<&Match> =
            matches[number..].iter().take_while(|found| found.span.end <= end).collect();
        let mut groups: Vec<usize> = inside.iter().map(|found| found.group).collect();
        groups.sort_unstable();
        groups.dedup();
        if (groups.len(), inside.len()) > (best.0, best.1) {
            let end = inside.iter().map(|found| found.span.end).max().unwrap_or(first.span.end);
            best = (groups.len(), inside.len(), first.span.start..end);
        }
    }
    best.2
}

/// Goes back from the matches to the beginning of their sentence, or of a word shortly before them, as far as the window
/// still holds them.
fn start_before(text: &str, best: &Range<usize>, max_chars: usize) -> usize {
    let spare = max_chars.saturating_sub(text[best.clone()].chars().count());
    let lead = |share: f32| backward(text, best.start, spare.min((max_chars as f32 * share) as usize));
    let sentences = text.split_sentence_bound_indices().map(|(at, _)| at);
    let sentence = sentences.take_while(|&at| at <= best.start).last().unwrap_or(0);
    if sentence >= lead(LEAD) {
        return sentence;
    }
    let earliest = lead(SHORT_LEAD);
    let words = text[earliest..].split_word_bound_indices().map(|(at, _)| earliest + at);
    let begins_word = |at: &usize| {
        let is_whole = *at > earliest || text[..*at].ends_with(char::is_whitespace);
        is_whole && !text[*at..].starts_with(char::is_whitespace)
    };
    words.filter(begins_word).find(|&at| at <= best.start).unwrap_or(best.start).min(best.start)
}

/// Ends a window after its last sentence, or else its last word, but not before its last match.
fn end_after(text: &str, start: usize, matches: &[Match], max_chars: usize) -> usize {
    let latest = forward(text, start, max_chars);
    if latest == text.len() {
        return latest;
    }
    let last_match =
        matches.iter().map(|found| found.span.end).filter(|&end| end <= latest).max().unwrap_or(start);
    let least = forward(text, start, (max_chars as f32 * MIN_WIDTH) as usize).max(last_match);
    let part = &text[start..latest];
    let sentence =
        part.split_sentence_bound_indices().map(|(at, _)| start + at).filter(|&at| at >= least).last();
    let word = || part.split_word_bound_indices().map(|(at, _)| start + at).rfind(|&at| at >= last_match);
    let end = sentence.or_else(word).filter(|&end| end > start).unwrap_or(latest);
    start + text[start..end].trim_end().len()
}

/// The offset some characters further on.
fn forward(text: &str, from: usize, chars: usize) -> usize {
    text[from..].char_indices().nth(chars).map_or(text.len(), |(at, _)| from + at)
}

/// The offset some characters back.
fn backward(text: &str, from: usize, chars: usize) -> usize {
    match chars {
        0 => from,
        _ => text[..from].char_indices().rev().nth(chars - 1).map_or(0, |(at, _)| at),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Words in brackets match; the snippet is shown with its matches in brackets.
    #[track_caller]
    fn check(marked: &str, max_chars: usize, expected: &str) {
        let (mut text, mut matches) = (String::new(), Vec::new());
        for (number, piece) in marked.split(['[', ']']).enumerate() {
            let start = text.len();
            text.push_str(piece);
            if number % 2 == 1 {
                matches.push(Match { span: start..text.len(), group: number });
            }
        }
        let spans: Vec<Range<usize>> = matches.iter().map(|found| found.span.clone()).collect();
        let (mut snippet, shown) = render(&text, window(&text, &matches, max_chars), &spans);
        assert!(snippet.chars().count() <= max_chars, "{snippet} is too long");
        for span in shown.iter().rev() {
            snippet.insert(span.end, ']');
            snippet.insert(span.start, '[');
        }
        assert_eq!(snippet, expected);
    }

    #[test]
    fn whole_passages() {
        check("Musk kauft\n [Twitter].", 80, "Musk kauft [Twitter].");
        check("", 80, "");
    }

    #[test]
    fn cut_passages() {
        check(
            "Der erste Satz ist lang und sagt nichts. Dann kauft Musk [Twitter] für viel Geld. Der dritte folgt.",
            50,
            "…Dann kauft Musk [Twitter] für viel Geld.…",
        );
        check(
            "eins zwei drei vier fünf [sechs] sieben acht neun zehn elf",
            30,
            "…fünf [sechs] sieben acht neun…",
        );
        check(
            "在首次提及比特币之后。[加密货币]行业最重要的平台。第三句话在这里。",
            20,
            "…[加密货币]行业最重要的平台。…",
        );
    }
}
