//! Freeze windows, in the wall time of their place.

use jiff::Timestamp;
use kgas_engine::Millis;
use kgas_engine::freeze::{self, Window};
use proptest::prelude::*;

fn at(text: &str) -> Millis {
    Millis(u64::try_from(text.parse::<Timestamp>().unwrap().as_millisecond()).unwrap())
}

fn told(time: Option<Millis>) -> String {
    time.map_or_else(
        || "-".to_owned(),
        |time| Timestamp::from_millisecond(i64::try_from(time.0).unwrap()).unwrap().to_string(),
    )
}

fn window(text: &str) -> Window {
    text.parse().unwrap()
}

#[test]
fn frozen_until_and_frozen_next() {
    const WEEKEND: &str = "Fri 16:00-Mon 08:00 Europe/Berlin";
    const NIGHT: &str = "22:00-06:00 UTC";
    const NEW_YEAR: &str = "2026-12-20..2027-01-03 Europe/Berlin";
    for (window, now, until, next) in [
        // Winter in Berlin is UTC+1.
        (WEEKEND, "2026-11-27T14:59:59.999Z", "-", "2026-11-27T15:00:00Z"),
        (WEEKEND, "2026-11-27T15:00:00Z", "2026-11-30T07:00:00Z", "2026-12-04T15:00:00Z"),
        (WEEKEND, "2026-11-30T06:59:59.999Z", "2026-11-30T07:00:00Z", "2026-12-04T15:00:00Z"),
        (WEEKEND, "2026-11-30T07:00:00Z", "-", "2026-12-04T15:00:00Z"),
        // Across the end of a year.
        (WEEKEND, "2027-01-01T23:30:00Z", "2027-01-04T07:00:00Z", "2027-01-08T15:00:00Z"),
        // Clocks go forward on 2026-03-29: it begins in winter, ends in summer, and is an hour shorter.
        (WEEKEND, "2026-03-27T15:00:00Z", "2026-03-30T06:00:00Z", "2026-04-03T14:00:00Z"),
        // And back on 2026-10-25.
        (WEEKEND, "2026-10-23T14:00:00Z", "2026-10-26T07:00:00Z", "2026-10-30T15:00:00Z"),
        (NIGHT, "2026-12-31T23:30:00Z", "2027-01-01T06:00:00Z", "2027-01-01T22:00:00Z"),
        (NIGHT, "2027-01-01T00:00:00Z", "2027-01-01T06:00:00Z", "2027-01-01T22:00:00Z"),
        (NIGHT, "2027-01-01T06:00:00Z", "-", "2027-01-01T22:00:00Z"),
        ("09:00-17:00 Asia/Kolkata", "2026-05-01T03:30:00Z", "2026-05-01T11:30:00Z", "2026-05-02T03:30:00Z"),
        // The date is another one where it is frozen.
        (
            "Mon 00:00-Mon 12:00 Pacific/Auckland",
            "2026-06-07T12:30:00Z",
            "2026-06-08T00:00:00Z",
            "2026-06-14T12:00:00Z",
        ),
        // All of a week but an hour.
        ("Mon 09:00-Mon 08:00 UTC", "2026-06-08T08:30:00Z", "-", "2026-06-08T09:00:00Z"),
        ("Mon 09:00-Mon 08:00 UTC", "2026-06-08T07:30:00Z", "2026-06-08T08:00:00Z", "2026-06-08T09:00:00Z"),
        // A week from Sunday to Sunday crosses Monday.
        ("Sun 23:00-Sun 01:00 UTC", "2026-06-12T00:00:00Z", "2026-06-14T01:00:00Z", "2026-06-14T23:00:00Z"),
        // The last day is frozen too.
        (NEW_YEAR, "2026-12-19T22:59:59Z", "-", "2026-12-19T23:00:00Z"),
        (NEW_YEAR, "2027-01-03T22:59:59Z", "2027-01-03T23:00:00Z", "-"),
        (NEW_YEAR, "2027-01-03T23:00:00Z", "-", "-"),
        ("2026-12-24T12:00..2027-01-02T08:00 UTC", "2026-12-24T12:00:00Z", "2027-01-02T08:00:00Z", "-"),
        // A wall time that comes not at all, and one that comes twice: as long as it can be.
        ("02:30-12:00 Europe/Berlin", "2026-03-29T00:30:00Z", "2026-03-29T10:00:00Z", "2026-03-30T00:30:00Z"),
        ("00:00-02:30 Europe/Berlin", "2026-03-29T01:29:00Z", "2026-03-29T01:30:00Z", "2026-03-29T22:00:00Z"),
        ("02:30-12:00 Europe/Berlin", "2026-10-25T00:30:00Z", "2026-10-25T11:00:00Z", "2026-10-26T01:30:00Z"),
        ("00:00-02:30 Europe/Berlin", "2026-10-25T01:29:00Z", "2026-10-25T01:30:00Z", "2026-10-25T23:00:00Z"),
    ] {
        let (window, now) = (self::window(window), at(now));
        assert_eq!(
            [told(window.active(now)), told(window.next(now))],
            [until, next],
            "{window} at {}",
            told(Some(now))
        );
    }
}

#[test]
fn how_it_may_be_written() {
    let same = |texts: &[&str]| {
        for now in ["2026-12-25T00:00:00Z", "2026-12-26T23:59:00Z", "2027-01-03T00:00:00Z"] {
            let found: Vec<_> = texts.iter().map(|it| (window(it).active(at(now)), window(it).next(at(now)))).collect();
            assert!(found.iter().all(|it| *it == found[0]), "{texts:?}: {found:?}");
        }
    };
    same(&["Fri 16:00-Mon 08:00 UTC", " friday  16:00 - MONDAY 8:00  utc ", "fri 16:00 -Mon 8:00 Etc/UTC"]);
    same(&[
        "2026-12-20..2027-01-02 UTC",
        "2026-12-20T00:00 .. 2027-01-02  UTC",
        "2026-12-20..2027-01-03T00:00 UTC",
        "2026-12-20T0:00..2027-01-03T0:00 UTC",
    ]);
    assert_eq!(window("Fri 16:00-Mon 08:00 UTC").to_string(), "Fri 16:00-Mon 08:00 UTC");
}

#[test]
fn what_is_refused_says_where_and_why() {
    for (text, column, why) in [
        ("", 1, r#""" is no time; write 00:00 to 23:59"#),
        ("always", 1, r#""always" is no weekday; write Mon, Tue, Wed, Thu, Fri, Sat or Sun"#),
        ("Fry 16:00-Mon 08:00 UTC", 1, r#""Fry" is no weekday; write Mon, Tue, Wed, Thu, Fri, Sat or Sun"#),
        ("Fri 16:00-08:00 UTC", 11, r#""" is no weekday; write Mon, Tue, Wed, Thu, Fri, Sat or Sun"#),
        ("Fri 24:00-Mon 08:00 UTC", 5, r#""24:00" is no time; write 00:00 to 23:59"#),
        ("Fri 16-Mon 08:00 UTC", 5, r#""16" is no time; write 00:00 to 23:59"#),
        ("22:00–06:00 UTC", 6, r#""-" is expected, not "–06:00""#),
        ("22:00", 6, r#""-" is expected, not "the end""#),
        ("22:00-22:00 UTC", 1, "it ends where it begins"),
        ("Mon 08:00-Mon 08:00 UTC", 1, "it ends where it begins"),
        ("22:00-06:00", 12, "the time zone is missing"),
        ("22:00-06:00 Europe/Berlni", 13, r#""Europe/Berlni" is no IANA time zone"#),
        ("22:00-06:00 berlin", 13, r#""berlin" is no IANA time zone; did you mean Europe/Berlin?"#),
        ("22:00-06:00 Etc/Unknown", 13, r#""Etc/Unknown" is no IANA time zone"#),
        ("22:00-06:00 +02:00", 13, r#""+02:00" is no IANA time zone"#),
        ("22:00-06:00 UTC daily", 17, r#""daily" is too much; the time zone "UTC" comes last"#),
        ("2026-12-20..2026-12-19 UTC", 1, "it ends before it begins"),
        ("2026-12-20T12:00..2026-12-20T12:00 UTC", 1, "it ends before it begins"),
        ("2026-02-30..2026-03-02 UTC", 1, r#""2026-02-30" is no date; write 2026-12-24 or 2026-12-24T12:00"#),
        ("2026-12-20..03-01 UTC", 13, r#""03-01" is no date; write 2026-12-24 or 2026-12-24T12:00"#),
        (
            "2026-12-20T25:00..2027-03-01 UTC",
            1,
            r#""2026-12-20T25:00" is no date; write 2026-12-24 or 2026-12-24T12:00"#,
        ),
        ("2026-12-20..9999-12-31 UTC", 13, "it ends after the end of time"),
    ] {
        let refused = text.parse::<Window>().unwrap_err();
        assert_eq!((refused.column, refused.why.as_str()), (column, why), "{text}");
        assert_eq!(
            refused.to_string(),
            format!(
                "{text:?}, column {column}: {why}; a freeze window is, for example, \"Fri 16:00-Mon 08:00 Europe/Berlin\", \
                 \"22:00-06:00 UTC\" or \"2026-12-20..2027-01-03 Europe/Berlin\""
            )
        );
    }
}

#[test]
fn several_windows_that_touch_are_one() {
    let windows =
        ["22:00-06:00 UTC", "Sat 06:00-Sun 22:00 UTC", "2027-01-04T06:00..2027-01-04T07:00 UTC"].map(window).to_vec();
    let (until, first) = freeze::active(&windows, at("2027-01-01T23:00:00Z")).unwrap();
    assert_eq!((told(Some(until)).as_str(), first), ("2027-01-04T07:00:00Z", &windows[0]));
    assert_eq!(freeze::active(&windows, at("2027-01-04T07:00:00Z")), None);
    let (from, first) = freeze::next(&windows, at("2027-01-03T12:00:00Z")).unwrap();
    assert_eq!((told(Some(from)).as_str(), first), ("2027-01-03T22:00:00Z", &windows[0]));
    assert_eq!(freeze::next(&[], at("2027-01-03T12:00:00Z")), None);
}

#[test]
fn windows_that_never_end_are_an_answer_too() {
    let windows = ["00:00-12:00 UTC", "12:00-00:00 UTC"].map(window);
    let now = at("2027-01-01T00:00:00Z");
    let (until, _) = freeze::active(&windows, now).unwrap();
    assert!(until > now.after(100 * 86_400_000));
}

const TEXTS: [&str; 8] = [
    "Fri 16:00-Mon 08:00 Europe/Berlin",
    "22:00-06:00 America/New_York",
    "Sun 02:30-Sun 03:30 Australia/Lord_Howe",
    "02:15-02:45 Europe/Berlin",
    "Wed 00:00-Tue 23:59 Asia/Kathmandu",
    "2026-12-20..2027-01-03 Pacific/Apia",
    "2026-10-25T02:30..2026-10-25T02:31 Europe/Berlin",
    "23:59-00:01 Pacific/Kiritimati",
];

proptest! {
    /// The two answers agree: frozen to the last millisecond before `until` and not before `next`, and never in between.
    #[test]
    fn until_and_next_are_the_edges(text in prop::sample::select(&TEXTS[..]), now in 1_750_000_000_000u64..1_850_000_000_000) {
        let (window, now) = (window(text), Millis(now));
        if let Some(until) = window.active(now) {
            prop_assert!(until > now);
            prop_assert_eq!(window.active(Millis(until.0 - 1)), Some(until));
            prop_assert_ne!(window.active(until), Some(until));
        }
        if let Some(next) = window.next(now) {
            prop_assert!(next > now);
            prop_assert!(window.active(next).is_some());
            prop_assert!(window.active(Millis(next.0 - 1)).is_none_or(|until| until < window.active(next).unwrap()));
            if window.active(now).is_none() {
                for part in 1..50 {
                    prop_assert_eq!(window.active(Millis(now.0 + (next.0 - 1 - now.0) * part / 50)), None);
                }
            }
        }
    }

    /// Whatever is written, and whatever time it is, is an answer.
    #[test]
    fn nothing_panics(text in "[A-Za-z0-9:. /T–-]{0,40}", known in prop::sample::select(&TEXTS[..]), now in any::<u64>()) {
        let window = text.parse::<Window>().unwrap_or_else(|_| window(known));
        let now = Millis(now);
        prop_assert!(window.active(now).is_none_or(|until| until > now));
        prop_assert!(window.next(now).is_none_or(|next| next > now));
    }
}
