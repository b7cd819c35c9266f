//! AWS's own client lives a whole life in the sandbox, and every answer is as AWS's own models have it.
use std::path::Path;
use std::process::Command;

use kgas_sandbox::{Options, Sandbox};

use crate::python;

#[tokio::test]
async fn every_answer_to_boto3_is_as_botocore_models_it() {
    let sandbox = Sandbox::start(Options::default()).await.unwrap();
    let url = sandbox.url();
    let printed = tokio::task::spawn_blocking(move || {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/python/honesty.py");
        let mut python = Command::new(python::interpreter());
        // Nothing of the machine's own set-up may decide what the client does.
        python.env_clear().env("PYTHONDONTWRITEBYTECODE", "1").env("AWS_EC2_METADATA_DISABLED", "true");
        python::run(python.arg(script).arg(url))
    });
    let printed = printed.await.unwrap();
    assert!(printed.contains("held to their models"), "{printed}");
}
