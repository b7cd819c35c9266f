//! Which cluster a request is for.
use std::fmt;

use bytes::Bytes;
use http::Request;
use http::header::HOST;

use super::Cluster;
use crate::world::World;

/// A cluster's place in the world: a region of AWS, or [`LOCAL`], and a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    region: String,
    name: String,
}

/// Where the clusters are that belong to no cloud. They are made on first use.
const LOCAL: &str = "local";

/// What a local cluster says its version is.
const VERSION: &str = "1.36";

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.region, self.name)
    }
}

impl Place {
    /// Reads `eu-west-1/prod`.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (region, name) = text.split_once('/')?;
        let fits = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || "-_".contains(c));
        (fits(region) && fits(name)).then(|| Self { region: region.to_owned(), name: name.to_owned() })
    }

    /// The cluster, if it is there and its API answers.
    pub(crate) fn cluster<'w>(&self, world: &'w mut World) -> Option<&'w mut Cluster> {
        if self.region == LOCAL {
            let World { kubernetes, ids, timing, now, .. } = world;
            let made = || Cluster::new(ids, timing, *now);
            return Some(kubernetes.entry(self.name.clone()).or_insert_with(made));
        }
        let cluster = world.region(&self.region).eks.clusters.get_mut(&self.name)?;
        cluster.doc.get("endpoint").is_some().then_some(&mut cluster.kubernetes)
    }

    /// The minor version of the cluster, such as `1.34`.
    pub(super) fn version(&self, world: &mut World) -> String {
        let eks =
            |world: &mut World| Some(world.region(&self.region).eks.clusters.get(&self.name)?.version().to_owned());
        if self.region == LOCAL { VERSION.to_owned() } else { eks(world).unwrap_or_else(|| VERSION.to_owned()) }
    }

    /// The name that tokens for it are made out to; none when tokens of EKS open nothing.
    pub(super) fn cluster_name(&self) -> Option<&str> {
        (self.region != LOCAL).then_some(&self.name)
    }
}

/// The cluster whose Kubernetes API a request is for, and the path below its address.
pub(super) fn addressed(world: &World, request: &Request<Bytes>) -> Option<(Place, String)> {
    let path = request.uri().path();
    if let Some(found) = below(path, "/kubernetes/") {
        return Some(found);
    }
    let header = request.headers().get(HOST).and_then(|value| value.to_str().ok());
    let host = request.uri().host().or(header)?;
    world.regions().find_map(|(region, held)| {
        let mut clusters = held.eks.clusters.iter();
        let (name, _) = clusters.find(|(_, cluster)| {
            let endpoint = cluster.doc["endpoint"].as_str().and_then(|url| url.strip_prefix("https://"));
            endpoint.is_some_and(|endpoint| endpoint.eq_ignore_ascii_case(host))
        })?;
        Some((Place { region: region.to_owned(), name: name.clone() }, path.to_owned()))
    })
}

/// The cluster in a path of the form `{prefix}{region}/{name}/...`, and the rest of the path.
pub(crate) fn below(path: &str, prefix: &str) -> Option<(Place, String)> {
    let mut parts = path.strip_prefix(prefix)?.splitn(3, '/');
    let place = Place::parse(&format!("{}/{}", parts.next()?, parts.next()?))?;
    Some((place, format!("/{}", parts.next().unwrap_or_default())))
}
