//! Load balancers that controllers in the cluster made, of both generations: known by their tags, which take calls of their
//! own.

use std::collections::{BTreeMap, BTreeSet};

use kgas_api::Call;
use kgas_api::aws::{elb, elbv2};
use kgas_engine::cluster::observed::Leak;
use kgas_transport::CallError;

use super::marks;
use crate::resources::cluster::aws::world::World;

/// Those of applications, networks and gateways.
pub(super) async fn observe(world: &World) -> Result<Vec<Leak>, CallError> {
    let all = world.all_briefly(elbv2::describe_load_balancers::request).await?;
    let arns: Vec<_> = all.iter().map(|one| one.load_balancer_arn.as_str()).collect();
    let request = elbv2::describe_tags::request;
    let tags = tags(world, &arns, elbv2::describe_tags::MOST, request, |one| (one.resource_arn, one.tags)).await?;
    let made = made_here(world, &tags);
    let ours = all.iter().filter(|one| made.contains(&one.load_balancer_arn));
    Ok(ours.map(|one| leak("load balancer", &one.load_balancer_name, one.vpc_id.as_ref())).collect())
}

/// Classic ones.
pub(super) async fn observe_classic(world: &World) -> Result<Vec<Leak>, CallError> {
    let all = world.all_briefly(elb::describe_load_balancers::request).await?;
    let names: Vec<_> = all.iter().map(|one| one.load_balancer_name.as_str()).collect();
    let request = elb::describe_tags::request;
    let tags = tags(world, &names, elb::describe_tags::MOST, request, |one| (one.load_balancer_name, one.tags)).await?;
    let made = made_here(world, &tags);
    let ours = all.iter().filter(|one| made.contains(&one.load_balancer_name));
    Ok(ours.map(|one| leak("classic load balancer", &one.load_balancer_name, one.vpc_id.as_ref())).collect())
}

type Tags = BTreeMap<String, BTreeMap<String, String>>;

/// The tags of each, `most` at a time.
async fn tags<T>(
    world: &World,
    ids: &[&str],
    most: usize,
    request: impl Fn(&[&str]) -> Call<Option<Vec<T>>>,
    read: impl Fn(T) -> (String, BTreeMap<String, String>),
) -> Result<Tags, CallError> {
    let mut all = Tags::new();
    for batch in ids.chunks(most) {
        if let Some(tagged) = world.briefly(request(batch)).await? {
            all.extend(tagged.into_iter().map(&read));
            continue;
        }
        // One of them went meanwhile, and the answer does not say which.
        for id in batch {
            let tagged = world.briefly(request(&[*id])).await?;
            all.extend(tagged.into_iter().flatten().map(&read));
        }
    }
    Ok(all)
}

/// The ids of those that were made in the cluster.
fn made_here<'a>(world: &World, tags: &'a Tags) -> BTreeSet<&'a String> {
    let made = tags.iter().filter(|(_, tags)| marks::is_of_balancer(world.name.as_str(), tags));
    made.map(|(id, _)| id).collect()
}

fn leak(kind: &str, name: &str, network_id: Option<&String>) -> Leak {
    Leak { kind: kind.to_owned(), id: name.to_owned(), network_id: network_id.cloned(), releasing: false }
}
