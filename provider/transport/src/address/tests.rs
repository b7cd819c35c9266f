use super::*;

#[test]
fn credentials_go_to_no_address_that_shows_them() {
    for good in ["https://eks.internal", "http://localhost:1", "http://127.0.0.1:1", "http://[::1]:1/a"] {
        parse(good, "`endpoint`").unwrap();
    }
    for (bad, why) in [
        ("http://eks.internal", "use https"),
        ("http://127.0.0.1.evil.example", "use https"),
        ("ftp://eks.internal", "not https"),
        ("eks.internal", "not https"),
        ("/eks", "no host"),
        ("https://a?b", "has a query"),
        ("", "not a URL"),
    ] {
        let said = parse(bad, "`endpoint`").unwrap_err().to_string();
        assert!(said.contains(why) && said.contains("`endpoint`"), "{bad}: {said}");
    }
    parse_open("http://prometheus.monitoring:9090/prefix", "`endpoint`").unwrap();
    let said = parse("https://user:canary@host", "AWS_ENDPOINT_URL").unwrap_err();
    assert!(!format!("{said} {said:?}").contains("canary"));
}

#[test]
fn paths_are_put_behind_an_address() {
    for (base, path, expected) in [
        ("https://h", "/clusters?a=b", "https://h/clusters?a=b"),
        ("https://h/", "/", "https://h/"),
        ("https://h:8443/pre/", "/a%20b", "https://h:8443/pre/a%20b"),
    ] {
        assert_eq!(join(&base.parse().unwrap(), path).unwrap(), expected);
    }
}
