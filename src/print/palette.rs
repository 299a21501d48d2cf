//! The colours of text output.

use anstyle::{AnsiColor, Style};

/// The styles of the parts of a hit; all of them plain where there are to be no colours.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Palette {
    pub query: Style,
    pub title: Style,
    pub title_match: Style,
    pub path: Style,
    /// Lines and columns.
    pub number: Style,
    pub language: Style,
    /// What stands around matches.
    pub text: Style,
    pub text_match: Style,
    /// The line between hits.
    pub hairline: Style,
}

impl Palette {
    /// The styles of lines that look as those of other programs that search do.
    pub fn of_lines(color: bool) -> Palette {
        let text = Style::new();
        if color { Palette { text, ..Palette::of_blocks(true) } } else { Palette::default() }
    }

    /// The styles of blocks: matches stand out, as all that is not one is dim.
    pub fn of_blocks(color: bool) -> Palette {
        if !color {
            return Palette::default();
        }
        let (plain, bold) = (Style::new(), Style::new().bold());
        Palette {
            query: bold.invert(),
            title: bold,
            title_match: bold.underline(),
            path: AnsiColor::Magenta.on_default(),
            number: AnsiColor::Green.on_default(),
            // Whatever the background: cyan is hard to read on white, blue on black.
            language: plain,
            text: plain.dimmed(),
            text_match: AnsiColor::Red.on_default().bold(),
            hairline: plain.dimmed(),
        }
    }
}
