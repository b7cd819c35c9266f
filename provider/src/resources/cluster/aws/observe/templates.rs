//! Launch templates of ours with their versions.

use std::collections::BTreeMap;

use kgas_api::aws::ec2::{
    Filter, LaunchTemplate, Selection, describe_launch_template_versions, describe_launch_templates,
};
use kgas_engine::owner::OWNER_TAG_KEY;
use kgas_transport::CallError;

use crate::resources::cluster::aws::world::World;

/// Launch templates, and of each version what its description says: the digest of what it is made of.
#[derive(Debug, Default)]
pub(super) struct Templates {
    pub(super) all: Vec<LaunchTemplate>,
    digests: BTreeMap<(String, i64), String>,
}

impl Templates {
    /// The digest of one version.
    pub(super) fn digest(&self, id: &str, version: &str) -> Option<&str> {
        self.digests.get(&(id.to_owned(), version.parse().ok()?)).map(String::as_str)
    }

    /// The digest of the newest version.
    pub(super) fn newest(&self, template: &LaunchTemplate) -> Option<&str> {
        let newest = template.latest_version_number?;
        self.digests.get(&(template.launch_template_id.clone(), newest)).map(String::as_str)
    }
}

/// Looks for those with our tag.
pub(super) async fn observe(world: &World) -> Result<Templates, CallError> {
    let ours = Selection::of([Filter::tag(OWNER_TAG_KEY, world.wanted.spec.owner.as_str())]);
    let all = world.all(|page| describe_launch_templates::request(&ours, page)).await?;
    let mut digests = BTreeMap::new();
    for template in &all {
        let id = &template.launch_template_id;
        let versions = world.all(|page| describe_launch_template_versions::request(id, &[], page)).await?;
        digests.extend(versions.into_iter().filter_map(|version| {
            Some(((version.launch_template_id, version.version_number), version.version_description?))
        }));
    }
    Ok(Templates { all, digests })
}
