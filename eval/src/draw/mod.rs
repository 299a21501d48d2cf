//! Queries drawn at random from what documents hold, in all forms of the query language: what was copied out of a
//! document has to find it.
//!
//! The project's own tests draw from its own corpus by this same module.

mod ask;
mod copy;
mod escape;
mod form;
mod writing;

pub use ask::{Corpus, Outcome};
pub use form::FORMS;

use super::random::Random;
use form::Form;
use tetraglot::document::Document;
use writing::{WRITINGS, Writing};

/// How often a form is tried on other documents: not every one has a title, or Han characters.
const MAX_TRIES: usize = 200;

/// A query, and what has to become of it.
#[derive(Clone, Debug)]
pub struct Question {
    /// The form of the query language that it is in.
    pub form: &'static str,
    /// How what was copied is written.
    pub writing: &'static str,
    /// The query, on one line.
    pub text: String,
    /// Whether it is asked with `--exact`.
    pub exact: bool,
    /// What has to become of it.
    pub expected: Expected,
}

/// What has to become of a question.
#[derive(Clone, Debug)]
pub enum Expected {
    /// It finds the document with this number.
    Document(usize),
    /// It finds the document with this number or else this other query does, which says what must not occur.
    Either(usize, String),
    /// It is answered, or refused as no query.
    Anything,
}

/// Draws questions from documents.
pub struct Draw<'d> {
    documents: &'d [Document],
    random: Random,
    writing: &'static Writing,
}

impl<'d> Draw<'d> {
    /// Begins the sequence of a seed. There must be a document.
    pub fn new(documents: &'d [Document], seed: u64) -> Draw<'d> {
        Draw { documents, random: Random::new(seed), writing: &WRITINGS[0] }
    }

    /// Draws so many questions, the forms in turn. Forms that no document has anything for are left out.
    pub fn questions(&mut self, count: usize) -> Vec<Question> {
        FORMS.iter().cycle().take(count).filter_map(|form| self.question(form)).collect()
    }

    fn question(&mut self, form: &'static Form) -> Option<Question> {
        (0..MAX_TRIES).find_map(|_| {
            let document = self.random.below(self.documents.len());
            // Half of what people copy stays as it is.
            let other = self.random.below(2) * self.random.below(WRITINGS.len());
            self.writing = &WRITINGS[if form.is_raw { 0 } else { other }];
            let drawn = (form.draw)(self, &self.documents[document])?;
            let expected = match (form.is_raw, drawn.barred) {
                (true, _) => Expected::Anything,
                (false, Some(barred)) => Expected::Either(document, barred),
                (false, None) => Expected::Document(document),
            };
            let text = drawn.text.split(['\n', '\r']).collect::<Vec<_>>().join(" ");
            let writing = self.writing.name;
            Some(Question { form: form.name, writing, text, exact: form.is_exact, expected })
        })
    }
}
