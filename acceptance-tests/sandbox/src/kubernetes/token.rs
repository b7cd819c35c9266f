//! Who may ask: the holder of the sandbox's own token, or of a token that EKS's authenticator would take.
//! Source: <https://github.com/kubernetes-sigs/aws-iam-authenticator#api-authorization-from-outside-a-cluster>.
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bytes::Bytes;
use http::Request;
use http::header::{AUTHORIZATION, HOST};

use super::place::Place;
use crate::world::World;
use crate::{handle, route};

/// The bearer token that opens every cluster of the sandbox, and nothing else.
pub const KUBERNETES_TOKEN: &str = "opens-nothing-but-the-sandbox";

/// Header in which a token's signature names the cluster it is for.
const CLUSTER: &str = "x-k8s-aws-id";

/// Whether the request's token opens the cluster. How old a token is is not looked at: the callers' clocks are not the
/// clouds'.
pub(super) fn opens(world: &World, place: &Place, request: &Request<Bytes>) -> bool {
    let header = request.headers().get(AUTHORIZATION).and_then(|value| value.to_str().ok());
    let Some(token) = header.and_then(|header| header.strip_prefix("Bearer ")) else { return false };
    token == KUBERNETES_TOKEN || place.cluster_name().is_some_and(|cluster| identifies(world, cluster, token).is_some())
}

/// Whether a token is a signed question to STS about who signed it, made out to the cluster.
fn identifies(world: &World, cluster: &str, token: &str) -> Option<()> {
    let url = URL_SAFE_NO_PAD.decode(token.strip_prefix("k8s-aws-v1.")?).ok()?;
    let url = String::from_utf8(url).ok()?;
    let uri: http::Uri = url.parse().ok()?;
    let host = uri.authority()?.to_string();
    let question = Request::get(uri).header(HOST, host).header(CLUSTER, cluster).body(Bytes::new()).ok()?;
    let (_, called) = route::call(&question);
    let (call, _) = called.ok()?;
    let signed = call.params.get("X-Amz-SignedHeaders").unwrap_or_default().split(';').any(|name| name == CLUSTER);
    let asks = call.service == crate::call::Service::Sts && call.operation == "GetCallerIdentity";
    (signed && asks && handle::signed(world, &call, &question)).then_some(())
}
