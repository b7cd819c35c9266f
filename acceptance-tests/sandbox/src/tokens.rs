//! Idempotency tokens: the same token with the same request is answered as before, with another request it is refused.
use std::collections::BTreeMap;

use serde_json::Value;

use crate::call::{Answered, Call, Refusal, Service};
use crate::params::Params;

/// What was asked with a token: who, where and what without the token itself.
type Asked = (BTreeMap<&'static str, String>, Params, Value);

/// Tokens seen, by region, operation and token.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tokens(BTreeMap<(String, String, String), (Asked, Value)>);

impl Tokens {
    /// The token of a call that has one.
    pub(crate) fn of(call: &Call) -> Option<&str> {
        match call.service {
            Service::Eks => call.text("clientRequestToken"),
            Service::Ec2 => call.params.get("ClientToken"),
            _ => None,
        }
    }

    /// The earlier answer to this call, or nothing if its token is new.
    pub(crate) fn earlier(&self, call: &Call, token: &str) -> Option<Answered> {
        let (asked, answer) = self.0.get(&key(call, token))?;
        if *asked == question(call) {
            return Some(Ok(answer.clone()));
        }
        let words = "The client token was used before, with other parameters.";
        Some(Err(match call.service {
            Service::Ec2 => Refusal::of(400, "IdempotentParameterMismatch", words),
            _ => Refusal::invalid(words),
        }))
    }

    pub(crate) fn remember(&mut self, call: &Call, token: &str, answer: &Value) {
        self.0.insert(key(call, token), (question(call), answer.clone()));
    }

    /// Forgets every token whose answer names `identity`, because the object of that ARN or id is gone.
    pub(crate) fn forget(&mut self, identity: &str) {
        self.0.retain(|_, (_, answer)| !names(answer, identity));
    }

    /// Forgets the tokens of everything inside a cluster, because the cluster is gone.
    pub(crate) fn forget_cluster(&mut self, region: &str, name: &str) {
        let inside = |(place, _, _): &(String, String, String), (path, _, _): &Asked| {
            place == region && path.get("name").is_some_and(|cluster| cluster == name)
        };
        self.0.retain(|key, (asked, _)| !inside(key, asked));
    }
}

fn key(call: &Call, token: &str) -> (String, String, String) {
    (call.region.clone(), call.operation.clone(), token.to_owned())
}

fn question(call: &Call) -> Asked {
    let mut params = call.params.clone();
    params.remove("ClientToken");
    let mut body = call.body.clone();
    if let Some(members) = body.as_object_mut() {
        members.remove("clientRequestToken");
    }
    (call.path.clone(), params, body)
}

/// Whether the object answered about (a member of the answer's one structure) is the one called `identity`.
fn names(answer: &Value, identity: &str) -> bool {
    let Some(object) = answer.as_object().and_then(|members| members.values().find_map(Value::as_object)) else {
        return false;
    };
    object.values().any(|member| member.as_str() == Some(identity))
}
