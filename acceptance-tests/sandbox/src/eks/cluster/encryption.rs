//! `AssociateEncryptionConfig`: secrets get a key once, and keep it.
//! Source: <https://docs.aws.amazon.com/eks/latest/APIReference/API_AssociateEncryptionConfig.html>.
use serde_json::{Value, json};

use super::idle;
use crate::call::{Answered, Call, Refusal};
use crate::eks::update::{self, Target};
use crate::eks::{cluster, input};
use crate::world::World;

/// # Errors
/// `InvalidParameterException` unless there is one configuration, for secrets, with the ARN of a key.
pub(crate) fn check(asked: &Value) -> Result<(), Refusal> {
    let configs = asked.as_array().map(Vec::as_slice).unwrap_or_default();
    let fits = |config: &Value| {
        let key = config["provider"]["keyArn"].as_str().unwrap_or_default();
        input::texts(&config["resources"]) == ["secrets"] && key.starts_with("arn:aws:kms:") && key.contains(":key/")
    };
    match configs {
        [one] if fits(one) => Ok(()),
        _ => Err(Refusal::invalid("The encryption configuration must be one, of secrets, with the ARN of a KMS key.")),
    }
}

pub(crate) fn associate(world: &mut World, call: &Call) -> Answered {
    let asked = &call.body["encryptionConfig"];
    check(asked)?;
    let cluster = cluster(world, call)?;
    idle(cluster)?;
    if cluster.doc.get("encryptionConfig").is_some() {
        return Err(
            Refusal::invalid("Cluster already has an encryption configuration.").with("clusterName", call.part("name"))
        );
    }
    let effect = json!({ "encryptionConfig": asked });
    let kind = ("AssociateEncryptionConfig", vec![("EncryptionConfig", asked.to_string())]);
    let span = world.timing.config_update;
    update::begin(world, &call.region, call.part("name"), kind, (Target::Cluster, effect), span)
}
