//! What is opened for one run and never stored.

mod kubeconfig;

pub(crate) use kubeconfig::Kubeconfig;
