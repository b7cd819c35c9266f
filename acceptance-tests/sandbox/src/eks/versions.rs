//! Kubernetes versions that EKS offers.
//! Source: <https://docs.aws.amazon.com/eks/latest/userguide/kubernetes-versions.html>.
use serde_json::{Value, json};

use super::input::page;
use crate::call::{Answered, Call};
use crate::moment::Moment;
use crate::world::World;

/// A minor version, with the days on which it came and its two supports end.
pub(crate) struct Release {
    pub(crate) minor: u32,
    released: i16,
    days: [(i16, i8, i8); 3],
    platform: u32,
}

const fn release(minor: u32, platform: u32, days: [(i16, i8, i8); 3]) -> Release {
    Release { minor, released: days[0].0, days, platform }
}

pub(crate) const RELEASES: [Release; 6] = [
    release(30, 40, [(2024, 5, 23), (2025, 7, 23), (2026, 7, 23)]),
    release(31, 36, [(2024, 9, 26), (2025, 11, 26), (2026, 11, 26)]),
    release(32, 29, [(2025, 1, 23), (2026, 3, 23), (2027, 3, 23)]),
    release(33, 22, [(2025, 5, 29), (2026, 7, 29), (2027, 7, 29)]),
    release(34, 13, [(2025, 10, 2), (2026, 12, 2), (2027, 12, 2)]),
    release(35, 6, [(2026, 1, 27), (2027, 3, 27), (2028, 3, 27)]),
];

/// The version a cluster gets when none is asked for.
pub(crate) const DEFAULT: u32 = 34;

/// What EKS still does for a version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Support {
    Standard,
    Extended,
    Over,
}

impl Release {
    fn day(&self, nth: usize) -> Moment {
        let (year, month, day) = self.days[nth];
        let at = jiff::civil::date(year, month, day).to_zoned(jiff::tz::TimeZone::UTC);
        Moment(at.map_or(0, |at| u64::try_from(at.timestamp().as_millisecond()).unwrap_or(0)))
    }

    pub(crate) fn support(&self, now: Moment) -> Support {
        match () {
            () if now < self.day(1) => Support::Standard,
            () if now < self.day(2) => Support::Extended,
            () => Support::Over,
        }
    }

    pub(crate) fn platform(&self) -> String {
        format!("eks.{}", self.platform)
    }
}

/// The minor of `1.34`; nothing for any other form.
pub(crate) fn minor(version: &str) -> Option<u32> {
    version.strip_prefix("1.")?.parse().ok()
}

/// The release of a version that EKS offers at `now`.
pub(crate) fn offered(version: &str, now: Moment) -> Option<&'static Release> {
    let minor = minor(version)?;
    RELEASES.iter().find(|release| release.minor == minor && release.support(now) != Support::Over)
}

/// `DescribeClusterVersions`: newest first.
pub(crate) fn describe(world: &mut World, call: &Call) -> Answered {
    let now = world.now;
    let wanted = call.params.all("clusterVersions");
    let status = call.params.get("versionStatus").map(str::to_owned);
    let default_only = call.params.flag("defaultOnly");
    let all = call.params.flag("includeAll") || !wanted.is_empty() || status.is_some();
    let mut shapes = Vec::new();
    for release in RELEASES.iter().rev() {
        let (words, old) = match release.support(now) {
            Support::Standard => ("STANDARD_SUPPORT", "standard-support"),
            Support::Extended => ("EXTENDED_SUPPORT", "extended-support"),
            Support::Over => ("UNSUPPORTED", "unsupported"),
        };
        let version = format!("1.{}", release.minor);
        let out = (words == "UNSUPPORTED" && !all)
            || (default_only && release.minor != DEFAULT)
            || (!wanted.is_empty() && !wanted.contains(&version))
            || status.as_deref().is_some_and(|status| status != words);
        if !out {
            shapes.push(shape(release, &version, words, old));
        }
    }
    page(call, "clusterVersions", shapes)
}

fn shape(release: &Release, version: &str, words: &str, old: &str) -> Value {
    json!({
        "clusterVersion": version,
        "clusterType": "eks",
        "defaultPlatformVersion": release.platform(),
        "defaultVersion": release.minor == DEFAULT,
        "releaseDate": release.day(0).seconds(),
        "endOfStandardSupportDate": release.day(1).seconds(),
        "endOfExtendedSupportDate": release.day(2).seconds(),
        "status": old,
        "versionStatus": words,
        "kubernetesPatchVersion": format!("{version}.{}", release.released % 7 + 1),
    })
}

#[cfg(test)]
mod tests {
    use super::{Support, offered};
    use crate::moment::Moment;

    #[test]
    fn support_ends_on_its_days() {
        let at = |seconds: u64| Moment(seconds * 1000);
        let (standard_over, extended_over) = (at(1_764_115_200), at(1_795_651_200));
        let before = |moment: Moment| Moment(moment.0 - 1);
        for (now, wanted) in [
            (before(standard_over), Some(Support::Standard)),
            (standard_over, Some(Support::Extended)),
            (before(extended_over), Some(Support::Extended)),
            (extended_over, None),
        ] {
            assert_eq!(offered("1.31", now).map(|release| release.support(now)), wanted, "{now:?}");
        }
        for wrong in ["1", "1.99", "v1.31", "1.31.2"] {
            assert!(offered(wrong, standard_over).is_none(), "{wrong}");
        }
    }
}
