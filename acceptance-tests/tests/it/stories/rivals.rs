//! Two applies of one configuration at once, each with a state of its own. It is not how the provider is meant to be used:
//! a rival cannot be told from an apply that was killed. There is one cluster all the same, nothing is made twice, and
//! nothing is taken away.
use kgas_acceptance::cli::Workdir;

use super::given::Given;
use super::scene::Scene;
use crate::proxy::{Moment, Which};

const APPLY: [&str; 4] = ["apply", "-auto-approve", "-input=false", "-no-color"];
const CREATE: &str = "POST /clusters";

fn share_one_cluster(mut scene: Scene) {
    let given = Given::new(&scene);
    scene.keep_what_is_there();
    given.write_into(&mut scene.shape);
    scene.write();
    let mut other = Scene::folder(scene.program);
    other.module("main.tf", &scene.shape.module(&scene.proxy.url)).unwrap();

    // Both see that there is no cluster before either makes one.
    scene.proxy.hold(Which::Named(CREATE), Moment::Before);
    let runs = [scene.work.start(&APPLY).unwrap(), other.start(&APPLY).unwrap()];
    scene.proxy.meet(CREATE, 2);
    scene.proxy.release(false);
    let ended = runs.map(|run| run.wait().unwrap());
    assert!(ended.iter().any(kgas_acceptance::cli::Ended::ok), "{}\n{}", ended[0].words(), ended[1].words());

    // Whoever came off second goes on with what is there.
    for work in [&mut scene.work, &mut other] {
        let _ = work.apply().unwrap().expect_ok();
        assert_eq!(work.plan().unwrap().code(), Some(0));
    }
    let deletes = |write: &&String| write.starts_with("Delete") || write.starts_with("DELETE");
    let writes = scene.proxy.writes();
    assert_eq!(writes.iter().filter(deletes).count(), 0, "{writes:?}");
    let counts = scene.counts();
    for kind in ["cluster", "nodegroup", "launch-template"] {
        assert_eq!(counts[kind], 1, "{counts}");
    }
    assert_eq!(id(&mut scene.work), id(&mut other));
    scene.destroy();
}

fn id(work: &mut Workdir) -> serde_json::Value {
    work.resource(super::scene::ADDRESS).unwrap()["cloud_id"].clone()
}

super::on!(share_one_cluster, sandbox_terraform, Sandbox, Terraform);
super::on!(share_one_cluster, sandbox_opentofu, Sandbox, OpenTofu);
super::on!(share_one_cluster, ministack_terraform, Ministack, Terraform);
