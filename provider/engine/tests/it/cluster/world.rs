//! A cloud in memory: it takes one request at a time, by the rules of the real one, and time passes when told to.

use std::collections::{BTreeMap, BTreeSet};

use kgas_engine::Millis;
use kgas_engine::cluster::observed::{
    Access, Addon, AddonOffer, Cluster, Encryption, Failure, Issue, Pool, Status, Support, Update, UpdateStatus,
};
use kgas_engine::cluster::{Action, Minor, Ref, Seen, Spec, Surge, Target, invariants, wanted_tags};

/// The cloud did not do it: a conflict, a duplicate, something in the way.
#[derive(Debug)]
pub(super) struct Refused;

/// What the world will let go wrong, and how often.
#[derive(Clone, Default)]
pub(super) struct Script {
    pub(super) pools_that_fail: BTreeMap<String, u32>,
    /// The code with which they fail.
    pub(super) pools_fail_with: &'static str,
    pub(super) addons_that_fail: BTreeMap<String, u32>,
    pub(super) blocked_upgrades: u32,
    pub(super) failing_updates: u32,
}

#[derive(Clone)]
enum Change {
    Cluster(Option<Status>),
    Pool(String, Option<Status>),
    Addon(String, Option<Status>),
    Support(String, Option<Status>),
    Update(String, Box<Action>),
}

#[derive(Clone)]
pub(super) struct World {
    pub(super) now: Millis,
    pub(super) truth: Seen,
    pub(super) script: Script,
    stale: Vec<Seen>,
    due: BTreeMap<(Millis, u64), Change>,
    serial: u64,
}

impl Default for World {
    fn default() -> Self {
        let truth = Seen { addon_offers: offers(), ..Seen::default() };
        Self { now: Millis(0), truth, script: Script::default(), stale: vec![], due: BTreeMap::new(), serial: 0 }
    }
}

impl World {
    pub(super) fn look(&mut self) -> Seen {
        self.settle();
        if let Some(stale) = self.stale.pop() {
            return stale;
        }
        self.truth.clone()
    }

    /// The next `looks` looks show the world as it is now.
    pub(super) fn freeze(&mut self, looks: usize) {
        self.stale = vec![self.truth.clone(); looks];
    }

    /// What the world is, without the traces of how it came to be.
    pub(super) fn fingerprint(&mut self) -> Seen {
        self.settle();
        let mut seen = self.truth.clone();
        if let Some(cluster) = &mut seen.cluster {
            cluster.updates.clear();
            cluster.pools.values_mut().for_each(|pool| pool.changed_at = None);
            cluster.addons.iter_mut().flatten().for_each(|(_, addon)| addon.changed_at = None);
        }
        seen.support.sort_by(|a, b| a.id.cmp(&b.id));
        seen
    }

    /// Takes a request. `checked`: the invariants are asserted if it has an effect.
    pub(super) fn take(&mut self, spec: &Spec, action: &Action, checked: bool) -> Result<(), Refused> {
        self.settle();
        let verdict = if checked { invariants::check(spec, &self.truth, action) } else { Ok(()) };
        self.act(spec, action)?;
        verdict.unwrap_or_else(|violation| panic!("{violation}"));
        invariants::check_state(&self.truth).unwrap_or_else(|violation| panic!("{violation} after {action:?}"));
        Ok(())
    }

    pub(super) fn cluster(&mut self) -> &mut Cluster {
        self.truth.cluster.as_mut().unwrap()
    }

    fn after(&mut self, seconds: u64, change: Change) {
        self.serial += 1;
        self.due.insert((self.now.after(seconds * 1000), self.serial), change);
    }

    fn settle(&mut self) {
        while let Some(entry) = self.due.first_entry().filter(|entry| entry.key().0 <= self.now) {
            let change = entry.remove();
            self.apply(change);
        }
    }

    fn apply(&mut self, change: Change) {
        let now = self.now;
        match change {
            Change::Support(id, None) => self.truth.support.retain(|s| s.id != id),
            Change::Support(id, Some(status)) => {
                self.truth.support.iter_mut().filter(|s| s.id == id).for_each(|s| s.status = status.clone());
            }
            Change::Cluster(None) => self.truth.cluster = None,
            change => {
                let Some(cluster) = &mut self.truth.cluster else { return };
                match change {
                    Change::Cluster(Some(status)) => cluster.status = status,
                    Change::Pool(name, Some(status)) => cluster.pools.get_mut(&name).unwrap().status = status,
                    Change::Pool(name, None) => drop(cluster.pools.remove(&name)),
                    Change::Addon(name, Some(status)) => {
                        let addon = cluster.addons.as_mut().unwrap().get_mut(&name).unwrap();
                        (addon.status, addon.changed_at) = (status, Some(now));
                    }
                    Change::Addon(name, None) => drop(cluster.addons.as_mut().unwrap().remove(&name)),
                    Change::Update(id, action) => self.finish(&id, &action),
                    Change::Cluster(None) | Change::Support(..) => unreachable!(),
                }
            }
        }
    }

    fn act(&mut self, spec: &Spec, action: &Action) -> Result<(), Refused> {
        match action {
            Action::CreateSupport { .. } | Action::UpdateSupport { .. } | Action::DeleteSupport { .. } => {
                self.support(spec, action)
            }
            Action::CreateCluster { version } if self.truth.cluster.is_none() => {
                self.truth.cluster = Some(self.new_cluster(spec, *version)?);
                self.after(60, Change::Cluster(Some(Status::Active)));
                Ok(())
            }
            Action::CreateCluster { .. } => Err(Refused),
            Action::DeleteCluster if self.truth.cluster.is_none() => Ok(()),
            action => self.on_cluster(spec, action),
        }
    }

    fn support(&mut self, spec: &Spec, action: &Action) -> Result<(), Refused> {
        match action {
            Action::CreateSupport { key } => {
                let wanted = spec.support.iter().find(|s| s.key == *key).unwrap();
                let there = self.truth.support.iter().filter(|s| s.key == *key).count();
                let ready = |k: &kgas_engine::cluster::Key| {
                    self.truth.support.iter().any(|s| s.key == *k && s.status == Status::Active)
                };
                let guarded = !spec.capabilities.unguarded_kinds.contains(&wanted.kind.as_str());
                if (guarded && there > 0) || !wanted.needs.iter().all(ready) {
                    return Err(Refused);
                }
                let slow = wanted.kind == "nat_gateway";
                let id = format!("{key}#{}", there + 1);
                self.truth.support.push(Support {
                    key: key.clone(),
                    kind: wanted.kind.clone(),
                    id: id.clone(),
                    owner: Some(spec.owner.to_string()),
                    stage: wanted.stage,
                    needs: wanted.needs.clone(),
                    digest: Some(wanted.digest.clone()),
                    status: if slow { Status::Creating } else { Status::Active },
                    ..Support::default()
                });
                if slow {
                    self.after(20, Change::Support(id, Some(Status::Active)));
                }
                Ok(())
            }
            Action::UpdateSupport { key, id } => {
                let digest = &spec.support.iter().find(|s| s.key == *key).unwrap().digest;
                let seen = self.truth.support.iter_mut().find(|s| s.id == *id).ok_or(Refused)?;
                seen.digest = Some(digest.clone());
                Ok(())
            }
            Action::DeleteSupport { key, id, .. } => {
                let twin = self.truth.support.iter().any(|s| s.key == *key && s.id != *id);
                let needed = self.truth.support.iter().any(|s| s.needs.contains(key)) && !twin;
                let cluster = self.truth.cluster.as_ref();
                let used = cluster.is_some_and(|c| {
                    c.role.as_ref() == Some(id) || c.subnets.as_ref().is_some_and(|subnets| subnets.contains(id))
                });
                if needed || used {
                    return Err(Refused);
                }
                self.truth.support.iter_mut().filter(|s| s.id == *id).for_each(|s| s.status = Status::Deleting);
                self.after(u64::from(key.0 == "nat") * 20, Change::Support(id.clone(), None));
                self.settle();
                Ok(())
            }
            _ => unreachable!(),
        }
    }

    fn resolve(&self, reference: &Ref) -> Result<String, Refused> {
        match reference {
            Ref::Id(id) => Ok(id.clone()),
            Ref::Support(key) => self.truth.support_id(key).map(ToOwned::to_owned).ok_or(Refused),
        }
    }

    fn resolve_all<'a>(&self, references: impl IntoIterator<Item = &'a Ref>) -> Result<BTreeSet<String>, Refused> {
        references.into_iter().map(|reference| self.resolve(reference)).collect()
    }

    fn new_cluster(&self, spec: &Spec, version: Minor) -> Result<Cluster, Refused> {
        Ok(Cluster {
            id: "arn:cluster/prod".into(),
            status: Status::Creating,
            version,
            version_actual: format!("{version}.1"),
            endpoint_url: None,
            ca_certificate: None,
            oidc_issuer: None,
            network_id: None,
            cluster_security_group: None,
            tags: wanted_tags(spec, None),
            role: spec.role.as_ref().map(|role| self.resolve(role)).transpose()?,
            subnets: Some(self.resolve_all(&spec.network.subnets)?),
            security_groups: Some(self.resolve_all(spec.network.security_groups.iter().flatten())?),
            endpoint: spec.endpoint.clone(),
            encryption: spec
                .encryption
                .as_ref()
                .map_or(Ok(Encryption::Off), |key| self.resolve(key).map(Encryption::Key))?,
            logging: spec.logging.clone(),
            channel: spec.channel.and_then(|channel| spec.capabilities.channel(channel)).map(ToOwned::to_owned),
            deletion_protection: Some(spec.deletion.protected),
            settings: spec.settings.clone(),
            health: vec![],
            upgrade_blockers: vec![],
            updates: vec![],
            access: Some(BTreeMap::new()),
            addons: Some(BTreeMap::new()),
            pools: BTreeMap::new(),
        })
    }

    fn on_cluster(&mut self, spec: &Spec, action: &Action) -> Result<(), Refused> {
        let cluster = self.truth.cluster.as_ref().ok_or(Refused)?;
        let idle = cluster.updates.iter().all(|u| u.status.ended());
        let at_rest = matches!(cluster.status, Status::Active | Status::Degraded);
        match action {
            Action::Tag { .. } | Action::Claim { .. } | Action::Release { .. } => self.tag(action),
            Action::DeleteCluster => {
                let blocked = !cluster.pools.is_empty() || cluster.deletion_protection == Some(true) || !idle;
                if blocked || cluster.status == Status::Deleting || cluster.status == Status::Creating {
                    return Err(Refused);
                }
                self.cluster().status = Status::Deleting;
                self.after(30, Change::Cluster(None));
                Ok(())
            }
            _ if !at_rest => Err(Refused),
            Action::CreateAccess { .. }
            | Action::UpdateAccess { .. }
            | Action::DeleteAccess { .. }
            | Action::AssociatePolicy { .. }
            | Action::DisassociatePolicy { .. } => self.access(spec, action),
            Action::CreateAddon { name, version } => self.create_addon(spec, name, version.clone()),
            Action::CreatePool { key, name, version, desired } => self.create_pool(spec, key, name, *version, *desired),
            Action::DeleteAddon { name, .. } => {
                let Some(addon) = self.cluster().addons.as_mut().unwrap().get_mut(name) else { return Ok(()) };
                if addon.status == Status::Deleting {
                    return Err(Refused);
                }
                addon.status = Status::Deleting;
                self.after(10, Change::Addon(name.clone(), None));
                Ok(())
            }
            Action::DeletePool { name } => {
                let Some(pool) = self.cluster().pools.get_mut(name) else { return Ok(()) };
                if pool.status == Status::Deleting {
                    return Err(Refused);
                }
                pool.status = Status::Deleting;
                self.after(30, Change::Pool(name.clone(), None));
                Ok(())
            }
            action if idle => self.update(spec, action),
            _ => Err(Refused),
        }
    }

    fn tag(&mut self, action: &Action) -> Result<(), Refused> {
        let (none, nothing) = (BTreeSet::new(), BTreeMap::new());
        let (target, set, remove) = match action {
            Action::Tag { target, set, remove } => (target, set, remove),
            Action::Claim { target, set } => (target, set, &none),
            Action::Release { target, remove } => (target, &nothing, remove),
            _ => unreachable!(),
        };
        let cluster = self.cluster();
        let tags = match target {
            Target::Cluster => Some(&mut cluster.tags),
            Target::Pool(name) => cluster.pools.get_mut(name).map(|pool| &mut pool.tags),
            Target::Addon(name) => cluster.addons.as_mut().unwrap().get_mut(name).map(|addon| &mut addon.tags),
            Target::Access(name) => cluster.access.as_mut().unwrap().get_mut(name).map(|entry| &mut entry.tags),
        };
        let tags = tags.ok_or(Refused)?;
        tags.extend(set.clone());
        tags.retain(|key, _| !remove.contains(key));
        Ok(())
    }

    fn access(&mut self, spec: &Spec, action: &Action) -> Result<(), Refused> {
        let entries = self.cluster().access.as_mut().unwrap();
        match action {
            Action::CreateAccess { principal } if !entries.contains_key(principal) => {
                let groups = spec.access.as_ref().unwrap()[principal].groups.clone();
                let tags = wanted_tags(spec, None);
                entries.insert(principal.clone(), Access { tags, groups, policies: BTreeMap::new() });
            }
            Action::CreateAccess { .. } => return Err(Refused),
            Action::DeleteAccess { principal } => drop(entries.remove(principal)),
            Action::UpdateAccess { principal, groups } => {
                entries.get_mut(principal).ok_or(Refused)?.groups.clone_from(groups);
            }
            Action::AssociatePolicy { principal, policy, scope } => {
                entries.get_mut(principal).ok_or(Refused)?.policies.insert(policy.clone(), scope.clone());
            }
            Action::DisassociatePolicy { principal, policy } => {
                entries.get_mut(principal).ok_or(Refused)?.policies.remove(policy);
            }
            _ => unreachable!(),
        }
        Ok(())
    }

    fn create_addon(&mut self, spec: &Spec, name: &str, version: Option<String>) -> Result<(), Refused> {
        let wanted = &spec.addons.as_ref().unwrap()[name];
        let bad = strike(&mut self.script.addons_that_fail, name);
        let version_now = self.cluster().version;
        let offers = self.truth.addon_offers[&version_now].clone();
        let cluster = self.cluster();
        if cluster.addons.as_ref().unwrap().contains_key(name) {
            return Err(Refused);
        }
        let offered = &offers[name];
        let nodes = cluster.pools.values().any(|pool| pool.status == Status::Active);
        let version = version.unwrap_or_else(|| offered.iter().find(|offer| offer.default).unwrap().version.clone());
        assert!(offered.iter().any(|offer| offer.version == version), "{name} {version} is not offered");
        let addon = Addon {
            id: format!("arn:addon/{name}"),
            tags: wanted_tags(spec, None),
            status: Status::Creating,
            version,
            config: wanted.config.clone(),
            ..Addon::default()
        };
        cluster.addons.as_mut().unwrap().insert(name.to_owned(), addon);
        let status = match (bad, nodes || name == "vpc-cni") {
            (true, _) => Status::Failed(Failure::Create),
            (false, true) => Status::Active,
            (false, false) => Status::Degraded,
        };
        self.after(15, Change::Addon(name.to_owned(), Some(status)));
        Ok(())
    }

    fn create_pool(&mut self, spec: &Spec, key: &str, name: &str, version: Minor, desired: u32) -> Result<(), Refused> {
        let wanted = &spec.pools.as_ref().unwrap()[key];
        let immutable = &wanted.immutable;
        let subnets = if immutable.subnets.is_empty() { &spec.network.subnets } else { &immutable.subnets };
        let subnets = Some(self.resolve_all(subnets)?);
        let role = immutable.role.as_ref().map(|role| self.resolve(role)).transpose()?;
        let template = wanted.template.as_ref().and_then(|key| self.truth.support.iter().find(|s| s.key == *key));
        let template_digest = template.and_then(|s| s.digest.clone());
        if self.cluster().pools.contains_key(name) {
            return Err(Refused);
        }
        let bad = strike(&mut self.script.pools_that_fail, key);
        let issue = bad.then(|| Issue { code: self.script.pools_fail_with.to_owned(), ..Issue::default() });
        let pool = Pool {
            id: format!("arn:pool/{name}"),
            tags: wanted_tags(spec, Some(key)),
            status: Status::Creating,
            version: Some(version),
            machine_types: immutable.machine_types.clone(),
            image: immutable.image.clone(),
            capacity: immutable.capacity,
            disk_gb: immutable.disk_gb,
            role,
            subnets,
            min: wanted.scaling.min,
            max: wanted.scaling.max,
            desired,
            labels: wanted.labels.clone(),
            taints: wanted.taints.clone(),
            surge: Some(wanted.surge.unwrap_or(Surge::Count(1))),
            template_digest,
            health: issue.into_iter().collect(),
            ..Pool::default()
        };
        self.cluster().pools.insert(name.to_owned(), pool);
        let status = if bad { Status::Failed(Failure::Create) } else { Status::Active };
        self.after(40, Change::Pool(name.to_owned(), Some(status)));
        Ok(())
    }

    /// Starts an update; it takes effect when it ends.
    fn update(&mut self, spec: &Spec, action: &Action) -> Result<(), Refused> {
        let digest = |name: &str| {
            let key = self.truth.cluster.as_ref()?.pools.get(name)?.tags.get("kgas-key")?;
            let template = spec.pools.as_ref()?.get(key)?.template.as_ref()?;
            self.truth.support.iter().find(|s| s.key == *template)?.digest.clone()
        };
        let template = if let Action::UpgradePool { name, .. } = action { digest(name) } else { None };
        let role = match action {
            Action::UpdateAddon { name, .. } => spec.addons.as_ref().unwrap()[name].role.clone(),
            _ => None,
        };
        let role = role.map(|role| self.resolve(&role)).transpose()?;
        let cluster = self.cluster();
        let (child, seconds) = match action {
            Action::UpgradeCluster { to, .. } if *to != cluster.version.next() => return Err(Refused),
            Action::UpgradeCluster { .. } | Action::RollbackCluster { .. } => {
                cluster.status = Status::Updating;
                (None, 50)
            }
            Action::UpdatePool { name, .. } | Action::UpgradePool { name, .. } => {
                let pool = cluster.pools.get_mut(name).ok_or(Refused)?;
                if matches!(pool.status, Status::Creating | Status::Deleting) {
                    return Err(Refused);
                }
                pool.status = Status::Updating;
                if template.is_some() && !matches!(action, Action::UpdatePool { .. }) {
                    pool.template_digest = template;
                }
                (Some(name.clone()), 40)
            }
            Action::UpdateAddon { name, version } => {
                let addon = cluster.addons.as_mut().unwrap().get_mut(name).ok_or(Refused)?;
                let wanted = &spec.addons.as_ref().unwrap()[name];
                if matches!(addon.status, Status::Creating | Status::Deleting) {
                    return Err(Refused);
                }
                addon.status = Status::Updating;
                addon.role = role;
                addon.config.clone_from(&wanted.config);
                addon.version = version.clone().unwrap_or(addon.version.clone());
                (Some(name.clone()), 15)
            }
            _ => (None, 20),
        };
        self.serial += 1;
        let (id, kind) = (format!("update-{}", self.serial), format!("{action:?}"));
        let kind = kind.split([' ', '{']).next().unwrap().to_owned();
        let update =
            Update { id: id.clone(), child, kind, status: UpdateStatus::InProgress, issues: vec![], inherited: false };
        self.cluster().updates.push(update);
        self.after(seconds, Change::Update(id, Box::new(action.clone())));
        Ok(())
    }

    fn finish(&mut self, id: &str, action: &Action) {
        let pool_upgrade = matches!(action, Action::UpgradePool { force: false, .. });
        let issue = if pool_upgrade && self.script.blocked_upgrades > 0 {
            self.script.blocked_upgrades -= 1;
            Some("PodEvictionFailure")
        } else if self.script.failing_updates > 0 {
            self.script.failing_updates -= 1;
            Some("InternalFailure")
        } else {
            None
        };
        let cluster = self.cluster();
        cluster.status = Status::Active;
        if let Action::UpdatePool { name, .. } | Action::UpgradePool { name, .. } = action {
            cluster.pools.get_mut(name).unwrap().status = Status::Active;
        }
        let update = cluster.updates.iter_mut().find(|u| u.id == id).unwrap();
        update.status = if issue.is_some() { UpdateStatus::Failed } else { UpdateStatus::Successful };
        update.issues.extend(issue.map(|code| Issue { code: code.into(), ..Issue::default() }));
        if issue.is_none() {
            take_effect(cluster, action);
        }
    }
}

fn take_effect(cluster: &mut Cluster, action: &Action) {
    match action.clone() {
        Action::UpdateEndpoint { endpoint } => cluster.endpoint = Some(endpoint),
        Action::UpdateSubnets { subnets } => cluster.subnets = Some(subnets),
        Action::UpdateSecurityGroups { security_groups } => cluster.security_groups = Some(security_groups),
        Action::UpdateLogging { enable, disable } => {
            let on = cluster.logging.as_mut().unwrap();
            on.extend(enable);
            on.retain(|component| !disable.contains(component));
        }
        Action::UpdateChannel { channel } => cluster.channel = Some(channel),
        Action::UpdateDeletionProtection { protected } => cluster.deletion_protection = Some(protected),
        Action::EnableEncryption { key } => cluster.encryption = Encryption::Key(key),
        Action::UpdateSetting { name, value } => drop(cluster.settings.insert(name, value)),
        Action::UpgradeCluster { to, .. } | Action::RollbackCluster { to } => {
            (cluster.version, cluster.version_actual) = (to, format!("{to}.1"));
        }
        Action::UpgradePool { name, to, .. } => cluster.pools.get_mut(&name).unwrap().version = Some(to),
        Action::UpdateAddon { name, .. } => {
            cluster.addons.as_mut().unwrap().get_mut(&name).unwrap().status = Status::Active;
        }
        Action::UpdatePool { name, change } => {
            let pool = cluster.pools.get_mut(&name).unwrap();
            if let Some((min, max, desired)) = change.sizes {
                assert!(min <= desired && desired <= max && max >= 1, "sizes {min} {desired} {max}");
                (pool.min, pool.max, pool.desired) = (min, max, desired);
            }
            pool.labels.retain(|key, _| !change.remove_labels.contains(key));
            pool.labels.extend(change.set_labels);
            pool.taints.retain(|t| !change.remove_taints.contains(&(t.key.clone(), t.effect)));
            pool.taints.retain(|t| !change.set_taints.iter().any(|new| (&new.key, new.effect) == (&t.key, t.effect)));
            pool.taints.extend(change.set_taints);
            pool.surge = change.surge.or(pool.surge);
        }
        other => unreachable!("{other:?} is no update"),
    }
}

fn strike(script: &mut BTreeMap<String, u32>, name: &str) -> bool {
    let Some(left) = script.get_mut(name).filter(|left| **left > 0) else { return false };
    *left -= 1;
    true
}

/// What is on offer: `coredns` versions that fit two minors, `vpc-cni` versions that fit one.
pub(super) fn offers() -> BTreeMap<Minor, BTreeMap<String, Vec<AddonOffer>>> {
    let offer = |version: String, default| AddonOffer { version, default };
    let minor = |minor: u16| {
        let wide = vec![offer(format!("v{minor}"), true), offer(format!("v{}", minor - 1), false)];
        let narrow = vec![offer(format!("n{minor}"), true)];
        let names = ["coredns", "metrics-server"].map(|name| (name.to_owned(), wide.clone()));
        (Minor::new(1, minor), BTreeMap::from([names[0].clone(), names[1].clone(), ("vpc-cni".into(), narrow)]))
    };
    (31..=37).map(minor).collect()
}
