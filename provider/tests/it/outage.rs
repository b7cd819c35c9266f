//! The way to the cloud is cut, while something is planned and while something is made.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use http::{Method, Request, Response};
use kgas_sandbox::Moment;
use kgas_transport::{Http, HttpError};
use serde_json::json;
use terraform_provider_kgas::Kgas;
use tfplugin_rs::testing::{Action, Core, Stored};

use crate::cloud::Cloud;
use crate::life::{kept, made};
use crate::matrix::run::{ADDRESS, a_minute, at_rest, core, done};
use crate::matrix::{stories, timing};

/// How long an answer is waited for.
const SILENCE: Duration = Duration::from_secs(10);

/// Whether the line is cut by this request, which is still answered.
type Cuts = Box<dyn FnMut(&Request<Bytes>) -> bool + Send>;

/// The way to a cloud.
struct Line {
    cloud: Cloud,
    cuts: Mutex<Cuts>,
    lasts: Duration,
    cut: Mutex<Option<Moment>>,
}

impl Line {
    fn to(cloud: &Cloud, lasts: Duration, cuts: impl FnMut(&Request<Bytes>) -> bool + Send + 'static) -> Arc<Self> {
        let (cloud, cuts) = (cloud.clone(), Mutex::new(Box::new(cuts) as _));
        Arc::new(Self { cloud, cuts, lasts, cut: Mutex::default() })
    }

    fn is_cut(&self) -> bool {
        self.cut.lock().unwrap().is_some_and(|since| self.cloud.now() < since.after(self.lasts))
    }
}

#[async_trait]
impl Http for Line {
    async fn send(&self, request: Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
        if self.is_cut() {
            self.cloud.clock().sleep(SILENCE).await;
            return Err(HttpError::Unknown("no answer came".to_owned()));
        }
        let cuts = self.cuts.lock().unwrap()(&request);
        let answer = self.cloud.http().send(request).await;
        if cuts {
            self.cut.lock().unwrap().get_or_insert(self.cloud.now());
        }
        answer
    }
}

fn makes_the_cluster(request: &Request<Bytes>) -> bool {
    request.method() == Method::POST && request.uri().path() == "/clusters"
}

async fn over(line: Arc<dyn Http>, cloud: &Cloud) -> Core {
    Core::new(Kgas::over(line, cloud.clock()), &stories::provider()).await.unwrap()
}

#[tokio::test(start_paused = true)]
async fn a_stop_ends_a_plan_that_is_not_answered() {
    let (cloud, stored) = made().await;
    let before = cloud.inner().ledger.requests;
    core(&cloud, stored.as_ref()).await.refresh(ADDRESS).await.unwrap();
    let mut left = cloud.inner().ledger.requests - before;

    let after_the_refresh = move |_: &Request<Bytes>| {
        left -= 1;
        left == 0
    };
    let mut core = over(Line::to(&cloud, Duration::MAX, after_the_refresh), &cloud).await;
    core.store(ADDRESS, stored.unwrap());
    let (mut wanted, stopper) = (stories::whole(), core.stopper());
    wanted["tags"]["story"] = "second".into();
    let stops = async {
        loop {
            cloud.clock().sleep(SILENCE / 2).await;
            stopper.stop();
        }
    };
    let begun = cloud.now();
    let planned = tokio::select! {
        planned = core.plan(ADDRESS, &wanted) => planned,
        () = stops => unreachable!("it never ends"),
    };
    assert_eq!(planned.unwrap().action, Action::Update, "the refresh was answered");
    // It is planned twice, and each time the call in flight comes to its end.
    assert!(cloud.now() < begun.after(3 * SILENCE), "{begun:?} {:?}", cloud.now());
}

#[tokio::test(start_paused = true)]
async fn a_creation_outlives_ten_minutes_without_the_cloud() {
    let calm = made().await.0.inner().ledger.made.clone();
    let cloud = Cloud::new(timing());
    let mut core = over(Line::to(&cloud, Duration::from_mins(10), makes_the_cluster), &cloud).await;
    let begun = cloud.now();
    core.apply(ADDRESS, &stories::whole()).await.unwrap();
    assert!(cloud.now() > begun.after(Duration::from_mins(10)), "the line was cut");
    assert!(!core.stored(ADDRESS).unwrap().tainted);
    a_minute(&cloud).await;
    core.settled(ADDRESS, &stories::whole()).await.unwrap();
    assert_eq!(cloud.inner().ledger.made, calm);
    kept(&cloud);
}

/// An error would have Terraform replace the cluster that is being made.
#[tokio::test(start_paused = true)]
async fn a_creation_that_loses_its_credentials_is_gone_on_with() {
    let calm = made().await.0.inner().ledger.made.clone();
    let cloud = Cloud::new(timing());
    let account = cloud.clone();
    let never = move |request: &Request<Bytes>| {
        if makes_the_cluster(request) {
            let expired = json!({ "fault": "expired_token", "operation": "reads", "times": 1_000 });
            account.sandbox("POST", "faults", &json!({ "faults": [expired] }));
        }
        false
    };
    let mut first = over(Line::to(&cloud, Duration::ZERO, never), &cloud).await;
    let planned = first.apply(ADDRESS, &stories::whole()).await.unwrap();
    let told = format!("{:?}", planned.warnings);
    assert!(told.contains("The cloud cannot be looked at") && told.contains("ExpiredToken"), "{told}");
    let mut state: Option<Stored> = first.stored(ADDRESS).cloned();
    assert!(!state.as_ref().unwrap().tainted);

    cloud.sandbox("DELETE", "faults", &serde_json::Value::Null);
    a_minute(&cloud).await;
    assert_eq!(done(&cloud, &mut state, &stories::whole(), "signed in again").await, Action::Update);
    at_rest(&cloud, state.as_ref(), &stories::whole(), "signed in again").await;
    assert_eq!(cloud.inner().ledger.made, calm, "there is one of each");
    kept(&cloud);
}
