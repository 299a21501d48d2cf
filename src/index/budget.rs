//! How much text may be on its way to the engine: its own queue counts documents, ours counts bytes.

use std::sync::{Arc, Condvar, Mutex, PoisonError};
use tantivy::{Document, TantivyDocument};

/// Bytes that may be on their way at once.
#[derive(Clone)]
pub(super) struct Budget {
    state: Arc<(Mutex<usize>, Condvar)>,
    limit: usize,
}

impl Budget {
    pub fn new(limit: usize) -> Budget {
        Budget { state: Arc::default(), limit }
    }

    /// Waits until nothing is on its way.
    pub fn wait_until_free(&self) {
        let (used, freed) = &*self.state;
        let used = used.lock().unwrap_or_else(PoisonError::into_inner);
        drop(freed.wait_while(used, |used| *used > 0));
    }

    /// Waits until so many bytes fit, or nothing else is on its way, and takes them.
    fn take(&self, bytes: usize) -> Permit {
        let (used, freed) = &*self.state;
        let used = used.lock().unwrap_or_else(PoisonError::into_inner);
        let fits = |used: &mut usize| *used > 0 && *used + bytes > self.limit;
        let mut used = freed.wait_while(used, fits).unwrap_or_else(PoisonError::into_inner);
        *used += bytes;
        Permit { budget: self.clone(), bytes }
    }
}

/// Bytes taken from a budget until it is dropped.
struct Permit {
    budget: Budget,
    bytes: usize,
}

impl Drop for Permit {
    fn drop(&mut self) {
        let (used, freed) = &*self.budget.state;
        *used.lock().unwrap_or_else(PoisonError::into_inner) -= self.bytes;
        freed.notify_all();
    }
}

/// A record on its way. Its bytes are free again when the engine has taken it in.
pub(crate) struct Record {
    inner: TantivyDocument,
    _permit: Option<Permit>,
}

impl Record {
    pub fn new(inner: TantivyDocument) -> Record {
        Record { inner, _permit: None }
    }

    /// The same record, counted with so many bytes.
    pub fn weighed(self, bytes: usize, budget: &Budget) -> Record {
        Record { _permit: Some(budget.take(bytes)), ..self }
    }
}

impl Document for Record {
    type Value<'a> = <TantivyDocument as Document>::Value<'a>;
    type FieldsValuesIter<'a> = <TantivyDocument as Document>::FieldsValuesIter<'a>;

    fn iter_fields_and_values(&self) -> Self::FieldsValuesIter<'_> {
        self.inner.iter_fields_and_values()
    }

    fn into_tantivy_document(self) -> TantivyDocument {
        self.inner
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::thread;

    #[test]
    fn waits_until_there_is_room() {
        let budget = Budget::new(10);
        let first = budget.take(8);
        thread::scope(|scope| {
            let second = scope.spawn(|| drop(budget.take(5)));
            assert!(!second.is_finished());
            drop(first);
            second.join().expect("there is room now");
        });
        // What is larger than the budget goes alone.
        drop(budget.take(50));
        budget.wait_until_free();
    }
}
