//! What is asked of a provider when `timeouts` changes, and what is called so and is not.

use std::sync::{Arc, Mutex};

use serde_json::json;
use tfplugin_rs::testing::{Action, Core};
use tfplugin_rs::{
    Configure, Context, Create, Current, Diagnostics, GoDuration, Model, Offers, Outcome, Provider, Resource,
    TimeoutsWithRead, Update,
};

/// A bell.
#[derive(Debug, Model)]
struct Bell {
    /// What is on it.
    label: Option<String>,
    /// How long it may take.
    timeouts: Option<TimeoutsWithRead>,
}

/// A train.
#[derive(Debug, Model)]
struct Train {
    /// When it is late.
    timeouts: Option<Timetable>,
}

/// What looks as if it said how long an operation may take.
#[derive(Debug, Model)]
struct Timetable {
    /// How long the train waits for its creation.
    create: Option<GoDuration>,
    /// How late it may arrive.
    arrival: Option<GoDuration>,
}

/// What was asked for.
#[derive(Clone, Default)]
struct Calls(Arc<Mutex<Vec<&'static str>>>);

impl Calls {
    fn note(&self, call: &'static str) {
        self.0.lock().unwrap().push(call);
    }

    fn take(&self) -> Vec<&'static str> {
        std::mem::take(&mut *self.0.lock().unwrap())
    }
}

impl Provider for Calls {
    type Config = ();
    type Client = Calls;

    async fn configure(&self, _request: Configure<'_>) -> Result<(Calls, Diagnostics), Diagnostics> {
        Ok((self.clone(), Diagnostics::none()))
    }

    fn offers(&self) -> Offers<Calls> {
        Offers::new().resource(Bells).resource(Trains)
    }
}

struct Bells;
struct Trains;

/// A resource that is what was planned.
macro_rules! as_planned {
    ($resource:ty, $model:ty, $name:literal) => {
        impl Resource for $resource {
            type Client = Calls;
            type Model = $model;
            const TYPE: &'static str = $name;

            async fn create(&self, request: Create<'_, $model>, context: Context<Calls>) -> Outcome<$model> {
                context.client.note("create");
                Outcome::is(request.planned)
            }

            async fn update(&self, request: Update<'_, $model>, context: Context<Calls>) -> Outcome<$model> {
                context.client.note("update");
                Outcome::is(request.planned)
            }

            async fn delete(&self, _request: Current<$model>, _context: Context<Calls>) -> Outcome<$model> {
                Outcome::gone()
            }
        }
    };
}

as_planned!(Bells, Bell, "tower_bell");
as_planned!(Trains, Train, "tower_train");

#[tokio::test]
async fn a_creation_is_asked_for_when_nothing_but_timeouts_is_configured() {
    let calls = Calls::default();
    let mut core = Core::new(calls.clone(), &json!({})).await.unwrap();
    core.apply("tower_bell.a", &json!({ "timeouts": { "read": "5m" } })).await.unwrap();
    assert_eq!(calls.take(), ["create"]);
    let plan = core.apply("tower_bell.a", &json!({ "timeouts": { "read": "6m" } })).await.unwrap();
    assert_eq!((plan.action, calls.take()), (Action::Update, vec![]));
}

#[tokio::test]
async fn what_is_called_timeouts_and_says_more_is_changed_by_the_provider() {
    let calls = Calls::default();
    let mut core = Core::new(calls.clone(), &json!({})).await.unwrap();
    for (arrival, expected) in [("5m", "create"), ("6m", "update")] {
        core.apply("tower_train.a", &json!({ "timeouts": { "arrival": arrival } })).await.unwrap();
        assert_eq!(calls.take(), [expected]);
    }
}
