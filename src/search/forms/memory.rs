//! What one query leaves for the next over the same index: open vocabularies, and the forms of words.

use super::group::Known;
use super::unit::Unit;
use super::vocabulary::Vocabulary;
use crate::error::Error;
use crate::index::Index;
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;
use tantivy::schema::Field;

/// Terms whose forms are kept: some seventy megabytes. When there are more, all are forgotten; common words soon return.
const MAX_TERMS: usize = 250_000;

/// What is known of an index so far.
pub(crate) struct Memory<'i> {
    pub index: &'i Index,
    vocabularies: RefCell<HashMap<Field, Rc<Vocabulary>>>,
    /// By field, and whether only words as they stand count; then by exact form.
    forms: RefCell<HashMap<(Field, bool), HashMap<String, Known>>>,
    /// In `forms`.
    terms: Cell<usize>,
}

impl Memory<'_> {
    pub fn new(index: &Index) -> Memory<'_> {
        Memory { index, vocabularies: RefCell::default(), forms: RefCell::default(), terms: Cell::new(0) }
    }

    /// The words of a field.
    ///
    /// # Errors
    /// [`Error::Damaged`] if they cannot be read.
    pub fn vocabulary(&self, field: Field) -> Result<Rc<Vocabulary>, Error> {
        if let Some(vocabulary) = self.vocabularies.borrow().get(&field) {
            return Ok(Rc::clone(vocabulary));
        }
        let vocabulary = Rc::new(Vocabulary::open(self.index, field)?);
        self.vocabularies.borrow_mut().insert(field, Rc::clone(&vocabulary));
        Ok(vocabulary)
    }

    /// The forms of a unit in a field, which `find` finds if they are not known yet. `exact`: of the unit as it stands.
    pub fn forms(&self, unit: &Unit, field: Field, exact: bool, find: impl FnOnce() -> Known) -> Known {
        if !unit.is_its_name() {
            return find();
        }
        self.known(unit.name(), field, exact).unwrap_or_else(|| {
            let found = find();
            self.keep(unit.name(), (field, exact), found.clone());
            found
        })
    }

    /// The forms of a unit that is its name, if they are known yet.
    pub fn known(&self, name: &str, field: Field, exact: bool) -> Option<Known> {
        self.forms.borrow().get(&(field, exact)).and_then(|forms| forms.get(name).cloned())
    }

    fn keep(&self, name: &str, place: (Field, bool), known: Known) {
        let mut forms = self.forms.borrow_mut();
        let own = known.terms.len() + 1;
        if self.terms.get() + own > MAX_TERMS {
            forms.clear();
            self.terms.set(0);
        }
        self.terms.set(self.terms.get() + own);
        forms.entry(place).or_default().insert(name.to_owned(), known);
    }
}
