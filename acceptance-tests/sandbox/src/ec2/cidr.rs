//! IPv4 ranges.
use std::net::Ipv4Addr;

/// An IPv4 range.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Cidr {
    start: u32,
    length: u32,
}

impl Cidr {
    /// Reads `10.0.0.0/16`; nothing when the address has bits beyond the prefix.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (address, length) = text.split_once('/')?;
        let (address, length): (Ipv4Addr, u32) =
            (address.parse().ok()?, length.parse().ok().filter(|length| *length <= 32)?);
        let range = Self { start: u32::from(address), length };
        (range.start & range.mask() == range.start).then_some(range)
    }

    fn mask(self) -> u32 {
        u32::MAX.checked_shl(32 - self.length).unwrap_or(0)
    }

    pub(super) fn length(self) -> u32 {
        self.length
    }

    pub(super) fn contains(self, other: Self) -> bool {
        self.length <= other.length && other.start & self.mask() == self.start
    }

    pub(super) fn overlaps(self, other: Self) -> bool {
        self.contains(other) || other.contains(self)
    }

    /// Addresses, without the five AWS keeps of every subnet.
    pub(super) fn free(self) -> u64 {
        (1_u64 << (32 - self.length)).saturating_sub(5)
    }

    /// The address at that place of the range.
    pub(super) fn nth(self, place: u32) -> String {
        Ipv4Addr::from(self.start + place % (!self.mask()).max(1)).to_string()
    }
}

/// Whether Services can have their addresses from `asked` beside machines in `vpc`.
/// Source: <https://docs.aws.amazon.com/eks/latest/APIReference/API_KubernetesNetworkConfigRequest.html>.
pub(crate) fn serves(asked: &str, vpc: &str) -> bool {
    let private = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"].map(Cidr::parse);
    let (Some(asked), Some(vpc)) = (Cidr::parse(asked), Cidr::parse(vpc)) else { return false };
    let within = private.into_iter().flatten().any(|all| all.contains(asked));
    within && (12..=24).contains(&asked.length()) && !asked.overlaps(vpc)
}

#[cfg(test)]
mod tests {
    use super::Cidr;

    #[test]
    fn ranges_are_read_and_compared() {
        let read = |text| Cidr::parse(text).unwrap();
        for wrong in ["10.0.0.0", "10.0.0.1/16", "10.0.0.0/33", "300.0.0.0/8", "10.0.0.0/-1"] {
            assert_eq!(Cidr::parse(wrong), None, "{wrong}");
        }
        for (one, other, contains, overlaps) in [
            ("10.0.0.0/16", "10.0.1.0/24", true, true),
            ("10.0.1.0/24", "10.0.0.0/16", false, true),
            ("10.0.0.0/24", "10.0.1.0/24", false, false),
            ("0.0.0.0/0", "10.0.0.0/8", true, true),
        ] {
            assert_eq!((read(one).contains(read(other)), read(one).overlaps(read(other))), (contains, overlaps));
        }
        assert_eq!((read("10.0.0.0/24").free(), read("10.0.0.0/24").nth(10)), (251, "10.0.0.10".to_owned()));
    }
}
