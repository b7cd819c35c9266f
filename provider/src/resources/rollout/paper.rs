//! A rollout that exists on paper only: checked and planned as Terraform does it, and applied without a cluster.

use serde_json::{Value as Json, json};
use tfplugin_rs::testing::{Action, Core, Planned};
use tfplugin_rs::{
    Attr, Context, Create, Current, Diagnostics, Field, Import, Offers, Outcome, Plan, Problems, Resource, Update, View,
};

use super::model::Rollout;
use super::{refine, validate};

/// Where it is.
const ADDRESS: &str = "kgas_rollout.api";

/// What is told of a configuration: `path: summary`, in order.
pub(super) fn told(config: &Json) -> Vec<String> {
    let told = Core::unconfigured(Offers::<()>::new().resource(OnPaper)).validate(ADDRESS, config);
    told.iter().map(|one| format!("{}: {}", one.path, one.summary)).collect()
}

/// A configuration as a model, with its defaults.
pub(super) fn model(config: &Json) -> Rollout {
    let planned = run(async |core: &mut Core| core.plan(ADDRESS, config).await.unwrap());
    Rollout::from_value(&planned.planned).unwrap()
}

/// The plan from `before`, applied and left in `phase`, to `config`.
pub(super) fn planned(before: &Json, phase: &str, config: &Json) -> Result<Planned, Diagnostics> {
    run(async |core: &mut Core| {
        core.apply(ADDRESS, before).await.unwrap();
        let mut stored = core.stored(ADDRESS).unwrap().clone();
        stored.state["phase"] = json!(phase);
        core.store(ADDRESS, stored);
        core.plan(ADDRESS, config).await
    })
}

/// What a plan does from a rollout at rest.
pub(super) fn action(before: &Json, config: &Json) -> Action {
    planned(before, "idle", config).unwrap().action
}

fn run<T>(work: impl AsyncFnOnce(&mut Core) -> T) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(async {
        let mut core = Core::new(Offers::<()>::new().resource(OnPaper), &json!({})).await.unwrap();
        work(&mut core).await
    })
}

/// A rollout that is checked and planned, and of which an apply says that all went well.
#[derive(Debug, Clone, Copy)]
struct OnPaper;

impl Resource for OnPaper {
    type Client = ();
    type Model = Rollout;
    const TYPE: &'static str = "kgas_rollout";

    fn validate(&self, config: View<'_>) -> Result<Diagnostics, Problems> {
        validate::validate(config)
    }

    async fn plan(&self, plan: &mut Plan<'_>, _: Option<Context<()>>) -> Result<Diagnostics, Problems> {
        refine::refine(plan)
    }

    async fn create(&self, request: Create<'_, Rollout>, _: Context<()>) -> Outcome<Rollout> {
        Outcome::is(done(request.planned))
    }

    async fn update(&self, request: Update<'_, Rollout>, _: Context<()>) -> Outcome<Rollout> {
        Outcome::is(done(request.planned))
    }

    async fn delete(&self, _: Current<Rollout>, _: Context<()>) -> Outcome<Rollout> {
        Outcome::gone()
    }

    async fn import(&self, _: Import, _: Context<()>) -> Outcome<Rollout> {
        Outcome::unchanged()
    }
}

fn done(planned: Rollout) -> Rollout {
    Rollout {
        id: Attr::Known(format!("{}/{}", planned.namespace, planned.name)),
        phase: Attr::Known("idle".to_owned()),
        stable_revision: Attr::Known("r1".to_owned()),
        candidate_revision: Attr::Null,
        step: Attr::Known(0),
        weight: Attr::Known(0),
        holder: Attr::Null,
        evidence: Attr::Known("[]".to_owned()),
        started_at: Attr::Null,
        ..planned
    }
}
