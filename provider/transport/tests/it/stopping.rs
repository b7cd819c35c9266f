//! What a raised flag ends, and what it does not.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use kgas_api::Repeat::Safe;
use kgas_transport::{Stop, StopSignal};

use crate::script::{Script, call, config, lost, ok, verdict};

#[tokio::test(start_paused = true)]
async fn nothing_starts_after_a_stop() {
    let script = Arc::new(Script::new([ok()]));
    let stop = Stop::new();
    let client = script.client_with(config(), stop.clone()).await;
    stop.request();
    let err = client.call(call(Safe)).await.unwrap_err();
    assert!(err.is_stopped() && !err.outcome_unknown());
    assert_eq!((script.count(), err.attempts), (0, 0));
}

#[tokio::test(start_paused = true)]
async fn the_call_in_flight_finishes() {
    let script = Arc::new(Script::new([ok()]).taking(Duration::from_secs(20)));
    let stop = Stop::new();
    let client = script.client_with(config(), stop.clone()).await;
    let (result, ()) = tokio::join!(client.call(call(Safe)), async {
        tokio::time::sleep(Duration::from_secs(1)).await;
        stop.request();
    });
    assert_eq!((verdict(&result), script.count()), ("ok", 1));
}

#[tokio::test(start_paused = true)]
async fn a_wait_ends_and_tells_what_was_last() {
    let script = Arc::new(Script::new([lost()]).taking(Duration::from_secs(20)));
    let stop = Stop::new();
    let client = script.client_with(config(), stop.clone()).await;
    let (result, ()) = tokio::join!(client.call(call(Safe)), async {
        tokio::time::sleep(Duration::from_secs(1)).await;
        stop.request();
    });
    let err = result.unwrap_err();
    assert!(err.is_stopped() && err.outcome_unknown(), "{err}");
    assert!(err.to_string().contains("connection reset"), "{err}");
    assert_eq!(script.count(), 1);
}

/// The plugin protocol's, for one operation.
struct Operation(tokio::sync::watch::Receiver<bool>);

#[async_trait]
impl StopSignal for Operation {
    fn is_requested(&self) -> bool {
        *self.0.borrow()
    }

    async fn requested(&self) {
        self.0.clone().wait_for(|stopped| *stopped).await.unwrap();
    }
}

#[tokio::test(start_paused = true)]
async fn one_operation_stops_and_the_next_goes_on() {
    let script = Arc::new(Script::new([lost(), ok()]).taking(Duration::from_secs(20)));
    let client = script.client().await;
    let (sender, receiver) = tokio::sync::watch::channel(false);
    let first = client.with_stop(Stop::on(Operation(receiver)));
    let (result, ()) = tokio::join!(first.call(call(Safe)), async {
        tokio::time::sleep(Duration::from_secs(1)).await;
        sender.send(true).unwrap();
    });
    assert_eq!((verdict(&result), script.count()), ("stopped", 1));
    assert_eq!(verdict(&first.call(call(Safe)).await), "stopped");
    assert_eq!(verdict(&client.call(call(Safe)).await), "ok");
}
