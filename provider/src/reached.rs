//! Clusters that were reached already: rollouts of one cluster share its connections and its credentials.

use std::sync::{Mutex, PoisonError};

use kgas_transport::kubernetes::Client;

use crate::resources::Connection;

/// The way to each cluster, with what came of it.
#[derive(Default)]
pub(crate) struct Reached(Mutex<Vec<(Option<Connection>, Client)>>);

impl Reached {
    /// A client that was made for the same way.
    pub(crate) fn known(&self, way: Option<&Connection>) -> Option<Client> {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.iter().find(|(known, _)| known.as_ref() == way).map(|(_, client)| client.clone())
    }

    /// Keeps a client for others that go the same way.
    pub(crate) fn keep(&self, way: Option<&Connection>, client: &Client) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push((way.cloned(), client.clone()));
    }
}
