//! The sentences of a passage.

use std::ops::Range;
use unicode_segmentation::UnicodeSegmentation;

/// A line of at least this many characters was broken to fit a page: its sentence goes on.
const FULL_LINE_CHARS: usize = 40;

/// Returns the sentences of a text in order, without the blanks between them. A line break ends a sentence unless the line
/// is a full one, and the full stop of a single letter, as in an abbreviation or an initial, ends none.
pub(crate) fn sentences(text: &str) -> Vec<Range<usize>> {
    let unbroken = unbroken(text);
    let mut sentences: Vec<Range<usize>> = Vec::new();
    let mut goes_on = false;
    for (start, piece) in unbroken.split_sentence_bound_indices() {
        let mut blanks = piece.len() - piece.trim_start().len();
        let piece = piece.trim_end();
        // Closing marks behind a blank still belong to what they close.
        if let Some(last) = sentences.last_mut()
            && piece[blanks..].strip_prefix('»').is_some_and(|rest| rest.starts_with(char::is_whitespace))
        {
            last.end = start + blanks + '»'.len_utf8();
            let rest = &piece[blanks + '»'.len_utf8()..];
            blanks = piece.len() - rest.trim_start().len();
        }
        let span = start + blanks..start + piece.len();
        if span.start >= span.end {
            goes_on = false;
            continue;
        }
        match sentences.last_mut() {
            Some(last) if goes_on => last.end = span.end,
            _ => sentences.push(span),
        }
        goes_on = ends_with_initial(piece);
    }
    sentences
}

/// The text with a blank in place of each break behind a full line; the same number of bytes.
fn unbroken(text: &str) -> String {
    let lines = text.split_inclusive('\n');
    let join = |line: &str| match line.strip_suffix('\n') {
        Some(inner) if inner.chars().count() >= FULL_LINE_CHARS => format!("{inner} ").replace('\r', " "),
        _ => line.to_owned(),
    };
    lines.map(join).collect()
}

fn ends_with_initial(piece: &str) -> bool {
    let Some(before) = piece.strip_suffix('.') else { return false };
    let mut letters = before.chars().rev();
    letters.next().is_some_and(|letter| letter.is_alphabetic() && letter.is_ascii())
        && letters.next().is_none_or(|before| !before.is_alphanumeric())
}

/// Where the sentence begins that a match stands in, if not before `earliest`.
pub(super) fn sentence_between(text: &str, earliest: usize, matched: usize) -> Option<usize> {
    let sentence = sentence_bounds(text, earliest).take_while(|&at| at <= matched).last()?;
    let sentence = behind_closing(text, sentence).min(matched);
    (sentence >= earliest).then_some(sentence)
}

/// The beginnings of sentences behind the last letter before a place, so all from there on. Whether a sentence ends behind a
/// letter does not depend on what stands before the letter: a long text is not gone through from its beginning.
pub(super) fn sentence_bounds(text: &str, place: usize) -> impl Iterator<Item = usize> {
    let from = text[..place].rfind(char::is_alphabetic).unwrap_or(0);
    let bounds = text[from..].split_sentence_bound_indices().map(move |(at, _)| from + at);
    bounds.filter(move |&at| at > from || at == 0)
}

/// Skips a closing mark behind a blank, which belongs to the sentence before.
fn behind_closing(text: &str, at: usize) -> usize {
    match text[at..].strip_prefix('»') {
        Some(rest) if rest.starts_with(char::is_whitespace) => text.len() - rest.trim_start().len(),
        _ => at,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sentences are parted by bars.
    #[track_caller]
    fn check(text: &str, expected: &str) {
        let shown: Vec<&str> = sentences(text).into_iter().map(|span| &text[span]).collect();
        assert_eq!(shown.join("|"), expected);
    }

    #[test]
    fn sentences_of_each_language() {
        check("Musk kauft. Wer hilft?  Binance!", "Musk kauft.|Wer hilft?|Binance!");
        check(
            "Das gilt z. B. Hier nicht. Und J. K. Rowling?",
            "Das gilt z. B. Hier nicht.|Und J. K. Rowling?",
        );
        check("« Venez ! » Il est tard.", "« Venez ! »|Il est tard.");
        check("马斯克收购了推特。币安也参与了！真的？", "马斯克收购了推特。|币安也参与了！|真的？");
        check("", "");
        check(" \n ", "");
    }

    #[test]
    fn lines() {
        check("Erste Zeile\nzweite Zeile", "Erste Zeile|zweite Zeile");
        check(
            "Diese Zeile ist so lang, dass sie umbrochen\nworden ist. Danach.",
            "Diese Zeile ist so lang, dass sie umbrochen\nworden ist.|Danach.",
        );
    }

    /// Where a sentence begins, found by going through the whole text.
    fn sentence_of_all(text: &str, earliest: usize, matched: usize) -> Option<usize> {
        let sentences = text.split_sentence_bound_indices().map(|(at, _)| at);
        let sentence = sentences.take_while(|&at| at <= matched).last()?;
        Some(behind_closing(text, sentence).min(matched)).filter(|&sentence| sentence >= earliest)
    }

    #[test]
    fn a_sentence_begins_where_it_does_in_the_whole_text() {
        let pieces = ['a', 'B', '.', '»', ' ', '\n', '3'];
        let length = 5;
        for number in 0..pieces.len().pow(length) {
            let piece = |place: u32| pieces[number / pieces.len().pow(place) % pieces.len()];
            let text: String = (0..length).map(piece).collect();
            let places: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
            for (place, &matched) in places.iter().enumerate() {
                for &earliest in &places[..=place] {
                    let found = sentence_between(&text, earliest, matched);
                    assert_eq!(
                        found,
                        sentence_of_all(&text, earliest, matched),
                        "{text:?} {earliest} {matched}"
                    );
                }
            }
        }
    }
}
