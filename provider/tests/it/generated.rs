//! Documentation and schema in the repository are what the code says. `UPDATE_EXPECT=1 cargo test -p terraform-provider-kgas
//! generated` writes them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use terraform_provider_kgas::Kgas;
use tfplugin_rs::{Provider, docs};

const ADDRESS: &str = <Kgas as Provider>::ADDRESS;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every generated file by its place in the crate.
fn wanted() -> BTreeMap<PathBuf, String> {
    let owned = |pairs: &[(&str, &str)]| {
        pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).trim().to_owned())).collect::<BTreeMap<_, _>>()
    };
    let site = docs::Site {
        provider: "kgas".to_owned(),
        examples: owned(&[
            ("index", include_str!("../../examples/provider.tf")),
            ("resources/cluster", include_str!("../../examples/resource.tf")),
            ("resources/rollout", include_str!("../../examples/rollout.tf")),
            ("data-sources/cluster", include_str!("../../examples/data_source.tf")),
            ("data-sources/rollout_status", include_str!("../../examples/rollout_status.tf")),
            ("ephemeral-resources/kubeconfig", include_str!("../../examples/ephemeral.tf")),
        ]),
        imports: owned(&[("kgas_cluster", "aws/eu-west-1/prod"), ("kgas_rollout", "shop/api")]),
    };
    let pages =
        docs::render(Kgas::default(), &site).into_iter().map(|(path, page)| (Path::new("docs").join(path), page));
    let schema = (PathBuf::from("schema.json"), docs::schema_json(Kgas::default(), ADDRESS));
    pages.chain([schema]).collect()
}

fn pages_under(folder: &Path, found: &mut BTreeSet<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            pages_under(&path, found);
        } else {
            found.insert(path.strip_prefix(root()).unwrap().to_owned());
        }
    }
}

#[test]
#[expect(
    clippy::disallowed_methods,
    reason = "the variable by which every suite here is told to write what it expects"
)]
fn documentation_and_schema_are_what_the_code_says() {
    let wanted = wanted();
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        for (path, text) in &wanted {
            let path = root().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
    }
    let mut there = BTreeSet::new();
    pages_under(&root().join("docs"), &mut there);
    let known: BTreeSet<PathBuf> = wanted.keys().filter(|path| path.starts_with("docs")).cloned().collect();
    assert_eq!(
        there, known,
        "run UPDATE_EXPECT=1 cargo test -p terraform-provider-kgas generated, and remove old pages"
    );
    for (path, text) in wanted {
        let kept = fs::read_to_string(root().join(&path)).unwrap();
        assert!(
            kept == text,
            "{} is out of date: UPDATE_EXPECT=1 cargo test -p terraform-provider-kgas generated",
            path.display()
        );
    }
}

#[test]
fn nothing_is_undocumented() {
    assert_eq!(docs::undocumented(Kgas::default()), Vec::<String>::new());
}
