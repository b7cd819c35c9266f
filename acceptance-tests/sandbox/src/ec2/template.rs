//! Launch templates and their versions.
//! Source: <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateLaunchTemplate.html> and its neighbours.
use serde_json::{Map, Value, json};

use super::object::{find, put, remove};
use super::{Kind, Thing};
use crate::call::{Answered, Call, Refusal};
use crate::params::Params;
use crate::sts;
use crate::world::World;

pub(super) fn create(world: &mut World, call: &Call) -> Answered {
    let name = call.param("LaunchTemplateName")?.to_owned();
    let allowed = |c: char| c.is_ascii_alphanumeric() || "().-/_".contains(c);
    if !(3..=128).contains(&name.len()) || !name.chars().all(allowed) {
        let words = "A launch template name must be between 3 and 128 characters, and may contain letters, numbers, and the \
                     following characters: ( ) . / _ -";
        return Err(Refusal::of(400, "InvalidLaunchTemplateName.MalformedException", words));
    }
    if world.region(&call.region).ec2.any(Kind::LaunchTemplate, |other| other.text("launchTemplateName") == name) {
        let words = "Launch template name already in use.";
        return Err(Refusal::of(400, "InvalidLaunchTemplateName.AlreadyExistsException", words));
    }
    let id = world.ids.ec2("lt");
    let doc = json!({
        "launchTemplateId": id, "launchTemplateName": name, "createTime": world.now.iso(),
        "createdBy": sts::caller(world, call), "defaultVersionNumber": 1, "latestVersionNumber": 1,
    });
    let shape = put(world, call, Kind::LaunchTemplate, &id, doc)?;
    let version = version(world, call, &id, &name, 1);
    world.region(&call.region).ec2.template_versions.insert(id, vec![version]);
    Ok(json!({ "launchTemplate": shape }))
}

fn version(world: &World, call: &Call, id: &str, name: &str, number: u64) -> Value {
    json!({
        "launchTemplateId": id, "launchTemplateName": name, "versionNumber": number,
        "versionDescription": call.params.get("VersionDescription"), "createTime": world.now.iso(),
        "createdBy": sts::caller(world, call), "defaultVersion": number == 1,
        "launchTemplateData": template_data(&call.params.inside("LaunchTemplateData")),
    })
}

/// What a template says, from the names of the request to those of the answer.
fn template_data(asked: &Params) -> Value {
    let mut members = Map::new();
    for name in asked.heads() {
        let listed = asked.items(&name);
        let lower = format!("{}{}", name[..1].to_ascii_lowercase(), &name[1..]);
        let (member, value) = match (asked.get(&name), listed.is_empty()) {
            (Some(text), _) => (lower, Value::from(text)),
            (None, true) => (lower, template_data(&asked.inside(&name))),
            (None, false) => {
                let item = |item: &Params| item.get("").map_or_else(|| template_data(item), Value::from);
                (format!("{lower}Set"), listed.iter().map(item).collect())
            }
        };
        members.insert(member, value);
    }
    Value::Object(members)
}

/// The id of the template of that name.
fn id_of(world: &mut World, call: &Call, name: &str) -> Result<String, Refusal> {
    let mut all = world.region(&call.region).ec2.of(Kind::LaunchTemplate);
    let found = all.find(|(_, thing)| thing.text("launchTemplateName") == name).map(|(id, _)| id.to_owned());
    found.ok_or_else(|| {
        let words = format!("The specified launch template, with template name {name}, does not exist.");
        Refusal::of(400, "InvalidLaunchTemplateName.NotFoundException", words)
    })
}

/// The ids of the templates that a describe call names.
pub(super) fn ids_of_names(world: &mut World, call: &Call) -> Result<Vec<String>, Refusal> {
    call.params.list("LaunchTemplateName").iter().map(|name| id_of(world, call, name)).collect()
}

/// The template a call names by id or by name.
fn named<'w>(world: &'w mut World, call: &Call) -> Result<(String, &'w mut Thing), Refusal> {
    let id = match (call.params.get("LaunchTemplateId"), call.params.get("LaunchTemplateName")) {
        (Some(id), _) => id.to_owned(),
        (None, Some(name)) => id_of(world, call, name)?,
        (None, None) => {
            return Err(Refusal::of(400, "MissingParameter", "Either a launch template id or a name is needed."));
        }
    };
    let thing = find(world, call, Kind::LaunchTemplate, &id)?;
    Ok((id, thing))
}

pub(super) fn create_version(world: &mut World, call: &Call) -> Answered {
    let (id, thing) = named(world, call)?;
    let (name, number) =
        (thing.text("launchTemplateName").to_owned(), thing.doc["latestVersionNumber"].as_u64().unwrap_or(0) + 1);
    thing.doc["latestVersionNumber"] = number.into();
    let version = version(world, call, &id, &name, number);
    world.region(&call.region).ec2.template_versions.entry(id).or_default().push(version.clone());
    Ok(json!({ "launchTemplateVersion": version }))
}

pub(super) fn versions(world: &mut World, call: &Call) -> Answered {
    let (id, thing) = named(world, call)?;
    let number = |member: &str| thing.doc[member].as_u64().unwrap_or_default();
    let (default, latest) = (number("defaultVersionNumber"), number("latestVersionNumber"));
    let asked = call.params.list("LaunchTemplateVersion");
    let wanted: Vec<Option<u64>> = asked
        .iter()
        .map(|text| match text.as_str() {
            "$Default" => Some(default),
            "$Latest" => Some(latest),
            other => other.parse().ok(),
        })
        .collect();
    let all = world.region(&call.region).ec2.template_versions.get(&id).cloned().unwrap_or_default();
    if let Some(place) =
        wanted.iter().position(|number| !all.iter().any(|version| version["versionNumber"].as_u64() == *number))
    {
        let words = format!("Could not find launch template version {} for {id}", asked[place]);
        return Err(Refusal::of(400, "InvalidLaunchTemplateId.VersionNotFound", words));
    }
    let fits = |version: &Value| wanted.is_empty() || wanted.contains(&version["versionNumber"].as_u64());
    let mut found: Vec<Value> = all.into_iter().filter(fits).collect();
    for version in &mut found {
        version["defaultVersion"] = (version["versionNumber"] == default).into();
    }
    Ok(json!({ "launchTemplateVersionSet": found }))
}

/// `ModifyLaunchTemplate`: sets the default version.
pub(super) fn modify(world: &mut World, call: &Call) -> Answered {
    let wanted: Option<u64> = call.params.get("SetDefaultVersion").and_then(|text| text.parse().ok());
    let (id, thing) = named(world, call)?;
    let latest = thing.doc["latestVersionNumber"].as_u64().unwrap_or_default();
    let Some(wanted) = wanted.filter(|wanted| (1..=latest).contains(wanted)) else {
        let words = format!("Could not find the launch template version for {id}");
        return Err(Refusal::of(400, "InvalidLaunchTemplateId.VersionNotFound", words));
    };
    thing.doc["defaultVersionNumber"] = wanted.into();
    Ok(json!({ "launchTemplate": super::describe::shape(thing) }))
}

pub(super) fn delete(world: &mut World, call: &Call) -> Answered {
    let (id, thing) = named(world, call)?;
    let shape = super::describe::shape(thing);
    remove(world, call, &id);
    world.region(&call.region).ec2.template_versions.remove(&id);
    Ok(json!({ "launchTemplate": shape }))
}
