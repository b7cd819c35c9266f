//! From an HTTP request to a cluster's answer: which cluster, who asks, what goes wrong on the way.
use std::collections::BTreeMap;

use bytes::Bytes;
use http::{Request, Response, StatusCode};
use serde_json::Value;

use super::ask::{Ask, Verb};
use super::place::{self, Place};
use super::{Cluster, discovery, refusal, token};
use crate::answer;
use crate::call::{Call, Refusal, Service};
use crate::fault::Cut;
use crate::handle::meet;
use crate::params::Params;
use crate::world::World;

/// Answers a request that is for a cluster's Kubernetes API; nothing when it is for something else.
pub(crate) fn answer(world: &mut World, request: &Request<Bytes>) -> Option<Response<Bytes>> {
    let (place, path) = place::addressed(world, request)?;
    let id = world.ids.uuid("request");
    if place.cluster(world).is_none() {
        // The name of a cluster that is not there leads nowhere.
        let mut response = Response::new(Bytes::new());
        *response.status_mut() = StatusCode::BAD_GATEWAY;
        response.extensions_mut().insert(Cut::Closed);
        return Some(response);
    }
    let refused = |refusal| answer::write(Service::Kubernetes, "", Err(refusal), &id);
    if !token::opens(world, &place, request) {
        let call = call(Service::Kubernetes, &place, "Unauthorized", request);
        let response = refused(refusal::unauthorized());
        world.log.note(world.now, &call, &response, None);
        return Some(response);
    }
    if let Some(found) = discovery::answer(request.method(), &path, &place.version(world)) {
        let call = call(Service::Kubernetes, &place, "GetDiscovery", request);
        return Some(meet(world, &call, &id, |_, _| answer::write(Service::Kubernetes, "", Ok(found), &id)));
    }
    let ask = match Ask::read(request, &path) {
        Ok(ask) => ask,
        Err(refusal) => return Some(refused(refusal)),
    };
    let call = Call {
        path: BTreeMap::from([("namespace", ask.target.namespace.clone()), ("name", ask.target.name.clone())]),
        params: ask.params.clone(),
        body: ask.body.clone(),
        ..call(Service::Kubernetes, &place, &ask.operation(), request)
    };
    Some(meet(world, &call, &id, |world, _| {
        let now = world.now;
        let done = place.cluster(world).map_or_else(
            || Err(refusal::no_such_path()),
            |cluster| {
                cluster.settle(now);
                cluster.answer(&ask)
            },
        );
        let status = done.as_ref().map_or(StatusCode::OK, |(status, _)| *status);
        let mut response = answer::write(Service::Kubernetes, "", done.map(|(_, doc)| doc), &id);
        if status != StatusCode::OK {
            *response.status_mut() = status;
        }
        response
    }))
}

/// A call to something of a cluster, as faults and the log see it.
pub(crate) fn call(service: Service, place: &Place, operation: &str, request: &Request<Bytes>) -> Call {
    Call {
        service,
        region: place.to_string(),
        operation: operation.to_owned(),
        access_key: String::new(),
        path: BTreeMap::new(),
        params: Params::parse(request.uri().query().unwrap_or_default()),
        body: Value::Null,
    }
}

impl Cluster {
    /// What the API answers now. A dry run is played on a copy.
    fn answer(&mut self, ask: &Ask) -> Result<(StatusCode, Value), Refusal> {
        if ask.is_dry_run() {
            return self.clone().perform(ask);
        }
        let before = self.revision;
        let done = self.perform(ask);
        if self.revision != before {
            self.observe();
        }
        done
    }

    fn perform(&mut self, ask: &Ask) -> Result<(StatusCode, Value), Refusal> {
        let read = |doc| (StatusCode::OK, doc);
        let written = match ask.verb {
            Verb::Get => return self.read(ask).map(read),
            Verb::List => return self.list(ask).map(read),
            Verb::Delete => return self.delete(ask).map(read),
            Verb::DeleteCollection => return self.delete_selected(ask).map(read),
            Verb::Create => self.create(ask)?,
            Verb::Replace => self.replace(ask)?,
            Verb::Patch(form) => self.patch(ask, form)?,
        };
        Ok((if written.created { StatusCode::CREATED } else { StatusCode::OK }, written.doc))
    }
}
