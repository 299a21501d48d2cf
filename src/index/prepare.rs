//! A document as the engine takes it: analysed, packed, paged.

use super::breaks::BrokenPairs;
use super::ends::{add_ends, add_long_words};
use super::fields::Fields;
use super::outline::{Outline, pages};
use super::stream::Stream;
use super::term::TITLE_END;
use super::variety::Variety;
use super::vocabulary::presence;
use crate::analysis::{Kind, Tokens, words};
use crate::document::{Document, Passage, PassageKind};
use crate::language::LANGUAGES;
use crate::schema::Fnv;
use std::path::Path;
use tantivy::TantivyDocument;

/// Analyses documents; keeps its buffers from one to the next.
pub(crate) struct Preparer {
    fields: Fields,
    tokens: Tokens,
    /// Of the document at hand: text and tokens.
    bytes: usize,
    variety: Variety,
    crowded: Option<u32>,
}

/// What a document has in one language.
#[derive(Clone, Default)]
struct Streams {
    body: Stream,
    words: u64,
}

/// A document as the engine takes it.
pub(crate) struct Prepared {
    /// Itself, then the further pages of a long text; they have to stay together.
    pub records: Vec<TantivyDocument>,
    /// Memory that they take, roughly.
    pub bytes: usize,
    /// The line where the document has too many different terms, so that new ones are left out from there.
    pub crowded: Option<u32>,
}

/// Where a document comes from: its corpus folder's number and the key of its file.
pub(crate) struct Origin {
    pub dir: u64,
    pub key: String,
}

impl Preparer {
    pub fn new(fields: &Fields) -> Preparer {
        let (tokens, variety) = (Tokens::default(), Variety::default());
        Preparer { fields: fields.clone(), tokens, bytes: 0, variety, crowded: None }
    }

    /// Returns the engine's records for a document.
    pub fn prepare(&mut self, document: &Document, origin: &Origin) -> Prepared {
        self.bytes = document.text.len();
        (self.variety, self.crowded) = (Variety::new(document.text.len()), None);
        // Tokens and text, with some room for what is long in bytes: the engine's buffer need not grow.
        let mut record = TantivyDocument::with_capacity(3 * document.text.len());
        record.add_text(self.fields.key, &origin.key);
        record.add_u64(self.fields.dir, origin.dir);
        record.add_u64(self.fields.tie, tie(document, origin));
        record.add_text(self.fields.parts, presence());
        record.add_bytes(self.fields.file, path_bytes(&document.path).as_slice());
        record.add_text(self.fields.title, &document.title);
        if let Some(id) = &document.id {
            record.add_text(self.fields.id, id);
        }
        let positions = self.add_body(document, &mut record);
        self.add_path(&document.path, &mut record);
        let outline = Outline::new(&document.passages, &positions, document.line_count);
        record.add_bytes(self.fields.outline, outline.encode().as_slice());
        let records = self.paged(record, document, origin);
        Prepared { records, bytes: self.bytes, crowded: self.crowded }
    }

    /// Adds the tokens of all passages, each to the field of its language. Returns each passage's number of positions.
    fn add_body(&mut self, document: &Document, record: &mut TantivyDocument) -> Vec<u32> {
        let mut streams = vec![Streams::default(); LANGUAGES.len()];
        let (mut position, mut lengths) = (0, Vec::with_capacity(document.passages.len()));
        let (mut long, mut broken) = (Vec::new(), BrokenPairs::default());
        let mut at_top = true;
        for (number, passage) in document.passages.iter().enumerate() {
            self.tokens.clear();
            (passage.language.analyze)(&document.text[passage.span.clone()], &mut self.tokens);
            let length = self.tokens.positions();
            // What stands before the mark is taken for the title, so a title further down has none.
            at_top &= passage.kind == PassageKind::Title;
            add_long_words(&self.tokens, position, &mut long);
            broken.add(&self.tokens, position);
            for language in fields_of(number, &document.passages) {
                let Streams { body, words } = &mut streams[language];
                // Each word, and each Han character, has a position of its own, whatever its forms.
                *words += u64::from(length);
                for token in self.tokens.iter() {
                    if self.variety.admits(language, token.term) {
                        body.push_key(position + token.position, token.term);
                    } else {
                        self.crowded.get_or_insert(passage.line);
                        if token.kind == Kind::Pair {
                            broken.add_pair(token.term);
                        }
                    }
                }
                if at_top && length > 0 {
                    body.push(position + length - 1, TITLE_END);
                }
            }
            lengths.push(length);
            position += length;
        }
        self.add_streams(streams, record);
        add_ends(&long, &self.fields, record);
        broken.add_to(&self.fields, record);
        lengths
    }

    fn add_streams(&mut self, streams: Vec<Streams>, record: &mut TantivyDocument) {
        for (ordinal, Streams { body, words }) in streams.into_iter().enumerate() {
            if !body.is_empty() {
                record.add_u64(self.fields.lengths[ordinal], words);
                let tokens = body.into_string();
                self.bytes += tokens.len();
                record.add_text(self.fields.bodies[ordinal], tokens);
            }
        }
    }

    fn add_path(&mut self, path: &Path, record: &mut TantivyDocument) {
        self.tokens.clear();
        words(&path.with_extension("").to_string_lossy().replace(['_', '-'], " "), &mut self.tokens);
        let mut stream = Stream::default();
        for token in self.tokens.iter() {
            stream.push_key(token.position, token.term);
        }
        record.add_text(self.fields.path, stream.into_string());
    }

    fn paged(
        &self,
        mut first: TantivyDocument,
        document: &Document,
        origin: &Origin,
    ) -> Vec<TantivyDocument> {
        let mut pages = pages(&document.passages).into_iter().map(|span| &document.text[span]);
        first.add_text(self.fields.text, pages.next().unwrap_or_default());
        let further = pages.map(|text| {
            let mut page = TantivyDocument::new();
            page.add_text(self.fields.key, &origin.key);
            page.add_text(self.fields.text, text);
            page
        });
        std::iter::once(first).chain(further).collect()
    }
}

/// The languages, by ordinal, in whose fields a passage is indexed: its own, and for a title or heading that of the text
/// below it, since a name at the head of a text tells no language, and a heading counts for its text.
fn fields_of(number: usize, passages: &[Passage]) -> impl Iterator<Item = usize> {
    let is_heading = |passage: &Passage| matches!(passage.kind, PassageKind::Title | PassageKind::Heading);
    let own = passages[number].language.ordinal();
    let below = passages[number..].iter().find(|passage| !is_heading(passage));
    let other = below.map(|below| below.language.ordinal()).filter(|&other| other != own);
    std::iter::once(own).chain(other)
}

/// A number of 32 bits that depends on nothing but where a document comes from: queries read the numbers of all documents.
fn tie(document: &Document, origin: &Origin) -> u64 {
    let mut hash = Fnv::new();
    hash.add_text(&origin.key);
    hash.add_text(document.id.as_deref().unwrap_or_default());
    hash.add_number(document.passages.first().map_or(0, |passage| u64::from(passage.line)));
    hash.value() >> 32
}

/// A path as the index stores it.
pub(crate) fn path_bytes(path: &Path) -> Vec<u8> {
    path.as_os_str().as_encoded_bytes().to_vec()
}
