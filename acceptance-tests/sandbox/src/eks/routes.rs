//! EKS's operations by method and path.
//! Source: <https://docs.aws.amazon.com/eks/latest/APIReference/API_Operations.html>.
use std::collections::BTreeMap;

use http::Method;
use percent_encoding::percent_decode_str;

use crate::call::Refusal;

const ROUTES: &[(&str, &str, &str)] = &[
    ("POST", "/clusters", "CreateCluster"),
    ("GET", "/clusters", "ListClusters"),
    ("GET", "/clusters/{name}", "DescribeCluster"),
    ("DELETE", "/clusters/{name}", "DeleteCluster"),
    ("POST", "/clusters/{name}/update-config", "UpdateClusterConfig"),
    ("POST", "/clusters/{name}/updates", "UpdateClusterVersion"),
    ("GET", "/clusters/{name}/updates", "ListUpdates"),
    ("GET", "/clusters/{name}/updates/{update}", "DescribeUpdate"),
    ("POST", "/clusters/{name}/updates/{update}/cancel-update", "CancelUpdate"),
    ("POST", "/clusters/{name}/encryption-config/associate", "AssociateEncryptionConfig"),
    ("POST", "/clusters/{name}/node-groups", "CreateNodegroup"),
    ("GET", "/clusters/{name}/node-groups", "ListNodegroups"),
    ("GET", "/clusters/{name}/node-groups/{nodegroup}", "DescribeNodegroup"),
    ("DELETE", "/clusters/{name}/node-groups/{nodegroup}", "DeleteNodegroup"),
    ("POST", "/clusters/{name}/node-groups/{nodegroup}/update-config", "UpdateNodegroupConfig"),
    ("POST", "/clusters/{name}/node-groups/{nodegroup}/update-version", "UpdateNodegroupVersion"),
    ("POST", "/clusters/{name}/addons", "CreateAddon"),
    ("GET", "/clusters/{name}/addons", "ListAddons"),
    ("GET", "/clusters/{name}/addons/{addon}", "DescribeAddon"),
    ("POST", "/clusters/{name}/addons/{addon}/update", "UpdateAddon"),
    ("DELETE", "/clusters/{name}/addons/{addon}", "DeleteAddon"),
    ("GET", "/addons/supported-versions", "DescribeAddonVersions"),
    ("GET", "/addons/configuration-schemas", "DescribeAddonConfiguration"),
    ("POST", "/clusters/{name}/access-entries", "CreateAccessEntry"),
    ("GET", "/clusters/{name}/access-entries", "ListAccessEntries"),
    ("GET", "/clusters/{name}/access-entries/{principal}", "DescribeAccessEntry"),
    ("POST", "/clusters/{name}/access-entries/{principal}", "UpdateAccessEntry"),
    ("DELETE", "/clusters/{name}/access-entries/{principal}", "DeleteAccessEntry"),
    ("POST", "/clusters/{name}/access-entries/{principal}/access-policies", "AssociateAccessPolicy"),
    ("GET", "/clusters/{name}/access-entries/{principal}/access-policies", "ListAssociatedAccessPolicies"),
    ("DELETE", "/clusters/{name}/access-entries/{principal}/access-policies/{policy}", "DisassociateAccessPolicy"),
    ("GET", "/access-policies", "ListAccessPolicies"),
    ("POST", "/clusters/{name}/pod-identity-associations", "CreatePodIdentityAssociation"),
    ("GET", "/clusters/{name}/pod-identity-associations", "ListPodIdentityAssociations"),
    ("GET", "/clusters/{name}/pod-identity-associations/{association}", "DescribePodIdentityAssociation"),
    ("POST", "/clusters/{name}/pod-identity-associations/{association}", "UpdatePodIdentityAssociation"),
    ("DELETE", "/clusters/{name}/pod-identity-associations/{association}", "DeletePodIdentityAssociation"),
    ("POST", "/clusters/{name}/insights", "ListInsights"),
    ("GET", "/clusters/{name}/insights/{insight}", "DescribeInsight"),
    ("POST", "/clusters/{name}/insights-refresh", "StartInsightsRefresh"),
    ("GET", "/clusters/{name}/insights-refresh", "DescribeInsightsRefresh"),
    ("GET", "/cluster-versions", "DescribeClusterVersions"),
    ("GET", "/tags/{arn}", "ListTagsForResource"),
    ("POST", "/tags/{arn}", "TagResource"),
    ("DELETE", "/tags/{arn}", "UntagResource"),
];

/// The operation, and what stood in the path under each name of its route.
///
/// A segment is decoded after the path is cut, so an ARN's slash is part of the ARN.
pub(crate) fn route(method: &Method, path: &str) -> Result<(&'static str, BTreeMap<&'static str, String>), Refusal> {
    let segments: Vec<&str> = path.trim_matches('/').split('/').collect();
    let found = ROUTES.iter().filter(|(wanted, _, _)| *wanted == method.as_str());
    let mut fitting = found.filter_map(|(_, route, name)| Some((*name, fit(route, &segments)?)));
    fitting
        .next()
        .ok_or_else(|| Refusal::of(404, "UnknownOperationException", format!("No operation is {method} {path}.")))
}

fn fit(route: &'static str, segments: &[&str]) -> Option<BTreeMap<&'static str, String>> {
    let wanted: Vec<&'static str> = route.trim_matches('/').split('/').collect();
    if wanted.len() != segments.len() {
        return None;
    }
    let mut parts = BTreeMap::new();
    for (want, got) in wanted.into_iter().zip(segments) {
        match want.strip_prefix('{').and_then(|name| name.strip_suffix('}')) {
            Some(name) => drop(parts.insert(name, percent_decode_str(got).decode_utf8_lossy().into_owned())),
            None if want == *got => {}
            None => return None,
        }
    }
    Some(parts)
}
