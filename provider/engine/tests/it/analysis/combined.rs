//! Several metrics, one verdict.

use kgas_engine::analysis::{Combined, Failure, Holding, Metric, Unclear, Verdict, combine};

#[test]
fn the_first_rule_that_holds_decides() {
    let critical = |name: &str| Metric::named(name);
    let weighs = |name: &str, weight| Metric { critical: false, weight, ..Metric::named(name) };
    let (fails, holds) = (|| Verdict::Fail(Failure::NoData), || Verdict::Hold(Holding::NoData));
    let unclear = || Verdict::Inconclusive(Unclear::NotANumber);
    let failed = |metric: &str| Combined::Fail { metric: metric.to_owned(), failure: Failure::NoData };
    let held_by = |metric: &str| Combined::Hold { metric: metric.to_owned(), why: Holding::NoData };
    for (name, tolerated, metrics, expected) in [
        ("no metrics", 0.0, vec![], Combined::Pass),
        ("all pass", 0.0, vec![(critical("a"), Verdict::Pass), (weighs("b", 1), Verdict::Pass)], Combined::Pass),
        ("a critical one fails", 0.9, vec![(weighs("a", 9), Verdict::Pass), (critical("b"), fails())], failed("b")),
        ("it goes before a hold", 0.9, vec![(critical("a"), holds()), (critical("b"), fails())], failed("b")),
        ("and before heavier ones", 0.0, vec![(weighs("a", 9), fails()), (critical("b"), fails())], failed("b")),
        ("any failure, by default", 0.0, vec![(critical("a"), Verdict::Pass), (weighs("b", 1), fails())], failed("b")),
        (
            "one that weighs nothing",
            0.0,
            vec![(critical("a"), Verdict::Pass), (weighs("b", 0), fails())],
            Combined::Pass,
        ),
        ("a third, tolerated", 0.4, vec![(weighs("a", 2), Verdict::Pass), (weighs("b", 1), fails())], Combined::Pass),
        (
            "up to what is tolerated",
            0.5,
            vec![(weighs("a", 1), Verdict::Pass), (weighs("b", 1), fails())],
            Combined::Pass,
        ),
        ("two thirds, not", 0.5, vec![(weighs("a", 1), Verdict::Pass), (weighs("b", 2), fails())], failed("b")),
        ("the heaviest is named", 0.5, vec![(weighs("a", 1), fails()), (weighs("b", 2), fails())], failed("b")),
        ("the first of equals", 0.5, vec![(weighs("a", 2), fails()), (weighs("b", 2), fails())], failed("a")),
        ("tolerated and held", 0.5, vec![(weighs("a", 1), fails()), (weighs("b", 2), holds())], held_by("b")),
        (
            "inconclusive",
            0.0,
            vec![(critical("a"), Verdict::Pass), (critical("b"), unclear())],
            Combined::Inconclusive { metric: "b".to_owned(), why: Unclear::NotANumber },
        ),
    ] {
        let metrics: Vec<(Metric, Verdict)> = metrics;
        assert_eq!(combine(metrics.iter().map(|(metric, verdict)| (metric, verdict)), tolerated), expected, "{name}");
    }
}
