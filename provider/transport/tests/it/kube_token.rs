//! The token for a cluster's API server.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use kgas_transport::Stop;
use kgas_transport::aws::Config;

use crate::script::{MIDNIGHT, Script, config, ok};

/// The signatures are those of botocore 1.43 for the same key, time and cluster.
#[tokio::test(start_paused = true)]
async fn it_is_a_signed_request_to_sts() {
    for (token, signature) in [
        (None, "2805aab3696b284aeb0a9d9ed604e6d449d5db4cc2c171b60744b2ecebd91ced"),
        (Some("tok/en+=="), "758e58c4781c7969b5352b4d85fc024d3ac5181867eea57c2d4d3d88a35e894f"),
    ] {
        let mut config = config();
        config.keys.as_mut().unwrap().token = token.map(Into::into);
        let script = Arc::new(Script::new([ok()]));
        let client = script.client_with(config, Stop::new()).await;
        let made = client.kube_token("prod").await.unwrap();
        assert_eq!(made.expires_at, SystemTime::UNIX_EPOCH + MIDNIGHT + Duration::from_mins(14));
        assert!(!format!("{made:?}").contains("k8s-aws-v1"));

        let url = URL_SAFE_NO_PAD.decode(made.token.expose().strip_prefix("k8s-aws-v1.").unwrap()).unwrap();
        let url = String::from_utf8(url).unwrap();
        let (base, query) = url.split_once('?').unwrap();
        assert_eq!(base, "https://sts.eu-west-1.amazonaws.com/");
        let query: BTreeMap<_, _> = query.split('&').map(|pair| pair.split_once('=').unwrap()).collect();
        let mut expected = BTreeMap::from([
            ("Action", "GetCallerIdentity"),
            ("Version", "2011-06-15"),
            ("X-Amz-Algorithm", "AWS4-HMAC-SHA256"),
            ("X-Amz-Credential", "AKIDEXAMPLE%2F20260301%2Feu-west-1%2Fsts%2Faws4_request"),
            ("X-Amz-Date", "20260301T000000Z"),
            ("X-Amz-Expires", "60"),
            ("X-Amz-SignedHeaders", "host%3Bx-k8s-aws-id"),
            ("X-Amz-Signature", signature),
        ]);
        if token.is_some() {
            expected.insert("X-Amz-Security-Token", "tok%2Fen%2B%3D%3D");
        }
        assert_eq!(query, expected);
        assert_eq!(script.count(), 0, "nothing is sent");
    }
}

#[tokio::test(start_paused = true)]
async fn a_name_that_is_no_header_is_refused() {
    let client = Arc::new(Script::new([ok()])).client_with(Config { ..config() }, Stop::new()).await;
    let said = client.kube_token("a\r\nb").await.unwrap_err().to_string();
    assert!(said.starts_with("no token can be made for the cluster \"a\\r\\nb\""), "{said}");
}
