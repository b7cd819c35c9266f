//! From a request to an answer, without a socket and without a clock.
use bytes::Bytes;
use http::{Request, Response};

use crate::call::{Answered, Call, Operation, Refusal, Service};
use crate::fault::{self, Kind};
use crate::moment::Moment;
use crate::tokens::Tokens;
use crate::world::World;
use crate::{answer, control, kubernetes, page, prometheus, route, signature, strict};

/// Answers one request at the moment `now`. What was due until then happens first.
///
/// A response with a [`crate::Cut`] among its extensions must not be sent: the connection ends instead.
#[must_use]
pub fn handle(world: &mut World, request: &Request<Bytes>, now: Moment) -> Response<Bytes> {
    world.settle(now.after(world.advanced));
    if let Some(answer) = control::answer(world, request) {
        return answer;
    }
    if let Some(answer) = kubernetes::answer(world, request).or_else(|| prometheus::answer(world, request)) {
        return answer;
    }
    let id = world.ids.uuid("request");
    let (service, called) = route::call(request);
    match called {
        Ok((call, _)) if !signed(world, &call, request) => {
            let code = match service {
                Service::Eks | Service::Kms | Service::Logs | Service::Kubernetes | Service::Prometheus => {
                    "InvalidSignatureException"
                }
                Service::Ec2 => "AuthFailure",
                Service::Iam | Service::Sts | Service::Elb | Service::ElbV2 => "SignatureDoesNotMatch",
            };
            let words = "The request signature we calculated does not match the signature you provided.";
            let response = answer::write(service, "", Err(Refusal::of(403, code, words)), &id);
            world.log.note(world.now, &call, &response, Some((code, false)));
            response
        }
        Ok((call, operation)) => meet(world, &call, &id, |world, call| {
            let answered = strict::check(call).and_then(|()| perform(world, call, operation));
            let answered = answered.and_then(|answer| page::cut(call, answer));
            answer::write(call.service, &call.operation, answered, &id)
        }),
        Err(refusal) => answer::write(service, "", Err(refusal), &id),
    }
}

/// Whether the call is signed with the secret of its key, as far as the secret is known here.
pub(crate) fn signed(world: &World, call: &Call, request: &Request<Bytes>) -> bool {
    let own = (call.access_key == signature::VERIFIED_KEY).then_some(signature::VERIFIED_SECRET);
    let secret = own.or_else(|| world.iam.secrets.get(&call.access_key).map(String::as_str));
    secret.is_none_or(|secret| signature::fits(request, secret))
}

/// Lets a call meet its fault, if one is due, and notes what came of it.
pub(crate) fn meet(
    world: &mut World,
    call: &Call,
    id: &str,
    perform: impl FnOnce(&mut World, &Call) -> Response<Bytes>,
) -> Response<Bytes> {
    let fault = world.faults.due(call);
    let response = respond(world, call, fault.as_ref(), id, perform);
    let noted = fault.as_ref().map(|fault| (fault.name(), fault.performs()));
    world.log.note(world.now, call, &response, noted);
    response
}

/// Performs the call, unless its fault prevents it, and answers as the fault has it.
fn respond(
    world: &mut World,
    call: &Call,
    fault: Option<&Kind>,
    id: &str,
    perform: impl FnOnce(&mut World, &Call) -> Response<Bytes>,
) -> Response<Bytes> {
    if let (Some(Kind::Stale), Some(earlier)) = (fault, world.seen.earlier(call)) {
        return earlier;
    }
    if let Some(fault) = fault.filter(|fault| **fault != Kind::Stale && !fault.performs()) {
        return fault.response(call.service, None, id);
    }
    let response = perform(world, call);
    if fault::reads(call) {
        world.seen.remember(call, &response);
    }
    match fault {
        Some(fault) => fault.response(call.service, Some(response), id),
        None => response,
    }
}

/// Plays the operation, or answers again what its token was answered before.
fn perform(world: &mut World, call: &Call, operation: Operation) -> Answered {
    let Some(token) = Tokens::of(call) else { return operation(world, call) };
    if let Some(earlier) = world.tokens.earlier(call, token) {
        return earlier;
    }
    let answer = operation(world, call)?;
    world.tokens.remember(call, token, &answer);
    Ok(answer)
}
