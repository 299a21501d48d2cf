//! What a search does about files that changed since the index was brought up to date.

/// What a search does about files that changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refresh {
    /// Nothing: answers depend on the index alone.
    Never,
    /// It tells that there are some.
    Check,
    /// It brings the index up to date first, if they are few.
    Auto,
}

impl Refresh {
    /// All there are.
    pub const ALL: [Refresh; 3] = [Refresh::Never, Refresh::Check, Refresh::Auto];

    /// Returns the name that a schema gives it.
    pub fn name(self) -> &'static str {
        match self {
            Refresh::Never => "never",
            Refresh::Check => "check",
            Refresh::Auto => "auto",
        }
    }
}
