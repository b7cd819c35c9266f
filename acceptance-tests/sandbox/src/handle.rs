//! From a request to an answer, without a socket and without a clock.
use bytes::Bytes;
use http::{Request, Response};

use crate::call::{Answered, Call, Operation, Refusal, Service};
use crate::moment::Moment;
use crate::tokens::Tokens;
use crate::world::World;
use crate::{answer, control, ec2, eks, iam, kms, route, sts};

/// Answers one request at the moment `now`. What was due until then happens first.
#[must_use]
pub fn handle(world: &mut World, request: &Request<Bytes>, now: Moment) -> Response<Bytes> {
    world.settle(now);
    if let Some(answer) = control::answer(world, request) {
        return answer;
    }
    let id = world.ids.uuid("request");
    let (service, called) = route::call(request);
    match called {
        Ok((call, operation)) => {
            let answered = perform(world, &call, operation);
            answer::write(service, &call.operation, answered, &id)
        }
        Err(refusal) => answer::write(service, "", Err(refusal), &id),
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

/// What plays the operation of that name.
pub(crate) fn operation(service: Service, name: &str) -> Result<Operation, Refusal> {
    let found = match service {
        Service::Eks => eks::operation(name),
        Service::Iam => iam::operation(name),
        Service::Ec2 => ec2::operation(name),
        Service::Sts => sts::operation(name),
        Service::Kms => kms::operation(name),
    };
    let words = format!("The sandbox does not play {name} of {}.", service.name());
    found.ok_or_else(|| {
        Refusal::of(400, if service == Service::Eks { "ClientException" } else { "InvalidAction" }, words)
    })
}
