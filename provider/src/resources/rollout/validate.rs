//! What is wrong with a configuration, as far as it is known: whatever a cluster need not be asked for.

mod analysis;
mod connection;
mod engine;
mod gate;
mod header;
mod idle;
mod in_cluster;
mod ingress;
mod share;
mod strategy;
#[cfg(test)]
mod tests;
mod traffic;
mod workload;

use tfplugin_rs::value::Value;
use tfplugin_rs::{Attr, Diagnostic, Diagnostics, Path, Problems, View, value_at};

use super::model::Rollout;
use super::wanted;

pub(super) use connection::check as connection;
pub(super) use strategy::without_effect;
pub(super) use traffic::route_port;

/// Checks a configuration. An apply has more of it than a plan, so it is asked there too.
pub(super) fn validate(config: View<'_>) -> Result<Diagnostics, Problems> {
    let mut told = Diagnostics::none();
    connection::check(config, &mut told)?;
    workload::check(config, &mut told)?;
    strategy::check(config, &mut told)?;
    traffic::check(config, &mut told)?;
    header::check(config, &mut told);
    share::check(config, &mut told)?;
    analysis::check(config, &mut told)?;
    gate::check(config, &mut told)?;
    in_cluster::check(config, &mut told)?;
    engine::check(config, &mut told)?;
    if !told.has_error()
        && let Attr::Known(model) = config.model::<Rollout>()?
    {
        told.extend(time(&model));
        told.extend(ingress::hasty(&model));
        told.extend(analysis::undecided(&model));
        told.extend(idle::told(config, &model));
    }
    Ok(told)
}

/// A change that its own steps keep longer than it may last would never end well. A Deployment that is adopted may have
/// another version to go to at once.
fn time(model: &Rollout) -> Diagnostics {
    let predicted = wanted::predicted(model);
    let timeouts = model.timeouts.as_ref();
    let create = timeouts.and_then(|timeouts| timeouts.create.as_ref());
    let changes = model.workload.adopt.is_some() && !model.workload.image.is_empty();
    let operations = [
        ("update", "An update", timeouts.and_then(|timeouts| timeouts.update.as_ref())),
        ("create", "A creation that changes what is adopted", create.filter(|_| changes)),
    ];
    let late = operations.into_iter().filter_map(|(name, what, given)| {
        let given = given.filter(|given| given.get() <= predicted)?;
        let told =
            Diagnostic::error("The timeout is shorter than the steps").at(Path::from("timeouts").attribute(name));
        Some(
            told.detail(format!(
                "{what} may take {}, and its steps are watched for {} at least.",
                wanted::written(given.get()),
                wanted::written(predicted)
            ))
            .next_step(format!("Raise `timeouts.{name}`, or shorten what is baked and kept.")),
        )
    });
    late.collect()
}

/// Whether something is configured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Given {
    /// It is left out.
    No,
    /// It is there.
    Yes,
    /// That is not known yet.
    Unknown,
}

impl Given {
    fn at(config: View<'_>, path: &str) -> Self {
        Self::at_path(config, &Path::from(path))
    }

    fn at_path(config: View<'_>, path: &Path) -> Self {
        match value_at(config.value(), path) {
            None | Some(Value::Null) => Self::No,
            Some(Value::Unknown(_)) => Self::Unknown,
            Some(_) => Self::Yes,
        }
    }

    fn is_yes(self) -> bool {
        self == Self::Yes
    }

    fn is_no(self) -> bool {
        self == Self::No
    }
}

/// How many of some are there, if that is not more when all is known.
fn count(given: &[Given]) -> Option<usize> {
    let sure = given.iter().filter(|one| one.is_yes()).count();
    (sure > 1 || !given.contains(&Given::Unknown)).then_some(sure)
}
