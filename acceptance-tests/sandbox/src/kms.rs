//! KMS, as far as a cluster asks it: whether a key is there and usable.
//! Source: <https://docs.aws.amazon.com/kms/latest/APIReference/API_DescribeKey.html>.
use serde_json::{Value, json};

use crate::call::{Answered, Call, Operation, Refusal};
use crate::eks::merge;
use crate::world::{ACCOUNT, World};

/// What it plays.
pub(crate) const OPERATIONS: &[(&str, Operation)] = &[("DescribeKey", describe_key)];

/// Any key whose id is a UUID of the account exists, is enabled and symmetric, until somebody changes or removes it.
fn describe_key(world: &mut World, call: &Call) -> Answered {
    let asked = call.text("KeyId").unwrap_or_default();
    let id = asked.rsplit('/').next().unwrap_or_default();
    let arn = format!("arn:aws:kms:{}:{ACCOUNT}:key/{id}", call.region);
    let well_formed = id.len() == 36 && id.chars().all(|c| c.is_ascii_hexdigit() || c == '-');
    if !well_formed || (asked.starts_with("arn:") && asked != arn) {
        return Err(Refusal::of(400, "NotFoundException", format!("Key '{arn}' does not exist")));
    }
    let changed = world.region(&call.region).keys.get(&arn).cloned().unwrap_or_else(|| json!({}));
    if changed.is_null() {
        return Err(Refusal::of(400, "NotFoundException", format!("Key '{arn}' does not exist")));
    }
    let mut key = json!({
        "AWSAccountId": ACCOUNT,
        "KeyId": id,
        "Arn": arn,
        "CreationDate": world.now.seconds(),
        "Enabled": true,
        "Description": "",
        "KeyUsage": "ENCRYPT_DECRYPT",
        "KeyState": "Enabled",
        "Origin": "AWS_KMS",
        "KeyManager": "CUSTOMER",
        "CustomerMasterKeySpec": "SYMMETRIC_DEFAULT",
        "KeySpec": "SYMMETRIC_DEFAULT",
        "EncryptionAlgorithms": ["SYMMETRIC_DEFAULT"],
        "MultiRegion": false,
    });
    merge(&mut key, &changed);
    Ok(json!({ "KeyMetadata": key }))
}

/// Changes members of a key, or takes it away (null); whether it is one.
pub(crate) fn change(world: &mut World, arn: &str, to: &Value) -> bool {
    let Some(region) = arn.strip_prefix("arn:aws:kms:").and_then(|rest| rest.split(':').next()) else { return false };
    let kept = world.region(region).keys.entry(arn.to_owned()).or_insert_with(|| json!({}));
    if to.is_null() {
        *kept = Value::Null;
    } else {
        merge(kept, to);
    }
    true
}
