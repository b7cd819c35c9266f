//! Sends [`kgas_api`]'s calls: the only crate of the provider that opens connections, reads a clock or sleeps.
//!
//! ```no_run
//! # async fn example<T>(call: kgas_api::Call<T>) -> Result<(), Box<dyn std::error::Error>> {
//! use std::sync::Arc;
//!
//! use kgas_transport::aws::{Client, Config};
//! use kgas_transport::{Stop, SystemClock};
//!
//! let stop = Stop::new(); // raised by StopProvider and by ^C
//! let config = Config { region: Some("eu-west-1".to_owned()), ..Config::default() };
//! let aws = Client::connect(config, Arc::new(SystemClock::new()), stop.clone()).await?;
//! match aws.call(call).await {
//!     Ok(_answer) => println!("done in {}", aws.region()),
//!     Err(err) if err.outcome_unknown() => println!("look before sending it again: {err}"),
//!     Err(err) => println!("{err}"),
//! }
//! # Ok(())
//! # }
//! ```
//!
//! [`Client::call`] puts the address in front of a request, signs it, sends it by an [`Http`], and is the only place that
//! sends anything twice. Everything it does can be tested without a socket on a paused [`Clock`]:
//! [`aws::Client::over`], [`kubernetes::Client::over`] and [`rest::Client::over`] take any [`Http`].
//!
//! # Promises
//! 1. A change whose answer was lost is not sent again unless it may be repeated ([`kgas_api::Repeat`]), and whatever ends
//!    the call, [`CallError::outcome_unknown`] tells that one of its attempts may have been carried out.
//! 2. No more attempts than agreed, none after the deadline, none before the end of a rest a service asked for of any call,
//!    no repetition that the [`Budget`] does not pay for.
//! 3. A [`Stop`] cancels nothing: what is in flight ends, nothing new starts.
//! 4. A credential is in no text: no trace, error or `Debug`. What the libraries below trace while they hold one is dropped.
//! 5. Credentials leave the machine encrypted only, to a certificate that is believed; no redirect is followed.
//!
//! `tests/it/property.rs` holds 1 and 2, `stopping.rs` 3, `secrets.rs` 4, `wire.rs` and the tests of addresses 5.
//!
//! # An operation
//! A client lives as long as the provider; each operation has a stop of its own:
//!
//! ```
//! # async fn example(aws: kgas_transport::aws::Client) {
//! use kgas_transport::Stop;
//!
//! let stop = Stop::new();
//! let for_this_apply = aws.with_stop(stop.clone());
//! # }
//! ```

mod address;
pub mod aws;
mod cached;
mod call_error;
mod client;
mod clock;
mod env;
pub mod kubernetes;
pub mod rest;
mod retry;
mod secret;
mod stop;
mod target;
mod trace;
mod wire;

pub use address::{AddressError, parse as parse_address};
pub use cached::{Cached, Expires, Provide, Unavailable};
pub use call_error::{CallError, Cause};
pub use client::Client;
pub use clock::{Clock, PausedClock, SystemClock};
pub use env::Env;
pub use retry::{Budget, Policy};
pub use secret::Secret;
pub use stop::{Stop, StopSignal};
pub use target::{Class, Prepared, Target, TargetError};
pub use wire::{Http, HttpError, Identity, Network, NetworkError, Proxy, ReqwestHttp, Roots};
