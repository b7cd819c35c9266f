//! Rollouts by the real terraform on a real Kubernetes, each story in a namespace of its own.

mod adopt;
mod alb;
mod api_server;
mod autoscaled;
mod bad;
mod clusters;
mod dead_man;
mod gates;
mod header;
mod interrupt;
mod istio;
mod kill;
mod life;
mod mends;
mod newer;
mod nginx;
mod outage;
mod preview;
mod rivals;
mod runner;
mod scene;
mod share;
mod shared;
mod status;
mod strategies;
mod weather;
