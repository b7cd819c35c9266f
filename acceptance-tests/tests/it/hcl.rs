//! The HCL of this repository, read by the command lines that it is for.
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use kgas_acceptance::cargo::workspace;
use kgas_acceptance::cli::{Program, Workdir};
use kgas_acceptance::parts;

/// Every file of the repository with that ending.
fn files(ending: &str) -> Vec<PathBuf> {
    let mut git = Command::new("git");
    git.args(["ls-files", "--cached", "--others", "--exclude-standard"]).arg(format!("*.{ending}"));
    let listed = git.current_dir(workspace()).output().unwrap();
    assert!(listed.status.success());
    let found: Vec<_> = String::from_utf8(listed.stdout).unwrap().lines().map(|line| workspace().join(line)).collect();
    assert!(!found.is_empty());
    found.into_iter().filter(|path| path.exists()).collect()
}

#[test]
fn is_formatted() {
    let mut fmt = Command::new(parts::terraform().unwrap());
    let checked = fmt.args(["fmt", "-check", "-diff"]).args(files("tf")).output().unwrap();
    let words = [checked.stdout, checked.stderr].concat();
    assert!(checked.status.success(), "run `terraform fmt`: {}", String::from_utf8_lossy(&words));
}

fn validates(work: &mut Workdir, what: &str) {
    let ended = work.run(&["validate", "-no-color"]).unwrap();
    assert!(ended.ok(), "{what}: {}", ended.words());
}

fn examples_validate(program: Program) {
    let provider = parts::provider().unwrap();
    let mut folders: Vec<_> = files("tf").iter().filter_map(|file| Some(file.parent()?.to_owned())).collect();
    folders.retain(|folder| folder.starts_with(workspace().join("examples")));
    folders.dedup();
    assert!(folders.len() > 1);
    for folder in folders {
        let mut work = Workdir::new(program, Some(&provider)).unwrap();
        work.copy(&folder).unwrap();
        validates(&mut work, &folder.display().to_string());
    }
}

#[test]
fn terraform_takes_the_examples() {
    examples_validate(Program::Terraform);
}

#[test]
fn opentofu_takes_the_examples() {
    examples_validate(Program::OpenTofu);
}

/// What stands in the README's blocks of HCL is one configuration.
#[test]
fn the_first_cluster_is_one() {
    let readme = fs::read_to_string(workspace().join("README.md")).unwrap();
    let blocks: Vec<_> = readme.split("```hcl\n").skip(1).filter_map(|rest| rest.split("```").next()).collect();
    assert!(blocks.len() > 1);
    let mut work = Workdir::new(Program::Terraform, Some(&parts::provider().unwrap())).unwrap();
    work.module("main.tf", &blocks.concat()).unwrap();
    validates(&mut work, "README.md");
}
