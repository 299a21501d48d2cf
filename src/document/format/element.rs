//! HTML's elements, as far as readers of text tell them apart.

use super::super::PassageKind;

/// What an element means for the text around and in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// Stands inside a line: `<b>`, and every unknown element.
    Inline,
    /// Begins and ends a block, which is of the kind of what it stands in.
    Container,
    /// Begins and ends a block of this kind.
    Block(PassageKind),
    /// Stands for itself and has no end.
    Void,
    /// A line break or rule without an end.
    Break,
    /// `<hr>`: ends a block.
    Rule,
    /// A cell of a table row.
    Cell,
    /// The document's `<title>`.
    Title,
    /// Boilerplate of a page, but part of an article.
    Footer,
    /// Nothing in it is text of the document.
    Skipped,
}

/// Returns the role of an element. Names are in lower case.
///
/// As the reading views of browsers do, this skips navigation, forms' controls, scripts, drawings and media. Headers and asides
/// stay: they hold titles and notes.
pub(super) fn role(name: &[u8]) -> Role {
    use PassageKind::{Code, Heading, List, Prose, Table};
    match name {
        b"p" | b"figcaption" | b"summary" | b"legend" | b"address" => Role::Block(Prose),
        b"h1" | b"h2" | b"h3" | b"h4" | b"h5" | b"h6" => Role::Block(Heading),
        b"pre" | b"xmp" | b"listing" | b"plaintext" => Role::Block(Code),
        b"li" | b"dt" | b"dd" => Role::Block(List),
        b"tr" | b"caption" => Role::Block(Table),
        b"td" | b"th" => Role::Cell,
        b"div" | b"section" | b"article" | b"main" | b"header" | b"aside" | b"hgroup" | b"blockquote"
        | b"ul" | b"ol" | b"dl" | b"menu" | b"table" | b"thead" | b"tbody" | b"tfoot" | b"figure"
        | b"details" | b"form" | b"fieldset" | b"center" | b"body" | b"html" | b"head" | b"dialog"
        | b"search" | b"dir" | b"optgroup" => Role::Container,
        b"br" => Role::Break,
        b"hr" => Role::Rule,
        b"area" | b"base" | b"col" | b"embed" | b"img" | b"input" | b"link" | b"meta" | b"param"
        | b"source" | b"track" | b"wbr" | b"frame" | b"bgsound" => Role::Void,
        b"title" => Role::Title,
        b"footer" => Role::Footer,
        b"script" | b"style" | b"noscript" | b"template" | b"svg" | b"nav" | b"iframe" | b"object"
        | b"applet" | b"canvas" | b"audio" | b"video" | b"map" | b"button" | b"select" | b"textarea"
        | b"datalist" | b"noembed" | b"noframes" | b"rp" => Role::Skipped,
        _ => Role::Inline,
    }
}

/// A name of an element, made short: equal names have equal tags.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Tag(u64);

impl Tag {
    /// FNV-1a; a false end tag by collision would cost a language hint.
    pub const fn new(name: &[u8]) -> Self {
        let mut hash = 0xcbf2_9ce4_8422_2325_u64;
        let mut index = 0;
        while index < name.len() {
            hash = (hash ^ name[index] as u64).wrapping_mul(0x0100_0000_01b3);
            index += 1;
        }
        Self(hash)
    }
}

const P: Tag = Tag::new(b"p");
const LI: Tag = Tag::new(b"li");
const DT: Tag = Tag::new(b"dt");
const DD: Tag = Tag::new(b"dd");
const TR: Tag = Tag::new(b"tr");
const TD: Tag = Tag::new(b"td");
const TH: Tag = Tag::new(b"th");

/// Returns the elements whose end tags may be missing before this one, and those behind which they are not looked for.
pub(super) fn implied_ends(name: &[u8], role: Role) -> (&'static [Tag], &'static [Tag]) {
    const LISTS: &[Tag] =
        &[Tag::new(b"ul"), Tag::new(b"ol"), Tag::new(b"menu"), Tag::new(b"dl"), Tag::new(b"table")];
    const TABLE: &[Tag] = &[Tag::new(b"table")];
    const ROW: &[Tag] = &[TR, Tag::new(b"table")];
    const HEADINGS: &[Tag] = &[
        P,
        Tag::new(b"h1"),
        Tag::new(b"h2"),
        Tag::new(b"h3"),
        Tag::new(b"h4"),
        Tag::new(b"h5"),
        Tag::new(b"h6"),
    ];
    const CELLS: &[Tag] = &[TR, TD, TH, LI, DD, Tag::new(b"div"), Tag::new(b"table")];
    match name {
        b"li" => (&[LI], LISTS),
        b"dt" | b"dd" => (&[DT, DD], LISTS),
        b"tr" | b"tbody" | b"tfoot" => (&[TR], TABLE),
        b"td" | b"th" => (&[TD, TH], ROW),
        _ if role == Role::Block(PassageKind::Heading) => (HEADINGS, CELLS),
        _ if matches!(role, Role::Block(_) | Role::Container) => (&[P], CELLS),
        _ => (&[], &[]),
    }
}
