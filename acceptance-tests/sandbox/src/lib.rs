//! Clouds in one process: deterministic, seeded, with the faults of the real ones.
//!
//! AWS as a cluster needs it: EKS, IAM, EC2, STS, KMS, and what its leftovers are found by, Elastic Load Balancing and
//! `CloudWatch` Logs, over their own wire formats; and of each cluster the Kubernetes API and a stand-in for its Prometheus. [`handle`] answers one request and
//! is pure: the world, the request and the time are its arguments. [`Sandbox`] puts it on a loopback port with a clock that
//! may run faster than the wall's.
//!
//! Nothing here is shared with the provider: both are readings of the vendor's reference, and must agree.
#![expect(clippy::unnecessary_wraps, reason = "the operations of a service share one signature")]
mod answer;
mod balancer;
mod call;
mod control;
mod ec2;
mod eks;
mod event;
mod fault;
mod handle;
mod iam;
mod ids;
mod kms;
mod kubernetes;
mod leak;
mod log;
mod log_group;
mod moment;
mod page;
mod params;
mod played;
mod prometheus;
mod route;
mod seen;
mod server;
mod signature;
mod strict;
mod sts;
mod timing;
mod tokens;
mod world;
mod xml;

pub use control::CLUSTER;
pub use fault::Cut;
pub use handle::handle;
pub use kubernetes::KUBERNETES_TOKEN;
pub use moment::Moment;
pub use server::{Options, Sandbox};
pub use signature::{VERIFIED_KEY, VERIFIED_SECRET};
pub use timing::Timing;
pub use world::{ACCOUNT, World};
