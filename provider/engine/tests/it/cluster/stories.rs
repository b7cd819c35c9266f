//! The calm runs, request by request.

use std::fmt::Write as _;

use expect_test::{Expect, expect};
use kgas_engine::cluster::Action;

use super::matrix::stories;
use super::run::done;

fn lines(log: &[Action]) -> String {
    log.iter().fold(String::new(), |mut text, action| {
        writeln!(text, "{action}").unwrap();
        text
    })
}

fn check(story: &str, expected: &Expect) {
    let (_, mut world, spec) = stories().into_iter().find(|(name, ..)| *name == story).unwrap();
    expected.assert_eq(&lines(&done(&mut world, &spec)));
}

#[test]
fn create() {
    check(
        "create",
        &expect![[r"
            create role/cluster
            create role/nodes
            create vpc
            create igw
            create subnet/a
            create subnet/b
            create eip
            create nat
            create routes
            create cluster at 1.33
            create oidc
            create template/workers
            create access of arn:dev
            create access of arn:ops
            give arn:ops policy admin
            give arn:ops policy view
            create add-on vpc-cni at n33
            create pool infra-b88d77fc at 1.33 with 3 nodes
            create pool workers-43322da6 at 1.33 with 3 nodes
            create add-on coredns at v33
        "]],
    );
}

#[test]
fn update() {
    check(
        "update",
        &expect![[r"
            update vpc
            update igw
            update subnet/a
            update subnet/b
            update eip
            update nat
            update routes
            update role/cluster
            update role/nodes
            update oidc
            update template/workers
            tag pool infra-b88d77fc
            tag pool workers-43322da6
            tag add-on coredns
            tag add-on vpc-cni
            tag access of arn:dev
            tag access of arn:ops
            tag cluster
            protect cluster from deletion
            update scaling_tier to tier-xl
            update channel to EXTENDED
            update endpoint
            update security groups
            update logging
            enable encryption
            create access of arn:new
            update access of arn:ops
            give arn:ops policy admin
            take policy view from arn:ops
            delete access of arn:dev
            update add-on vpc-cni
            update pool workers-43322da6
            roll pool workers-43322da6 to 1.33
            delete pool infra-b88d77fc
            create add-on metrics-server at v33
            delete add-on coredns
        "]],
    );
}

#[test]
fn upgrade_by_two_minors() {
    check(
        "upgrade",
        &expect![[r"
        upgrade cluster to 1.34
        update add-on vpc-cni at n34
        roll pool infra-b88d77fc to 1.34
        roll pool workers-43322da6 to 1.34
        update add-on coredns at v34
        upgrade cluster to 1.35
        update add-on vpc-cni at n35
        roll pool infra-b88d77fc to 1.35
        roll pool workers-43322da6 to 1.35
    "]],
    );
}

#[test]
fn rotate() {
    check(
        "rotate",
        &expect![[r"
        create pool infra-76791e9c at 1.33 with 3 nodes
        create pool workers-ce325ad9 at 1.33 with 3 nodes
        delete pool infra-b88d77fc
        delete pool workers-43322da6
    "]],
    );
}

#[test]
fn destroy() {
    check(
        "destroy",
        &expect![[r"
            delete pool infra-b88d77fc
            delete pool workers-43322da6
            delete template/workers (template/workers#1)
            delete oidc (oidc#1)
            delete cluster
            delete role/nodes (role/nodes#1)
            delete role/cluster (role/cluster#1)
            delete routes (routes#1)
            delete nat (nat#1)
            delete subnet/b (subnet/b#1)
            delete eip (eip#1)
            delete subnet/a (subnet/a#1)
            delete igw (igw#1)
            delete vpc (vpc#1)
        "]],
    );
}
