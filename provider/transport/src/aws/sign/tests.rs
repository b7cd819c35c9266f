use http::Method;

use super::*;

/// 2015-08-30T12:36:00Z, the moment of AWS's signing test suite.
const SUITE: Duration = Duration::from_mins(24_015_636);
/// 2026-03-01T00:00:00Z.
const MARCH: Duration = Duration::from_hours(492_312);
const SUITE_KEY: &str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

fn request(method: &str, uri: &str, headers: &[(&str, &str)], body: &'static str) -> Request<Bytes> {
    let uri: http::Uri = uri.parse().unwrap();
    let mut request = Request::builder()
        .method(Method::from_bytes(method.as_bytes()).unwrap())
        .header("host", uri.authority().unwrap().as_str())
        .uri(uri);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request.body(Bytes::from_static(body.as_bytes())).unwrap()
}

fn at(service: &'static str, region: &'static str, since_epoch: Duration) -> Scope<'static> {
    Scope { region, service, time: SystemTime::UNIX_EPOCH + since_epoch }
}

fn signature(request: &Request<Bytes>) -> &str {
    request.headers()["authorization"].to_str().unwrap().rsplit_once("Signature=").unwrap().1
}

/// AWS's signing test suite, version 4, signatures in headers. Its paths are not yet encoded, so rows with escapes in the
/// path are left to botocore below. Source: <https://github.com/awslabs/aws-c-auth/tree/main/tests/aws-signing-test-suite/v4>.
#[test]
fn headers_are_signed_as_in_the_suite() {
    const TOKEN: &str = "6e86291e8372ff2a2260956d9b8aae1d763fbf315fa00fa31553b73ebf194267";
    type Row = (&'static str, &'static str, &'static str, &'static [(&'static str, &'static str)], &'static str);
    let table: [Row; 9] = [
        ("get-vanilla", "GET", "/", &[], "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"),
        (
            "get-vanilla-query-order-key-case",
            "GET",
            "/?Param2=value2&Param1=value1",
            &[],
            "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500",
        ),
        (
            "get-vanilla-utf8-query",
            "GET",
            "/?%E1%88%B4=bar",
            &[],
            "2cdec8eed098649ff3a119c94853b13c643bcf08f8b0a1d91e12c9027818dd04",
        ),
        (
            "get-slashes-normalized",
            "GET",
            "//example//",
            &[],
            "9a624bd73a37c9a373b5312afbebe7a714a789de108f0bdfe846570885f57e84",
        ),
        (
            "get-relative-normalized",
            "GET",
            "/example/..",
            &[],
            "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
        ),
        (
            "get-unreserved",
            "GET",
            "/-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
            &[],
            "07ef7494c76fa4850883e2b006601f940f8a34d404d0cfa977f52a65bbf5f24f",
        ),
        (
            "get-header-value-trim",
            "GET",
            "/",
            &[("my-header1", " value1"), ("my-header2", " \"a   b   c\"")],
            "acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736",
        ),
        (
            "post-header-key-sort",
            "POST",
            "/",
            &[("my-header1", "value1")],
            "c5410059b04c1ee005303aed430f6e6645f61f4dc9e1461ec8f8916fdf18852c",
        ),
        (
            "post-vanilla-query",
            "POST",
            "/?Param1=value1",
            &[],
            "28038455d6de14eafc1f9222cf5aa6f1a96197d7deb8263271d420d138af7f11",
        ),
    ];
    let scope = at("service", "us-east-1", SUITE);
    let permanent = Credentials::new("AKIDEXAMPLE", SUITE_KEY, None, None, "test");
    for (name, method, path, headers, expected) in table {
        let mut request = request(method, &format!("https://example.amazonaws.com{path}"), headers, "");
        in_headers(&mut request, &permanent, scope).unwrap();
        assert_eq!(signature(&request), expected, "{name}");
    }

    let temporary = Credentials::new("AKIDEXAMPLE", SUITE_KEY, Some(TOKEN.to_owned()), None, "test");
    let mut request = request("GET", "https://example.amazonaws.com/", &[], "");
    in_headers(&mut request, &temporary, scope).unwrap();
    assert_eq!(
        request.headers()["authorization"],
        "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, \
         SignedHeaders=host;x-amz-date;x-amz-security-token, \
         Signature=07ec1639c89043aa0e3e2de82b96708f198cceab042d4a97044c66dd9f74e7f8"
    );
    assert_eq!(
        (&request.headers()["x-amz-date"], &request.headers()["x-amz-security-token"]),
        (&"20150830T123600Z".parse().unwrap(), &TOKEN.parse().unwrap())
    );
}

/// The example of the manual: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html>.
#[test]
fn list_users_is_signed_as_in_the_manual() {
    let credentials = Credentials::new("AKIDEXAMPLE", SUITE_KEY, None, None, "test");
    let form = [("content-type", "application/x-www-form-urlencoded; charset=utf-8")];
    let mut request = request("GET", "https://iam.amazonaws.com/?Action=ListUsers&Version=2010-05-08", &form, "");
    in_headers(&mut request, &credentials, at("iam", "us-east-1", SUITE)).unwrap();
    assert_eq!(signature(&request), "5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7");
}

/// botocore 1.43 signs the same request so: a path and a query with escapes, a body.
#[test]
fn a_body_and_escapes_are_signed_as_by_botocore() {
    let uri = "https://eks.eu-west-1.amazonaws.com/clusters/a%20b%2Fc/tags?x=1&a=%C3%A9";
    for (token, expected) in [
        (None, "8732b16f792b1a42e9a9fc9eb49318aeea363881d60f2fb560cc049457d043c7"),
        (Some("tok/en+=="), "ae616d6d68bf66c5a9d5a28218840db11ddfe162b50f1f6f4e9b76f317b0f6e8"),
    ] {
        let token = token.map(ToOwned::to_owned);
        let credentials = Credentials::new("AKIDEXAMPLE", "canary-secret-key", token, None, "test");
        let mut request = request("POST", uri, &[("content-type", "application/json")], r#"{"name":"prod"}"#);
        in_headers(&mut request, &credentials, at("eks", "eu-west-1", MARCH)).unwrap();
        assert_eq!(signature(&request), expected);
    }
}

/// AWS's signing test suite, signatures in the query, good for an hour.
#[test]
fn queries_are_signed_as_in_the_suite() {
    let credentials = Credentials::new("AKIDEXAMPLE", SUITE_KEY, None, None, "test");
    let mut request = request("GET", "https://example.amazonaws.com/", &[], "");
    let scope = at("service", "us-east-1", SUITE);
    in_query(&mut request, &credentials, scope, Duration::from_hours(1)).unwrap();
    let query = request.uri().query().unwrap();
    assert!(query.contains("X-Amz-Expires=3600&"), "{query}");
    assert!(
        query.ends_with("X-Amz-Signature=e93c787ed7f371d5c6b165c1b38ede9550f4dce4144713e844b25b7192d3865d"),
        "{query}"
    );
    assert!(!request.headers().contains_key("authorization"));
}
