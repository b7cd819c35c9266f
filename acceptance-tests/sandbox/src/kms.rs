//! KMS, as far as a cluster asks it: whether a key is there and usable.
//! Source: <https://docs.aws.amazon.com/kms/latest/APIReference/API_DescribeKey.html>.
use serde_json::json;

use crate::call::{Answered, Call, Operation, Refusal};
use crate::world::{ACCOUNT, World};

/// What it plays.
pub(crate) const OPERATIONS: &[(&str, Operation)] = &[("DescribeKey", describe_key)];

/// Any key whose id is a UUID of the account exists, is enabled and symmetric.
fn describe_key(world: &mut World, call: &Call) -> Answered {
    let asked = call.text("KeyId").unwrap_or_default();
    let id = asked.rsplit('/').next().unwrap_or_default();
    let arn = format!("arn:aws:kms:{}:{ACCOUNT}:key/{id}", call.region);
    let well_formed = id.len() == 36 && id.chars().all(|c| c.is_ascii_hexdigit() || c == '-');
    if !well_formed || (asked.starts_with("arn:") && asked != arn) {
        return Err(Refusal::of(400, "NotFoundException", format!("Key '{arn}' does not exist")));
    }
    Ok(json!({ "KeyMetadata": {
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
    } }))
}
