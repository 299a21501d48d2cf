//! The colours of text output.

use anstyle::{AnsiColor, Style};

/// The styles of the parts of a hit; all of them plain where there are to be no colours.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Palette {
    pub query: Style,
    pub title: Style,
    pub title_match: Style,
    /// Path, line and language.
    pub place: Style,
    /// Path of a `path:line:snippet` line.
    pub path: Style,
    /// Its numbers.
    pub number: Style,
    pub text: Style,
    pub text_match: Style,
}

impl Palette {
    pub fn new(color: bool) -> Palette {
        if !color {
            return Palette::default();
        }
        let (plain, bold) = (Style::new(), Style::new().bold());
        Palette {
            query: bold.invert(),
            title: bold,
            title_match: bold.underline(),
            place: plain.dimmed(),
            path: AnsiColor::Magenta.on_default(),
            number: AnsiColor::Green.on_default(),
            text: plain,
            text_match: AnsiColor::Red.on_default().bold(),
        }
    }
}
