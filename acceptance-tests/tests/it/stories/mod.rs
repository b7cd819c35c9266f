//! What happens in the life of a cluster, told once and played on every cloud by every command line.
//!
//! The sandbox has everything. moto has no version updates, add-ons or access entries; ministack has no updates and no
//! issuer that an OIDC provider can be made for. Each story says what it leaves out where.
mod scene;
mod shape;

/// One test for each cloud and each command line.
macro_rules! on_every_cloud {
    ($story:ident) => {
        $crate::stories::on!($story, sandbox_terraform, Sandbox, Terraform);
        $crate::stories::on!($story, sandbox_opentofu, Sandbox, OpenTofu);
        $crate::stories::on!($story, moto_terraform, Moto, Terraform);
        $crate::stories::on!($story, moto_opentofu, Moto, OpenTofu);
        $crate::stories::on!($story, ministack_terraform, Ministack, Terraform);
        $crate::stories::on!($story, ministack_opentofu, Ministack, OpenTofu);
    };
}

/// A story that needs what only the sandbox has.
macro_rules! on_the_sandbox {
    ($story:ident) => {
        $crate::stories::on!($story, sandbox_terraform, Sandbox, Terraform);
        $crate::stories::on!($story, sandbox_opentofu, Sandbox, OpenTofu);
    };
}

macro_rules! on {
    ($story:ident, $name:ident, $kind:ident, $program:ident) => {
        #[test]
        fn $name() {
            use kgas_acceptance::{cli::Program, cloud::Kind};
            $story($crate::stories::scene::Scene::new(Kind::$kind, Program::$program));
        }
    };
}

use {on, on_every_cloud, on_the_sandbox};

mod access;
mod addons;
mod bad_input;
mod canaries;
mod denied;
mod drift;
mod drift_everywhere;
mod encryption;
mod given;
mod immutable;
mod import;
mod interrupt;
mod keys;
mod kill;
mod leftovers;
mod life;
mod looked_up;
mod lost_pool;
mod protection;
mod quiet;
mod refusals;
mod rivals;
mod rollback;
mod rotate;
mod saved_plan;
mod settings;
mod sizes;
mod stranger;
mod tags;
mod time;
mod timeouts;
mod update;
mod upgrade;
mod ways_out;
mod weather;
