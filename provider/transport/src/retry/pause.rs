//! Services that asked to be left alone.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use http::HeaderMap;
use http::header::{DATE, RETRY_AFTER};
use kgas_api::Service;

/// Nobody can mean more: beyond this a call gives up, and later ones may ask again.
const LONGEST: Duration = Duration::from_hours(1);

/// Until when (monotonic) each service is left alone, by every call.
#[derive(Debug, Default)]
pub(crate) struct Pauses(Mutex<BTreeMap<Service, Duration>>);

impl Pauses {
    /// Leaves a service alone until `until`.
    pub(crate) fn extend(&self, service: Service, until: Duration) {
        let mut pauses = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = pauses.entry(service).or_default();
        *kept = until.max(*kept);
    }

    /// How much longer.
    pub(crate) fn remaining(&self, service: Service, now: Duration) -> Duration {
        let pauses = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        pauses.get(&service).map_or(Duration::ZERO, |until| until.saturating_sub(now))
    }
}

/// How long an answer's headers ask to be left alone: `Retry-After` in seconds or as a date, or AWS's own in
/// milliseconds. Nonsense counts as nothing.
///
/// * `now`: the time of day, for an answer without a date of its own.
pub(crate) fn asked_for(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let text = |name: &str| headers.get(name)?.to_str().ok().map(str::trim);
    if let Some(millis) = text("x-amz-retry-after").and_then(number) {
        return Some(Duration::from_millis(millis).min(LONGEST));
    }
    let wanted = text(RETRY_AFTER.as_str())?;
    if let Some(seconds) = number(wanted) {
        return Some(Duration::from_secs(seconds).min(LONGEST));
    }
    let until = http_date(wanted)?;
    Some(until.duration_since(date(headers).unwrap_or(now)).unwrap_or_default().min(LONGEST))
}

/// A whole number; one with too many digits is the largest that there is.
fn number(text: &str) -> Option<u64> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().unwrap_or(u64::MAX))
}

/// The service's time of day.
pub(crate) fn date(headers: &HeaderMap) -> Option<SystemTime> {
    http_date(headers.get(DATE)?.to_str().ok()?)
}

fn http_date(text: &str) -> Option<SystemTime> {
    jiff::fmt::rfc2822::parse(text).ok().map(|zoned| zoned.timestamp().into())
}

#[cfg(test)]
mod tests {
    use http::{HeaderName, HeaderValue};

    use super::*;

    #[test]
    fn a_rest_is_read_in_every_form() {
        type Row = (&'static [(&'static str, &'static str)], Option<u64>);
        let table: [Row; 13] = [
            (&[("retry-after", "7")], Some(7_000)),
            (&[("retry-after", " 7 ")], Some(7_000)),
            (&[("x-amz-retry-after", "1500"), ("retry-after", "7")], Some(1_500)),
            (&[("x-amz-retry-after", "soon"), ("retry-after", "7")], Some(7_000)),
            (&[("retry-after", "1000000000")], Some(3_600_000)),
            (&[("retry-after", "Thu, 01 Jan 1970 00:02:00 GMT")], Some(20_000)),
            // The service's own time counts, where it tells it.
            (
                &[("retry-after", "Thu, 01 Jan 1970 00:02:00 GMT"), ("date", "Thu, 01 Jan 1970 00:01:30 GMT")],
                Some(30_000),
            ),
            (&[("retry-after", "Thu, 01 Jan 1970 00:00:00 GMT")], Some(0)),
            (&[("retry-after", "-5")], None),
            (&[("retry-after", "0")], Some(0)),
            // More than a number of ours holds is still a wish to be left alone.
            (&[("retry-after", "99999999999999999999")], Some(3_600_000)),
            (&[("x-amz-retry-after", "99999999999999999999")], Some(3_600_000)),
            (&[], None),
        ];
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(100);
        for (headers, millis) in table {
            let headers: HeaderMap = headers
                .iter()
                .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)))
                .collect();
            assert_eq!(asked_for(&headers, now), millis.map(Duration::from_millis), "{headers:?}");
        }
    }

    #[test]
    fn the_longest_rest_counts_and_each_service_has_its_own() {
        let (pauses, at) = (Pauses::default(), Duration::from_secs);
        pauses.extend(Service::AwsEks, at(10));
        pauses.extend(Service::AwsEks, at(5));
        assert_eq!(pauses.remaining(Service::AwsEks, at(4)), at(6));
        assert_eq!(pauses.remaining(Service::AwsEks, at(11)), at(0));
        assert_eq!(pauses.remaining(Service::AwsIam, at(4)), at(0));
    }
}
