//! The tokens of one text, kept in one buffer, so that analysing a passage allocates nothing for most tokens.

use std::ops::Range;

/// How a form relates to the word as written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// The word itself, normalised (NFKC, lower case).
    Exact,
    /// Two neighbouring Han characters.
    Pair,
    /// A part of the word: `open` of `window.open`, `technologie` of Weltraumtechnologie.
    Part,
    /// Another spelling: joined over a hyphen, without separators in a number, without accents, other script.
    Variant,
    /// A word that shares the stem.
    Stem,
}

impl Kind {
    /// The name that `analyze` and explanations print.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Exact => "exact",
            Kind::Pair => "pair",
            Kind::Part => "part",
            Kind::Variant => "variant",
            Kind::Stem => "stem",
        }
    }
}

/// One occurrence of a term.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token<'t> {
    /// The normalised form.
    pub term: &'t str,
    /// Bytes of the analysed text that it stands for.
    pub span: Range<usize>,
    /// Place in token order. The forms of a word begin at the same position.
    pub position: u32,
    /// How the term relates to the word as written.
    pub kind: Kind,
}

/// The tokens of one text. Starts and positions never fall.
#[derive(Debug, Default)]
pub struct Tokens {
    terms: String,
    slots: Vec<Slot>,
    positions: u32,
}

#[derive(Clone, Debug)]
struct Slot {
    term: Range<u32>,
    span: Range<u32>,
    position: u32,
    kind: Kind,
}

impl Tokens {
    /// Forgets all tokens and keeps the memory.
    pub fn clear(&mut self) {
        self.terms.clear();
        self.slots.clear();
        self.positions = 0;
    }

    /// The number of tokens, all forms counted.
    pub fn len(&self) -> usize {
        self.slots.len()
    }

    /// Whether there are no tokens.
    pub fn is_empty(&self) -> bool {
        self.slots.is_empty()
    }

    /// The number of positions: words and Han characters, each counted once, whatever the number of its forms.
    pub fn positions(&self) -> u32 {
        self.positions
    }

    /// The tokens in order.
    pub fn iter(&self) -> impl Iterator<Item = Token<'_>> {
        self.slots.iter().map(|slot| self.token(slot))
    }

    /// The tokens in order, each with the last position that it takes: several if it has parts, or was put together.
    pub fn iter_with_last(&self) -> impl Iterator<Item = (Token<'_>, u32)> {
        self.slots.iter().enumerate().map(|(place, slot)| {
            let within = self.slots[place..].iter().take_while(|other| other.span.start < slot.span.end);
            let last = within.map(|other| other.position).max().unwrap_or(slot.position);
            (self.token(slot), last)
        })
    }

    fn token(&self, slot: &Slot) -> Token<'_> {
        Token {
            term: &self.terms[slot.term.start as usize..slot.term.end as usize],
            span: slot.span.start as usize..slot.span.end as usize,
            position: slot.position,
            kind: slot.kind,
        }
    }

    /// The position of the token at `place`.
    pub(super) fn position_at(&self, place: usize) -> u32 {
        self.slots[place].position
    }

    /// Appends the pair that the last token forms with what follows it up to byte `end`, at the last token's position;
    /// `write` appends the second half of the term.
    pub(super) fn push_pair(&mut self, end: usize, write: impl FnOnce(&mut String)) {
        let Some(left) = self.slots.last().cloned() else { return };
        let start = self.terms.len();
        self.terms.extend_from_within(left.term.start as usize..left.term.end as usize);
        write(&mut self.terms);
        let term = start as u32..self.terms.len() as u32;
        let span = left.span.start..end as u32;
        self.slots.push(Slot { term, span, position: left.position, kind: Kind::Pair });
    }

    /// Appends a token whose term `write` appends to the buffer; an empty term makes no token.
    pub(super) fn push(
        &mut self,
        span: Range<usize>,
        position: u32,
        kind: Kind,
        write: impl FnOnce(&mut String),
    ) {
        let slot = self.slot(span, position, kind, write);
        self.slots.extend(slot);
    }

    /// The same at a given place in token order.
    pub(super) fn insert(
        &mut self,
        place: usize,
        span: Range<usize>,
        position: u32,
        kind: Kind,
        write: impl FnOnce(&mut String),
    ) {
        if let Some(slot) = self.slot(span, position, kind, write) {
            self.slots.insert(place, slot);
        }
    }

    fn slot(
        &mut self,
        span: Range<usize>,
        position: u32,
        kind: Kind,
        write: impl FnOnce(&mut String),
    ) -> Option<Slot> {
        let start = self.terms.len();
        write(&mut self.terms);
        truncate(&mut self.terms, start + MAX_TERM_BYTES);
        let term = start as u32..self.terms.len() as u32;
        let span = span.start as u32..span.end as u32;
        (!term.is_empty()).then_some(Slot { term, span, position, kind })
    }

    /// Takes the next position.
    pub(super) fn next_position(&mut self) -> u32 {
        self.positions += 1;
        self.positions - 1
    }
}

/// A longer term is cut here, in documents and queries alike. The longest German words have some 80 letters.
const MAX_TERM_BYTES: usize = 200;

fn truncate(text: &mut String, max_bytes: usize) {
    if text.len() > max_bytes {
        text.truncate(text.floor_char_boundary(max_bytes));
    }
}
