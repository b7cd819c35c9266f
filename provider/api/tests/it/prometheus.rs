//! Prometheus: what comes back, in the shapes that its documentation shows.

use kgas_api::ApiError;
use kgas_api::prometheus::{
    Answer, BuildInfo, Data, Point, RuleHealth, RuleKind, TargetHealth, Value, build_info, query, query_range, rules,
    targets,
};
use serde_json::json;

use crate::case::answer;

fn read(body: &serde_json::Value) -> Result<Answer<Data>, ApiError> {
    query::response(&answer(200, &[], &body.to_string()))
}

/// Source: <https://prometheus.io/docs/prometheus/latest/querying/api/#instant-queries>.
#[test]
fn a_vector_with_all_that_go_calls_a_number() {
    let one = |instance: &str, value: &str| json!({ "metric": { "__name__": "up", "instance": instance }, "value": [1_435_781_451.781, value] });
    let values = ["1", "0.1", "-2.5e-07", "1e+21", "NaN", "+Inf", "-Inf"];
    let result: Vec<_> = values.iter().map(|value| one(value, value)).collect();
    let body = json!({ "status": "success", "data": { "resultType": "vector", "result": result },
        "warnings": ["a part is missing"], "infos": ["PromQL info: metric might not be a counter"] });
    let Answer { data, warnings, infos } = read(&body).unwrap();
    let Data::Vector(found) = data else { panic!("{data:?}") };
    let numbers: Vec<_> = found.iter().map(|it| it.point.float().unwrap()).collect();
    assert_eq!(numbers[..4], [1.0, 0.1, -2.5e-7, 1e21]);
    assert!(numbers[4].is_nan() && numbers[5] == f64::INFINITY && numbers[6] == f64::NEG_INFINITY, "{numbers:?}");
    assert_eq!(found[0].labels["instance"], "1");
    assert_eq!(found[0].point.at.as_millisecond(), 1_435_781_451_781);
    assert_eq!((warnings.len(), infos.len()), (1, 1));
}

#[test]
fn the_type_may_come_behind_the_result() {
    let body = r#"{"data":{"result":[{"value":[1.5,"2"],"metric":{}}],"resultType":"vector"},"status":"success"}"#;
    let Data::Vector(found) = query::response(&answer(200, &[], body)).unwrap().data else { panic!() };
    assert_eq!((found[0].point.at.as_millisecond(), found[0].point.float()), (1_500, Some(2.0)));
}

#[test]
fn nothing_found_is_an_answer() {
    let body = json!({ "status": "success", "data": { "resultType": "vector", "result": [] } });
    let found = read(&body).unwrap();
    assert_eq!((found.data, found.warnings.len()), (Data::Vector(Vec::new()), 0));
}

#[test]
fn a_scalar_a_text_and_histograms() {
    let of = |kind: &str, result: serde_json::Value| json!({ "status": "success", "data": { "resultType": kind, "result": result } });
    let Data::Scalar(point) = read(&of("scalar", json!([1_435_781_460, "0.5"]))).unwrap().data else { panic!() };
    assert_eq!((point.at.as_second(), point.value), (1_435_781_460, Value::Float(0.5)));
    let Data::String(text) = read(&of("string", json!([1.5, "words"]))).unwrap().data else { panic!() };
    assert_eq!((text.at.as_millisecond(), text.text.as_str()), (1_500, "words"));
    let histogram =
        json!([{ "metric": {}, "histogram": [2, { "count": "10", "sum": "3.5", "buckets": [[1, "0", "1", "4"]] }] }]);
    let Data::Vector(found) = read(&of("vector", histogram)).unwrap().data else { panic!() };
    assert_eq!(
        (found[0].point.value, found[0].point.float(), found[0].point.at.as_second()),
        (Value::Histogram, None, 2)
    );
}

/// Source: <https://prometheus.io/docs/prometheus/latest/querying/api/#range-queries>.
#[test]
fn a_matrix_is_in_the_order_of_time() {
    let body = json!({ "status": "success", "data": { "resultType": "matrix", "result": [
        { "metric": { "job": "prometheus" }, "values": [[1_435_781_430.781, "1"], [1_435_781_460.781, "2"]], "histograms": [[1_435_781_445.781, {}]] },
        { "metric": { "job": "node" }, "values": [[1_435_781_430.781, "0"]] },
    ] } });
    let Data::Matrix(found) = query_range::response(&answer(200, &[], &body.to_string())).unwrap().data else {
        panic!()
    };
    let points: Vec<_> = found[0].points.iter().map(Point::float).collect();
    assert_eq!((points, found[1].labels["job"].as_str()), (vec![Some(1.0), None, Some(2.0)], "node"));
}

#[test]
fn a_refusal_keeps_its_type_and_words() {
    let body =
        json!({ "status": "error", "errorType": "bad_data", "error": "1:3: parse error: unexpected end of input" });
    for status in [400, 200] {
        let err = query::response(&answer(status, &[], &body.to_string())).unwrap_err();
        let said = format!("bad_data: 1:3: parse error: unexpected end of input (HTTP {status})");
        assert_eq!(err.to_string(), said);
    }
    for (status, code) in [(401, "unauthorized"), (403, "forbidden"), (429, "too_many_requests")] {
        let Err(ApiError::Refused(refusal)) = query::response(&answer(status, &[], "no org id hunter2")) else {
            panic!()
        };
        assert_eq!((refusal.status, refusal.code.as_str()), (status, code));
        assert!(!format!("{refusal:?}").contains("hunter2"), "{refusal:?}");
    }
}

#[test]
fn what_is_not_prometheus_is_said_and_not_shown() {
    let vector = |result: &str| format!(r#"{{"status":"success","data":{{"resultType":"vector","result":{result}}}}}"#);
    for (status, body) in [
        (200, "<html>hunter2".to_owned()),
        (404, "<html>hunter2".to_owned()),
        (404, r#"{"message":"hunter2"}"#.to_owned()),
        (200, r#"{"data":{"resultType":"vector","result":[]}}"#.to_owned()),
        (200, r#"{"status":"hunter2","data":{"resultType":"vector","result":[]}}"#.to_owned()),
        (200, r#"{"status":"success","data":{"resultType":"hunter2","result":[]}}"#.to_owned()),
        (200, vector(r#"[{"metric":{},"value":[1,"hunter2"]}]"#)),
        (200, vector(r#"[{"metric":{},"value":[1,"infinity"]}]"#)),
        (200, vector(r#"[{"metric":{},"value":[1,2]}]"#)),
        (200, vector(r#"[{"metric":{},"value":["hunter2","1"]}]"#)),
        (200, vector(r#"[{"metric":{},"value":[1e300,"1"]}]"#)),
        (200, vector(r#"[{"metric":{}}]"#)),
        (200, vector(r#"[{"value":[1,"1"]}]"#)),
    ] {
        let err = query::response(&answer(status, &[], &body)).unwrap_err();
        assert!(matches!(err, ApiError::Malformed { .. }), "{body}: {err:?}");
        assert!(!format!("{err:?}").contains("hunter2"), "{err:?}");
    }
}

/// Source: <https://prometheus.io/docs/prometheus/latest/querying/api/#rules>.
#[test]
fn rules_and_how_they_fare() {
    let body = json!({ "status": "success", "data": { "groups": [{
        "name": "example", "file": "/rules.yaml", "interval": 60.5, "limit": 0, "evaluationTime": 0.1, "rules": [
            { "type": "alerting", "name": "HighLatency", "query": "a > 0.5", "duration": 600, "labels": { "severity": "page" },
              "annotations": {}, "alerts": [], "health": "ok", "state": "firing", "evaluationTime": 0.000_312_805,
              "lastEvaluation": "2023-10-05T19:51:52.462004334+02:00", "keepFiringFor": 60 },
            { "type": "recording", "name": "job:sum", "query": "sum by (job) (a)", "health": "err", "lastError": "many-to-many",
              "lastEvaluation": "0001-01-01T00:00:00Z" },
        ] }] } });
    let found = rules::response(&answer(200, &[], &body.to_string())).unwrap().data;
    let (group, [alert, record]) = (&found[0], &found[0].rules[..]) else { panic!("{found:?}") };
    assert_eq!((group.name.as_str(), group.file.as_str(), group.interval), ("example", "/rules.yaml", 60.5));
    assert_eq!(
        (alert.kind.clone(), alert.health.clone(), alert.state.as_deref()),
        (RuleKind::Alerting, Some(RuleHealth::Ok), Some("firing"))
    );
    assert_eq!((alert.labels["severity"].as_str(), alert.evaluation_time), ("page", 0.000_312_805));
    assert_eq!(alert.last_evaluation.unwrap().as_second(), 1_696_528_312);
    assert_eq!(
        (record.kind.clone(), record.health.clone(), record.last_error.as_deref()),
        (RuleKind::Recording, Some(RuleHealth::Err), Some("many-to-many"))
    );
}

/// Source: <https://prometheus.io/docs/prometheus/latest/querying/api/#targets>.
#[test]
fn targets_and_their_interval() {
    let body = json!({ "status": "success", "data": { "droppedTargets": [], "activeTargets": [{
        "discoveredLabels": {}, "labels": { "job": "prometheus" }, "scrapePool": "prometheus", "scrapeUrl": "http://127.0.0.1:9090/metrics",
        "globalUrl": "", "lastError": "", "lastScrape": "2017-01-17T15:07:44.723715405+01:00", "lastScrapeDuration": 0.05,
        "health": "up", "scrapeInterval": "1m30s", "scrapeTimeout": "10s" }] } });
    let found = targets::response(&answer(200, &[], &body.to_string())).unwrap().data;
    assert_eq!((found[0].health.clone(), found[0].scrape_interval.as_str()), (TargetHealth::Up, "1m30s"));
    assert_eq!(
        (found[0].labels["job"].as_str(), found[0].last_scrape.unwrap().as_second()),
        ("prometheus", 1_484_662_064)
    );
}

#[test]
fn which_prometheus_it_is() {
    let body = json!({ "status": "success", "data": { "version": "3.8.0", "revision": "c", "branch": "b", "goVersion": "go1.25" } });
    let found = build_info::response(&answer(200, &[], &body.to_string())).unwrap().data;
    assert_eq!(found, BuildInfo { version: "3.8.0".into(), revision: "c".into() });
}
