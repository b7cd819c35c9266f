//! What moto and ministack do not play: asked for a list of it, they say that there is no such operation. AWS always has
//! the operation, so the answer stood in is AWS's own for a cluster that has none. Nothing but such lists is stood in.
use super::request::Request;

/// Lists by the end of their path, with the member that is empty.
const LISTS: [(&str, &str); 7] = [
    ("/addons", "addons"),
    ("/addons/supported-versions", "addons"),
    ("/access-entries", "accessEntries"),
    ("/updates", "updateIds"),
    ("/pod-identity-associations", "associations"),
    ("/cluster-versions", "clusterVersions"),
    ("/insights", "insights"),
];

/// An empty list in place of an answer that says there is no such list.
pub(super) fn stand_in(request: &Request, answer: &[u8]) -> Option<Vec<u8>> {
    let path = request.path.split('?').next()?;
    let (_, member) = LISTS.iter().find(|(end, _)| path.ends_with(end))?;
    let is_list = request.method == "GET" || path.ends_with("/insights");
    if !is_list || !is_refusal_to_play(&String::from_utf8_lossy(answer)) {
        return None;
    }
    let body = format!("{{\"{member}\":[]}}");
    let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\n";
    Some(format!("{head}content-length: {}\r\n\r\n{body}", body.len()).into_bytes())
}

/// moto's page, and ministack's words.
fn is_refusal_to_play(answer: &str) -> bool {
    let page = answer.starts_with("HTTP/1.1 404") && answer.contains("<title>404 Not Found</title>");
    page || answer.contains("No route for GET ") || answer.contains("No route for POST ")
}

#[test]
fn only_lists_that_are_not_played_are_stood_in() {
    let get = |path: &str| Request::get(path);
    let page = b"HTTP/1.1 404 NOT FOUND\r\n\r\n<!doctype html><title>404 Not Found</title>";
    let stood_in = String::from_utf8(stand_in(&get("/clusters/a/addons?maxResults=1"), page).unwrap()).unwrap();
    assert!(stood_in.ends_with("\r\n\r\n{\"addons\":[]}"), "{stood_in}");
    assert_eq!(stand_in(&get("/clusters/a/addons/coredns"), page), None);
    assert_eq!(stand_in(&get("/clusters/a/addons"), b"HTTP/1.1 200 OK\r\n\r\n{\"addons\":[\"coredns\"]}"), None);
    assert_eq!(
        stand_in(&get("/clusters/a/addons"), b"HTTP/1.1 404 Not Found\r\n\r\n{\"message\":\"No cluster\"}"),
        None
    );
}
