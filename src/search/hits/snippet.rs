//! Snippets: the parts of a passage that show why it is a hit.

use super::highlight::Match;
use super::sentence::{sentence_between, sentence_bounds, sentences};
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
/// The same for one of several fragments, each of which shows but some of the words.
const MIN_FRAGMENT_WIDTH: f32 = 0.3;

/// What stands where a snippet leaves out what lies between two fragments.
const GAP: &str = " … ";
/// A snippet has at most so many fragments: more would be a list of words.
const MAX_FRAGMENTS: usize = 3;
/// A fragment that could not have this many characters would say too little.
const MIN_FRAGMENT_CHARS: usize = 30;

/// Chooses the parts of a passage that show its matches, at most `max_chars` characters together with what marks the
/// cuts: the part with the most distinct matches, or several where one cannot hold them all. They are bytes of the text,
/// in order and apart, cut between sentences where possible, else between words.
pub(crate) fn fragments(text: &str, matches: &[Match], max_chars: usize) -> Vec<Range<usize>> {
    if text.chars().count() <= max_chars {
        return std::iter::once(0..text.len()).collect();
    }
    let stretches = stretches(text, matches, max_chars);
    let mut spare = chars_for_text(max_chars, stretches.len());
    let mut fragments: Vec<Range<usize>> = Vec::new();
    for (number, stretch) in stretches.iter().enumerate() {
        let share = spare / (stretches.len() - number);
        let start = start_before(text, stretch, share);
        let min_width = if stretches.len() > 1 { MIN_FRAGMENT_WIDTH } else { MIN_WIDTH };
        let fragment = start..end_after(text, start, matches, share, min_width);
        spare -= text[fragment.clone()].chars().count().min(share);
        push_apart(text, &mut fragments, fragment);
    }
    fragments
}

/// Chooses whole sentences in place of a number of characters: those with the matches that [`fragments`] shows, and so
/// many before and after them as the passage has.
pub(crate) fn sentences_around(
    text: &str,
    matches: &[Match],
    max_chars: usize,
    context: usize,
) -> Vec<Range<usize>> {
    let sentences = sentences(text);
    let mut fragments = Vec::new();
    for stretch in stretches(text, matches, max_chars) {
        let first = sentences.partition_point(|sentence| sentence.end <= stretch.start);
        let last = sentences.partition_point(|sentence| sentence.start < stretch.end).max(first + 1);
        let shown = first.saturating_sub(context)..last.saturating_add(context).min(sentences.len());
        if let Some(sentences) = sentences.get(shown)
            && let (Some(first), Some(last)) = (sentences.first(), sentences.last())
        {
            push_apart(text, &mut fragments, first.start..last.end);
        }
    }
    fragments
}

/// Renders parts of a passage: blanks and line breaks become single spaces, cuts are marked. Returns the text and where
/// the spans of the passage are in it.
pub(crate) fn render(
    text: &str,
    fragments: &[Range<usize>],
    spans: &[Range<usize>],
) -> (String, Vec<Range<usize>>) {
    let (mut snippet, mut shown) = (String::new(), Vec::new());
    for (number, fragment) in fragments.iter().enumerate() {
        match number {
            0 if text[..fragment.start].trim_start().is_empty() => {}
            0 => snippet.push_str(ELLIPSIS),
            _ => snippet.push_str(GAP),
        }
        render_fragment(text, fragment, spans, &mut snippet, &mut shown);
    }
    if fragments.last().is_none_or(|last| !text[last.end..].trim_end().is_empty()) && !text.is_empty() {
        snippet.push_str(ELLIPSIS);
    }
    (snippet, shown)
}

fn render_fragment(
    text: &str,
    fragment: &Range<usize>,
    spans: &[Range<usize>],
    snippet: &mut String,
    shown: &mut Vec<Range<usize>>,
) {
    let cut = |span: &Range<usize>| span.start.max(fragment.start)..span.end.min(fragment.end);
    let mut spans = spans.iter().map(cut).filter(|span| span.start < span.end).peekable();
    let part = &text[fragment.clone()];
    for (at, c) in part.char_indices().map(|(at, c)| (fragment.start + at, c)) {
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
}

/// The characters that are left for text where so many fragments are shown: two ellipses and the gaps count.
fn chars_for_text(max_chars: usize, fragments: usize) -> usize {
    let marks = 2 * ELLIPSIS.chars().count() + fragments.saturating_sub(1) * GAP.chars().count();
    max_chars.saturating_sub(marks).max(1)
}

/// Adds a fragment behind the others; what overlaps or touches becomes one.
fn push_apart(text: &str, fragments: &mut Vec<Range<usize>>, fragment: Range<usize>) {
    match fragments.last_mut() {
        Some(last) if text[last.end.min(fragment.start)..fragment.start].trim().is_empty() => {
            last.end = last.end.max(fragment.end);
        }
        _ => fragments.push(fragment),
    }
}

/// The stretches of matches to be shown, in the order of the text: one if it holds all that matches or others would add
/// nothing, else as few as hold the most distinct groups.
fn stretches(text: &str, matches: &[Match], max_chars: usize) -> Vec<Range<usize>> {
    let all = distinct_groups(matches.iter());
    let mut best: (usize, Vec<Range<usize>>) = (0, Vec::new());
    for count in 1..=MAX_FRAGMENTS {
        let share = chars_for_text(max_chars, count) / count;
        if count > 1 && (best.0 == all.len() || share < MIN_FRAGMENT_CHARS) {
            break;
        }
        let (shown, stretches) = best_stretches(text, matches, share, count);
        if shown > best.0 || count == 1 {
            best = (shown, stretches);
        }
    }
    best.1.sort_by_key(|stretch| stretch.start);
    best.1
}

/// Up to `count` stretches of at most `share` characters: the one with the most distinct groups, then those with the most
/// of the others. Returns the number of groups that they hold, too.
fn best_stretches(text: &str, matches: &[Match], share: usize, count: usize) -> (usize, Vec<Range<usize>>) {
    let mut stretches = vec![best_matches(text, matches, share)];
    let is_in = |found: &Match, stretch: &Range<usize>| {
        stretch.start <= found.span.start && found.span.end <= stretch.end
    };
    let inside = |stretches: &[Range<usize>]| {
        distinct_groups(matches.iter().filter(|found| stretches.iter().any(|stretch| is_in(found, stretch))))
    };
    let mut shown = inside(&stretches);
    while stretches.len() < count {
        let others = matches.iter().filter(|found| shown.binary_search(&found.group).is_err());
        let others: Vec<Match> = others.cloned().collect();
        if others.is_empty() {
            break;
        }
        stretches.push(best_matches(text, &others, share));
        shown = inside(&stretches);
    }
    (shown.len(), stretches)
}

fn distinct_groups<'m>(matches: impl Iterator<Item = &'m Match>) -> Vec<usize> {
    let mut groups: Vec<usize> = matches.map(|found| found.group).collect();
    groups.sort_unstable();
    groups.dedup();
    groups
}

/// The stretch of matches that fits a window and holds the most distinct groups, then the most matches.
fn best_matches(text: &str, matches: &[Match], max_chars: usize) -> Range<usize> {
    let reach = max_chars - (max_chars as f32 * SHORT_LEAD) as usize;
    let mut best = (0, 0, 0..0);
    for (number, first) in matches.iter().enumerate() {
        let end = forward(text, first.span.start, reach);
        let inside: Vec<&Match> =
            matches[number..].iter().take_while(|found| found.span.end <= end).collect();
        let groups = distinct_groups(inside.iter().copied());
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
    if let Some(sentence) = sentence_between(text, lead(LEAD), best.start) {
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
fn end_after(text: &str, start: usize, matches: &[Match], max_chars: usize, min_width: f32) -> usize {
    let latest = forward(text, start, max_chars);
    if latest == text.len() {
        return latest;
    }
    let last_match =
        matches.iter().map(|found| found.span.end).filter(|&end| end <= latest).max().unwrap_or(start);
    let least = forward(text, start, (max_chars as f32 * min_width) as usize).max(last_match);
    let part = &text[start..latest];
    let sentence = sentence_bounds(part, least - start).map(|at| start + at).filter(|&at| at >= least).last();
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
        check_all(marked, max_chars, None, expected);
    }

    /// The snippet of 60 characters' matches with so many sentences around.
    #[track_caller]
    fn check_context(marked: &str, sentences: usize, expected: &str) {
        check_all(marked, 60, Some(sentences), expected);
    }

    #[track_caller]
    fn check_all(marked: &str, max_chars: usize, context: Option<usize>, expected: &str) {
        let (mut text, mut matches) = (String::new(), Vec::new());
        for (number, piece) in marked.split(['[', ']']).enumerate() {
            let start = text.len();
            text.push_str(piece);
            if number % 2 == 1 {
                matches.push(Match { span: start..text.len(), group: number });
            }
        }
        let spans: Vec<Range<usize>> = matches.iter().map(|found| found.span.clone()).collect();
        let fragments = match context {
            Some(sentences) => sentences_around(&text, &matches, max_chars, sentences),
            None => fragments(&text, &matches, max_chars),
        };
        let (mut snippet, shown) = render(&text, &fragments, &spans);
        assert!(context.is_some() || snippet.chars().count() <= max_chars, "{snippet} is too long");
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
            "« Voilà qui est bien long pour commencer. » Ensuite on parle de [mémoire] et de rien d'autre.",
            60,
            "…Ensuite on parle de [mémoire] et de rien d'autre.",
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

    #[test]
    fn fragments_where_one_part_cannot_hold_all_words() {
        let apart = "[Binance] gab Geld. Der Satz hier sagt gar nichts, und der nächste ebenso wenig. Auch dieser ist leer. \
                     Nun geht es weiter. Dann kaufte Musk [Twitter] für viel Geld.";
        check(apart, 90, "[Binance] gab Geld. … Dann kaufte Musk [Twitter] für viel Geld.");
        check(apart, 60, "[Binance] gab Geld. Der Satz hier sagt gar nichts, und der…");
        check(
            "Vorher steht etwas. [Eins] ist da. Dazwischen steht viel, was niemand liest. Noch ein Satz ohne Inhalt. [Zwei] \
             ist da. Wieder steht viel da, was niemand je liest. Noch ein Satz ohne jeden Inhalt. [Drei] ist da. Ende des \
             Ganzen.",
            120,
            "…[Eins] ist da. … [Zwei] ist da. Wieder steht viel da, was niemand je … [Drei] ist da. Ende des Ganzen.",
        );
        check(
            "推特是一家公司。[币安]出了钱。这里什么也没说，下一句也没有说什么。还有一句空话，谁也不会读它。再来一句没有内容的话，\
             只是为了让文字更长一些。最后[马斯克]买下了它。",
            66,
            "…[币安]出了钱。这里什么也没说，下一句也没有说什么。 … 最后[马斯克]买下了它。",
        );
    }

    #[test]
    fn sentences_in_place_of_a_width() {
        let text = "Eins ist hier. Zwei ist hier. [Drei] ist hier. Vier ist hier. Fünf ist hier. Sechs ist auch hier.";
        check_context(text, 0, "…[Drei] ist hier.…");
        check_context(text, 1, "…Zwei ist hier. [Drei] ist hier. Vier ist hier.…");
        check_context(text, usize::MAX, text);
        check_context("Nichts davon. Gar nichts.", 0, "Nichts davon.…");
        check_context("", 1, "");
    }
}
