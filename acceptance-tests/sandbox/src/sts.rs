//! STS: who signs, and signing as a role.
//! Source: <https://docs.aws.amazon.com/STS/latest/APIReference/API_Operations.html>.
use std::time::Duration;

use serde_json::json;

use crate::call::{Answered, Call, Operation, Refusal};
use crate::world::{ACCOUNT, World};

/// What it plays.
pub(crate) const OPERATIONS: &[(&str, Operation)] =
    &[("GetCallerIdentity", caller_identity), ("AssumeRole", assume_role), ("AssumeRoleWithWebIdentity", assume_role)];

/// ARN of whoever signed the call: the account's one user, or the session an access key was handed out for.
pub(crate) fn caller(world: &World, call: &Call) -> String {
    let user = || format!("arn:aws:iam::{ACCOUNT}:user/sandbox");
    world.iam.sessions.get(&call.access_key).cloned().unwrap_or_else(user)
}

fn caller_identity(world: &mut World, call: &Call) -> Answered {
    Ok(json!({ "UserId": "AIDASANDBOXSANDBOXSAN", "Account": ACCOUNT, "Arn": caller(world, call) }))
}

fn assume_role(world: &mut World, call: &Call) -> Answered {
    let arn = call.param("RoleArn")?;
    let session = call.param("RoleSessionName")?;
    let denied = || {
        let words =
            format!("User: {} is not authorized to perform: sts:AssumeRole on resource: {arn}", caller(world, call));
        Refusal::of(403, "AccessDenied", words)
    };
    let role = world.iam.known(arn, world.now).ok_or_else(denied)?;
    let seconds = call.params.get("DurationSeconds").and_then(|text| text.parse().ok()).unwrap_or(3600);
    if !(900..=role.max_session).contains(&seconds) {
        let words = "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.";
        return Err(Refusal::of(400, "ValidationError", words));
    }
    let (name, id) = (role.name.clone(), role.id.clone());
    let key = format!("ASIA{}", world.ids.hex("access-key", 16).to_uppercase());
    let session_arn = format!("arn:aws:sts::{ACCOUNT}:assumed-role/{name}/{session}");
    let secret = world.ids.hex("secret", 40);
    world.iam.sessions.insert(key.clone(), session_arn.clone());
    world.iam.secrets.insert(key.clone(), secret.clone());
    Ok(json!({
        "Credentials": {
            "AccessKeyId": key,
            "SecretAccessKey": secret,
            "SessionToken": world.ids.hex("session", 64),
            "Expiration": world.now.after(Duration::from_secs(seconds)).iso(),
        },
        "AssumedRoleUser": { "AssumedRoleId": format!("{id}:{session}"), "Arn": session_arn },
    }))
}
