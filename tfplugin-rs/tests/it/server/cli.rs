//! The real Terraform, with an example program as its provider.

use tfplugin_rs::testing::Cli;

use crate::handshake::process::example;

/// A root module with `configuration`, which finds the example program `name` as the provider `name` by `acme`.
pub(super) fn cli(name: &str, configuration: &str) -> Cli {
    let cli = Cli::new("terraform", &format!("example.com/acme/{name}"), example(name)).unwrap();
    cli.write("main.tf", configuration).unwrap();
    cli
}

/// Runs a command, and it must do what it was asked: standard output.
#[track_caller]
pub(super) fn does(cli: &Cli, arguments: &[&str]) -> String {
    let ended = cli.run(arguments).unwrap();
    ended.exits(0);
    ended.stdout
}

/// Runs a command, and it must fail: standard error.
#[track_caller]
pub(super) fn fails(cli: &Cli, arguments: &[&str]) -> String {
    let ended = cli.run(arguments).unwrap();
    ended.exits(1);
    ended.stderr
}

#[test]
fn a_module_may_name_its_providers_itself() {
    let required = "terraform {\n  required_providers { tiny = { source = \"example.com/acme/tiny\" } }\n}";
    let cli = cli("tiny", &format!("{required}\nresource \"tiny_greeting\" \"one\" {{ name = \"a\" }}\n"));
    cli.apply().unwrap().exits(0);
    assert_eq!(cli.resource("tiny_greeting.one").unwrap()["text"], "Hello, a!");
    assert!(cli.resource("tiny_greeting.two").unwrap().is_null());
}

#[test]
fn what_is_missing_is_told() {
    let address = "example.com/acme/tiny";
    let told = Cli::new("terraform", address, "no/such/provider").unwrap_err().to_string();
    assert!(told.starts_with("no/such/provider: ") && told.ends_with("build it first"), "{told}");
    let told = Cli::new("no-such-program", address, example("tiny")).unwrap().plan().unwrap_err().to_string();
    assert!(told.starts_with("no-such-program does not start: "), "{told}");
    let told = cli("tiny", "").planned().unwrap_err().to_string();
    assert!(told.contains("plan.bin"), "{told}");
}

/// A variable of the machine would set what no file says.
#[test]
fn only_what_is_set_here_reaches_the_program() {
    let mut cli = cli("tiny", "");
    cli.set("TF_VAR_name", "a");
    let command = cli.command(&["version"]);
    let set: Vec<_> = command.get_envs().filter_map(|(name, value)| Some((name.to_str()?, value?.to_str()?))).collect();
    assert!(set.contains(&("TF_VAR_name", "a")), "{set:?}");
    let home = set.iter().find(|(name, _)| *name == "HOME").unwrap().1;
    assert!(std::path::Path::new(home).read_dir().unwrap().next().is_none(), "{home} is not empty");
    let folder = cli.path().parent().unwrap().to_owned();
    drop(cli);
    assert!(!folder.exists());
}
