//! Kubernetes' own client takes a cluster of the sandbox for one.
use std::path::Path;
use std::process::Command;

use kgas_sandbox::{Options, Sandbox};

use crate::python;

#[tokio::test]
async fn every_answer_to_the_python_client_is_as_it_models_it() {
    let sandbox = Sandbox::start(Options { own_endpoints: true, ..Options::default() }).await.unwrap();
    let url = sandbox.url();
    let printed = tokio::task::spawn_blocking(move || {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/python/kubernetes_life.py");
        let mut python = Command::new(python::interpreter());
        // Nothing of the machine's own set-up may decide what the client does.
        python.env_clear().env("PYTHONDONTWRITEBYTECODE", "1").env("AWS_EC2_METADATA_DISABLED", "true");
        python::run(python.arg(script).arg(url))
    });
    let printed = printed.await.unwrap();
    assert!(printed.contains("held to the models"), "{printed}");
}
