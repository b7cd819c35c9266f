//! Whether EKS can encrypt with a key: what it would say after minutes is said by the plan.
//!
//! Source: <https://docs.aws.amazon.com/eks/latest/userguide/enable-kms.html>.

use kgas_api::aws::kms::describe_key::{self, Key, KeyState};
use tfplugin_rs::{Context, Diagnostic, Plan, Problems};

use super::BRIEFLY;
use crate::client::Client;

/// What speaks against the key that is planned, if it is a new one. Where the key cannot be looked at nothing is said: who
/// may use a key need not be who may describe it.
pub(in super::super) async fn check(
    plan: &Plan<'_>,
    context: &Context<Client>,
) -> Result<Option<Diagnostic>, Problems> {
    let key = plan.planned().get::<String>("encryption.key_id")?;
    let location = plan.planned().get::<String>("location")?;
    let (Some(id), Some(region)) = (key.known(), location.known()) else { return Ok(None) };
    if plan.prior().get::<String>("encryption.key_id")? == key {
        return Ok(None);
    }
    if let Some(told) = elsewhere(id, region) {
        return Ok(Some(told));
    }
    let Ok(aws) = context.client.aws(region, &context.stop).await else { return Ok(None) };
    Ok(match aws.call_within(describe_key::request(id), BRIEFLY).await {
        Ok(Some(key)) => verdict(id, &key),
        Ok(None) => Some(
            refuse("Encryption key does not exist", format!("KMS knows no key {id:?} in {region}."))
                .next_step("Correct the key's ARN, or create the key there first."),
        ),
        Err(_) => None,
    })
}

/// An ARN of another region. A key with replicas has an ARN in each region.
fn elsewhere(id: &str, region: &str) -> Option<Diagnostic> {
    let of_key = id.strip_prefix("arn:")?.split(':').nth(2)?;
    (of_key != region).then(|| {
        refuse(
            "Encryption key is in another region",
            format!("The key {id} is in {of_key:?}, the cluster in {region:?}."),
        )
        .next_step(format!("Name a key in {region}, or replicate a multi-Region key there and name the replica."))
    })
}

fn verdict(id: &str, key: &Key) -> Option<Diagnostic> {
    let unusable = |state: &KeyState, next: &str| {
        refuse("Encryption key cannot be used", format!("The key {id} is in the state {state}.")).next_step(next)
    };
    match &key.key_state {
        Some(state @ KeyState::Disabled) => return Some(unusable(state, "Enable it, or name another key.")),
        Some(state @ (KeyState::PendingDeletion | KeyState::PendingReplicaDeletion)) => {
            return Some(unusable(state, "Cancel its deletion and enable it, or name another key."));
        }
        Some(state @ KeyState::PendingImport) => {
            return Some(unusable(state, "Import its material, or name another key."));
        }
        Some(state @ KeyState::Unavailable) => {
            return Some(unusable(state, "Connect the key store that holds it, or name another key."));
        }
        // On its way, or a word of a later day: the apply will tell.
        Some(KeyState::Enabled | KeyState::Creating | KeyState::Updating | KeyState::Other(_)) | None => {}
    }
    let (spec, usage) = (key.key_spec.as_deref(), key.key_usage.as_deref());
    let fits =
        spec.is_none_or(|spec| spec == "SYMMETRIC_DEFAULT") && usage.is_none_or(|usage| usage == "ENCRYPT_DECRYPT");
    (!fits).then(|| {
        let what = format!("The key {id} is {} for {}", spec.unwrap_or("a key"), usage.unwrap_or("some use"));
        refuse(
            "Encryption key is of the wrong kind",
            format!("{what}; EKS encrypts with SYMMETRIC_DEFAULT for ENCRYPT_DECRYPT."),
        )
        .next_step("Name a symmetric encryption key.")
    })
}

fn refuse(summary: &str, detail: String) -> Diagnostic {
    Diagnostic::error(summary).at("encryption.key_id").detail(detail)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ARN: &str = "arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-3333-4444-555555555555";

    fn key(state: &str, spec: &str, usage: &str) -> Key {
        Key {
            key_id: "1".to_owned(),
            arn: None,
            enabled: None,
            key_state: Some(state.into()),
            key_usage: Some(usage.to_owned()),
            key_spec: Some(spec.to_owned()),
            key_manager: None,
            multi_region: None,
        }
    }

    #[test]
    fn a_key_is_judged_by_state_and_kind() {
        for (state, spec, usage, said) in [
            ("Enabled", "SYMMETRIC_DEFAULT", "ENCRYPT_DECRYPT", None),
            ("Updating", "SYMMETRIC_DEFAULT", "ENCRYPT_DECRYPT", None),
            ("OfALaterDay", "SYMMETRIC_DEFAULT", "ENCRYPT_DECRYPT", None),
            ("Disabled", "SYMMETRIC_DEFAULT", "ENCRYPT_DECRYPT", Some("in the state Disabled")),
            ("PendingDeletion", "SYMMETRIC_DEFAULT", "ENCRYPT_DECRYPT", Some("in the state PendingDeletion")),
            ("PendingImport", "SYMMETRIC_DEFAULT", "ENCRYPT_DECRYPT", Some("in the state PendingImport")),
            ("Unavailable", "SYMMETRIC_DEFAULT", "ENCRYPT_DECRYPT", Some("in the state Unavailable")),
            ("Enabled", "RSA_2048", "ENCRYPT_DECRYPT", Some("is RSA_2048 for ENCRYPT_DECRYPT;")),
            ("Enabled", "HMAC_256", "GENERATE_VERIFY_MAC", Some("is HMAC_256 for GENERATE_VERIFY_MAC;")),
        ] {
            let told = verdict(ARN, &key(state, spec, usage)).map(|told| format!("{told:?}"));
            match said {
                None => assert_eq!(told, None, "{state}"),
                Some(said) => {
                    let told = told.unwrap_or_else(|| panic!("nothing is said of {state} {spec} {usage}"));
                    assert!(told.contains(said) && told.contains("key_id"), "{told}");
                }
            }
        }
    }

    #[test]
    fn a_key_of_another_region_is_known_by_its_arn() {
        assert_eq!(elsewhere(ARN, "eu-west-1"), None);
        assert_eq!(elsewhere("alias/kgas", "eu-west-1"), None);
        assert_eq!(elsewhere("11111111-2222-3333-4444-555555555555", "eu-west-1"), None);
        let told = format!("{:?}", elsewhere(ARN, "eu-west-2").unwrap());
        assert!(told.contains("is in \\\"eu-west-1\\\", the cluster in \\\"eu-west-2\\\""), "{told}");
    }
}
