//! Launch templates of ours with their versions.

use std::collections::BTreeMap;

use kgas_api::aws::ec2::{
    Filter, LaunchTemplate, Selection, describe_launch_template_versions, describe_launch_templates,
};
use kgas_engine::owner::OWNER_TAG_KEY;
use kgas_transport::CallError;

use crate::resources::cluster::aws::template::{self, Disk};
use crate::resources::cluster::aws::world::{World, side_by_side};

/// Launch templates, and of each version the digest of what it is made of. A version that says it is ours has it in its
/// description; one of somebody else has an empty one.
#[derive(Debug, Default)]
pub(super) struct Templates {
    pub(super) all: Vec<LaunchTemplate>,
    digests: BTreeMap<(String, i64), String>,
    disks: BTreeMap<(String, i64), Disk>,
}

impl Templates {
    /// The digest of one version.
    pub(super) fn digest(&self, id: &str, version: &str) -> Option<&str> {
        self.digests.get(&(id.to_owned(), version.parse().ok()?)).map(String::as_str)
    }

    /// The digest of the newest version.
    pub(super) fn newest(&self, template: &LaunchTemplate) -> Option<&str> {
        self.digests.get(&newest(template)?).map(String::as_str)
    }

    /// The newest version's disk.
    pub(super) fn disk(&self, template: &LaunchTemplate) -> Option<&Disk> {
        self.disks.get(&newest(template)?)
    }
}

fn newest(template: &LaunchTemplate) -> Option<(String, i64)> {
    Some((template.launch_template_id.clone(), template.latest_version_number?))
}

/// Looks for those with our tag.
pub(super) async fn observe(world: &World) -> Result<Templates, CallError> {
    let ours = Selection::of([Filter::tag(OWNER_TAG_KEY, world.wanted.spec.owner.as_str())]);
    let all = world.all(|page| describe_launch_templates::request(&ours, page)).await?;
    let (mut digests, mut disks) = (BTreeMap::new(), BTreeMap::new());
    let versions = async |template: &LaunchTemplate| {
        let id = &template.launch_template_id;
        world.all(|page| describe_launch_template_versions::request(id, &[], page)).await
    };
    for version in side_by_side(all.iter().map(versions)).await?.into_iter().flatten() {
        let at = (version.launch_template_id, version.version_number);
        let said = version.version_description.filter(|_| template::is_ours(&version.content));
        disks.extend(template::disk(&version.content).map(|disk| (at.clone(), disk)));
        digests.insert(at, said.unwrap_or_default());
    }
    Ok(Templates { all, digests, disks })
}
