//! Secrets that the provider is given or gets are in no log at TRACE, state, plan, stream or diagnostic.
//!
//! ministack has no updates: what is planned there is not applied.
use std::process::Command;

use kgas_acceptance::cloud::Feature;
use kgas_acceptance::secrets;

use super::scene::Scene;

const KEY: &str = "CANARY/secret+access=key";
const TOKEN: &str = "CANARYsessiontokenfromtheenvironment";
const WRITTEN: &str = "CANARYwrittenintotheconfiguration";
/// How every token for an EKS cluster begins.
const KUBERNETES: &str = "k8s-aws-v1.";

/// A provider block whose secret is a variable that no plan keeps, and credentials for the cluster that no state keeps.
const MORE: &str = r#"
variable "secret" {
  type      = string
  sensitive = true
  ephemeral = true
}

provider "kgas" {
  alias = "written"
  owner = "acceptance/canaries"
  aws   = { access_key = "AKIASTORY", secret_key = var.secret, endpoint = "http://127.0.0.1:1" }
}

ephemeral "kgas_kubeconfig" "story" {
  cluster_id = kgas_cluster.story.id
}
"#;

fn leaks_nothing(mut scene: Scene) {
    scene.work.set("AWS_SECRET_ACCESS_KEY", KEY).set("AWS_SESSION_TOKEN", TOKEN).set("TF_VAR_secret", WRITTEN);
    scene.shape.more = MORE;
    let _ = scene.apply();
    scene.shape.most = 5;
    scene.planned();
    unpack_plan(&scene);
    if scene.has(Feature::ConfigUpdates) {
        let _ = scene.apply();
    }

    // A refusal names what was refused, in words of the cloud's: they are a diagnostic like any other.
    scene.shape.version = "1.99";
    scene.write();
    assert!(!scene.work.apply().unwrap().ok(), "there is no such version");
    scene.shape.version = "1.33";
    scene.write();
    scene.destroy();

    let canaries = [("the secret key", KEY), ("the session token", TOKEN), ("the written secret", WRITTEN)];
    let encoded = canaries.map(|(name, value)| (name, percent(value)));
    let encoded: Vec<_> = encoded.iter().map(|(name, value)| (*name, value.as_str())).collect();
    for canaries in [&canaries[..], &encoded, &[("a cluster token", KUBERNETES)]] {
        assert_eq!(secrets::leaks(scene.work.path(), canaries).unwrap(), Vec::<String>::new());
    }
}

/// A plan is an archive, in which nothing would be found.
fn unpack_plan(scene: &Scene) {
    let root = scene.work.path().join("root");
    let unpacked =
        Command::new("unzip").args(["-q", "-o", "plan.bin", "-d", "plan"]).current_dir(&root).status().unwrap();
    assert!(unpacked.success() && root.join("plan/tfplan").is_file());
}

/// As in a URL.
fn percent(value: &str) -> String {
    value.replace('/', "%2F").replace('+', "%2B").replace('=', "%3D")
}

super::on_every_cloud!(leaks_nothing);
