//! ^C while the cluster is being created: the call in flight ends, nothing new starts, and the next apply goes on.
use kgas_acceptance::cli::Target;

use super::scene::{ADDRESS, Scene};
use crate::proxy::{Moment, Which};

const CREATE: &str = "POST /clusters";

fn resumes_after_an_interrupt(mut scene: Scene) {
    scene.write();
    scene.proxy.hold(Which::Named(CREATE), Moment::After);
    let running = scene.work.start(&["apply", "-auto-approve", "-input=false", "-no-color"]).unwrap();
    assert_eq!(scene.proxy.held(), CREATE);
    let target = running.target();
    target.interrupt();
    assert!(target.logs("GRPCProvider.v6: Stop"), "the provider is told to stop");
    let sent = scene.proxy.writes().len();
    scene.proxy.release(false);
    let ended = running.wait().unwrap();
    assert!(!ended.words().contains("panic"), "{}", ended.words());
    assert_eq!(scene.proxy.writes().len(), sent, "nothing new starts: {:?}", scene.proxy.writes());

    assert!(!scene.state().is_null(), "the accepted cluster is in the state: {}", ended.words());
    let shown = scene.work.run(&["state", "pull"]).unwrap().expect_ok();
    assert!(shown.stdout.contains("\"story\"") && !shown.stdout.contains("\"tainted\""), "{ADDRESS}: {}", shown.stdout);

    let _ = scene.apply();
    scene.plan_is_empty();
    let writes = scene.proxy.writes();
    assert_eq!(writes.iter().filter(|write| *write == CREATE).count(), 1, "no second create: {writes:?}");
    scene.destroy();
}

super::on_every_cloud!(resumes_after_an_interrupt);

/// Whoever cannot wait for the call in flight presses ^C again: the state may not know the cluster then, and the next apply
/// goes on all the same.
fn resumes_after_a_second_interrupt(mut scene: Scene) {
    scene.write();
    scene.proxy.hold(Which::Named(CREATE), Moment::After);
    let running = scene.work.start(&["apply", "-auto-approve", "-input=false", "-no-color"]).unwrap();
    assert_eq!(scene.proxy.held(), CREATE);
    let target = running.target();
    let provider = target.provider().unwrap();
    target.interrupt();
    assert!(target.logs("GRPCProvider.v6: Stop"), "the provider is told to stop");
    target.interrupt();
    let ended = running.wait().unwrap();
    assert!(!ended.ok() && ended.words().contains("Two interrupts received"), "{}", ended.words());
    scene.proxy.release(true);
    assert!(Target::ends(provider), "the provider outlives its command line");

    scene.proxy.hold(Which::None, Moment::After);
    let _ = scene.apply();
    scene.plan_is_empty();
    let writes = scene.proxy.writes();
    assert!(!writes.iter().any(|write| write == CREATE), "no second create: {writes:?}");
    scene.destroy();
}

super::on!(resumes_after_a_second_interrupt, twice_sandbox_terraform, Sandbox, Terraform);
super::on!(resumes_after_a_second_interrupt, twice_sandbox_opentofu, Sandbox, OpenTofu);
