//! The committed code is what the `.proto` files say.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod wire;

use std::fs;
use std::path::{Path, PathBuf};

const FILES: [&str; 3] = ["tfplugin6.proto", "plugin.proto", "health.proto"];
const GENERATED: [&str; 3] = ["tfplugin6.rs", "plugin.rs", "grpc.health.v1.rs"];

fn crate_dir() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn generate(into: &Path) {
    let descriptors = protox::compile(FILES, [crate_dir().join("proto")]).unwrap();
    tonic_prost_build::configure()
        .bytes(".")
        .btree_map(".")
        .extern_path(".google.protobuf.Timestamp", "crate::Timestamp")
        .client_mod_attribute(".", "#[cfg(feature = \"client\")]")
        .build_transport(false)
        .out_dir(into)
        .compile_fds(descriptors)
        .unwrap();
}

#[test]
fn committed_code_equals_generated_code() {
    let fresh = tempfile::tempdir().unwrap();
    generate(fresh.path());
    let committed = crate_dir().join("src/gen");
    for name in GENERATED {
        let new = fs::read_to_string(fresh.path().join(name)).unwrap();
        if std::env::var_os("UPDATE_EXPECT").is_some() {
            fs::write(committed.join(name), &new).unwrap();
        }
        let old = fs::read_to_string(committed.join(name)).unwrap();
        assert!(
            old == new,
            "src/gen/{name} is not what the .proto files say: run UPDATE_EXPECT=1 cargo test -p kgas-proto"
        );
    }
    assert_eq!(fs::read_dir(&committed).unwrap().count(), GENERATED.len(), "a file in src/gen is not generated");
}
