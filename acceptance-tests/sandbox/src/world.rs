//! The whole of the sandbox: one account, its regions, what is due and what was said.
use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::Value;

use crate::balancer::Balancer;
use crate::ec2::Ec2;
use crate::eks::Eks;
use crate::event::Event;
use crate::fault::Faults;
use crate::iam::Iam;
use crate::ids::Ids;
use crate::kubernetes::Cluster;
use crate::log::Log;
use crate::moment::Moment;
use crate::seen::Seen;
use crate::timing::Timing;
use crate::tokens::Tokens;

/// The account every object belongs to.
pub const ACCOUNT: &str = "123456789012";

/// One AWS account with all that lives in it. Two worlds of the same seed that are asked the same at the same moments answer
/// the same; a clone goes on from here by itself.
#[derive(Clone, Debug)]
pub struct World {
    pub(crate) ids: Ids,
    pub(crate) timing: Timing,
    pub(crate) now: Moment,
    pub(crate) iam: Iam,
    pub(crate) tokens: Tokens,
    pub(crate) faults: Faults,
    pub(crate) log: Log,
    pub(crate) seen: Seen,
    /// The clusters that belong to no cloud.
    pub(crate) kubernetes: BTreeMap<String, Cluster>,
    /// Time that was let pass at once.
    pub(crate) advanced: Duration,
    /// Where the world answers over TLS, if it does.
    pub(crate) secure: Option<Secure>,
    /// Whether new clusters of EKS say that they answer there, and not at a name of AWS.
    pub(crate) own_endpoints: bool,
    regions: BTreeMap<String, Region>,
    due: BTreeMap<(Moment, u64), Event>,
    scheduled: u64,
}

/// An address with TLS.
#[derive(Clone, Debug)]
pub(crate) struct Secure {
    /// Such as `https://127.0.0.1:40123`.
    pub(crate) address: String,
    /// The certificate of the authority to trust there, in PEM.
    pub(crate) authority: String,
}

/// What lives in one region.
#[derive(Clone, Debug, Default)]
pub(crate) struct Region {
    pub(crate) eks: Eks,
    pub(crate) ec2: Ec2,
    /// What is not as in every key, by ARN; null of one that is not there.
    pub(crate) keys: BTreeMap<String, Value>,
    pub(crate) balancers: Vec<Balancer>,
    /// What `DescribeLogGroups` shows, by name.
    pub(crate) log_groups: BTreeMap<String, Value>,
}

impl World {
    /// An account as AWS hands it over: no cluster, no role, a default network in each region.
    #[must_use]
    pub fn new(seed: u64, timing: Timing) -> Self {
        Self {
            ids: Ids::new(seed),
            timing,
            now: Moment::default(),
            iam: Iam::default(),
            tokens: Tokens::default(),
            faults: Faults::default(),
            log: Log::default(),
            seen: Seen::default(),
            kubernetes: BTreeMap::new(),
            advanced: Duration::ZERO,
            secure: None,
            own_endpoints: false,
            regions: BTreeMap::new(),
            due: BTreeMap::new(),
            scheduled: 0,
        }
    }

    /// The region of that name, made on first use.
    pub(crate) fn region(&mut self, name: &str) -> &mut Region {
        if !self.regions.contains_key(name) {
            let mut region = Region::default();
            crate::ec2::default_network(&mut region.ec2, &mut self.ids, name, self.now);
            self.regions.insert(name.to_owned(), region);
        }
        self.regions.entry(name.to_owned()).or_default()
    }

    pub(crate) fn regions(&self) -> impl Iterator<Item = (&str, &Region)> {
        self.regions.iter().map(|(name, region)| (name.as_str(), region))
    }

    pub(crate) fn regions_mut(&mut self) -> impl Iterator<Item = (&str, &mut Region)> {
        self.regions.iter_mut().map(|(name, region)| (name.as_str(), region))
    }

    /// Lets `event` happen `span` from now.
    pub(crate) fn later(&mut self, span: Duration, event: Event) {
        self.scheduled += 1;
        self.due.insert((self.now.after(span), self.scheduled), event);
    }

    /// Moves the world to `now`: everything due until then happens, in the order of its time. Time never goes back.
    pub(crate) fn settle(&mut self, now: Moment) {
        while let Some((&(at, order), _)) = self.due.first_key_value().filter(|((at, _), _)| *at <= now) {
            self.now = self.now.max(at);
            if let Some(event) = self.due.remove(&(at, order)) {
                event.happen(self);
            }
        }
        self.now = self.now.max(now);
    }
}
