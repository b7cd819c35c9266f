//! Rollouts by the real terraform on a real Kubernetes, each story in a namespace of its own.

mod life;
mod scene;
