//! As in a terminal, without a log: what went well says nothing on standard error.
use super::scene::Scene;

fn says_nothing_on_the_side(mut scene: Scene) {
    scene.write();
    for args in [
        &["apply", "-auto-approve", "-no-color"][..],
        &["plan", "-no-color"],
        &["destroy", "-auto-approve", "-no-color"],
    ] {
        let output = scene.work.command(args).stdin(std::process::Stdio::null()).output().unwrap();
        let text = |bytes| String::from_utf8_lossy(bytes).into_owned();
        assert!(output.status.success(), "{}{}", text(&output.stdout), text(&output.stderr));
        assert_eq!(text(&output.stderr), "", "{args:?}");
    }
    assert_eq!(scene.state(), serde_json::Value::Null);
}

super::on_the_sandbox!(says_nothing_on_the_side);
