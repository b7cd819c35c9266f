//! Which clusters the resources of one run have made: a name is one cluster, and two resources with it would take it from each
//! other.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// What a creation has made of a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Made {
    /// It is under way.
    Not,
    /// A new cluster.
    New,
    /// One that was there, with our tag.
    Adopted,
}

/// The names that creations have taken since the provider was started. Terraform starts it anew for each plan and each apply.
#[derive(Debug, Clone, Default)]
pub(crate) struct Claims(Arc<Mutex<BTreeMap<String, Made>>>);

impl Claims {
    /// Takes `id` for a creation; nothing if another one has it.
    pub(crate) fn take(&self, id: &str) -> Option<Claim> {
        let mut all = self.all();
        if all.contains_key(id) {
            return None;
        }
        all.insert(id.to_owned(), Made::Not);
        Some(Claim { of: self.clone(), id: id.to_owned() })
    }

    /// Whether a creation adopted what has this id: who deletes it now deletes the object of that creation.
    pub(crate) fn is_adopted(&self, id: &str) -> bool {
        self.all().get(id) == Some(&Made::Adopted)
    }

    /// What has this id is gone.
    pub(crate) fn release(&self, id: &str) {
        self.all().remove(id);
    }

    fn all(&self) -> MutexGuard<'_, BTreeMap<String, Made>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A creation's claim on an id; it ends with the creation unless that succeeded.
#[derive(Debug)]
pub(crate) struct Claim {
    of: Claims,
    id: String,
}

impl Claim {
    /// The creation has succeeded.
    pub(crate) fn keep(self, adopted: bool) {
        let made = if adopted { Made::Adopted } else { Made::New };
        self.of.all().insert(self.id.clone(), made);
    }
}

impl Drop for Claim {
    fn drop(&mut self) {
        let mut all = self.of.all();
        if all.get(&self.id) == Some(&Made::Not) {
            all.remove(&self.id);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_made_once() {
        let claims = Claims::default();
        let first = claims.take("a");
        assert!(first.is_some() && claims.take("b").is_some());
        assert!(claims.take("a").is_none(), "under way");
        drop(first);
        let again = claims.take("a").unwrap();
        assert!(claims.take("b").is_some(), "its creation ended without success");
        again.keep(false);
        assert!(claims.take("a").is_none(), "made");
        assert!(!claims.is_adopted("a"));
        claims.release("a");
        claims.take("a").unwrap().keep(true);
        assert!(claims.is_adopted("a"));
    }
}
