//! What a call costs beside the network: address, signature, engine. `cargo bench -p kgas-transport --bench call`.
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a benchmark prints what it measured")]
#![expect(clippy::disallowed_methods, reason = "it measures time")]

use std::hint::black_box;
use std::sync::Arc;
use std::time::Instant;

use async_trait::async_trait;
use bytes::Bytes;
use http::{Request, Response};
use kgas_api::{Call, Repeat, Service};
use kgas_transport::aws::{Client, Config, StaticKeys};
use kgas_transport::{Http, HttpError, Stop, SystemClock};

struct Fine;

#[async_trait]
impl Http for Fine {
    async fn send(&self, request: Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
        black_box(request);
        Ok(Response::new(Bytes::new()))
    }
}

fn call() -> Call<()> {
    Call {
        operation: "DescribeCluster",
        service: Service::AwsEks,
        repeat: Repeat::Safe,
        request: Request::get("/clusters/prod").body(Bytes::new()).unwrap(),
        response: |_| Ok(()),
    }
}

fn main() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    runtime.block_on(async {
        let keys = StaticKeys { access_key: "AKIA".to_owned(), secret_key: "secret".into(), token: None };
        let config = Config { region: Some("eu-west-1".to_owned()), keys: Some(keys), ..Config::default() };
        let begin = Instant::now();
        let client = Client::over(Arc::new(Fine), config, Arc::new(SystemClock::new()), Stop::new()).await.unwrap();
        println!("connect (settings, environment, shared files): {:?}", begin.elapsed());
        for _ in 0..1_000 {
            client.call(call()).await.unwrap();
        }
        let rounds = 20_000;
        let begin = Instant::now();
        for _ in 0..rounds {
            client.call(call()).await.unwrap();
        }
        println!("one call: {:?}", begin.elapsed() / rounds);
    });
}
