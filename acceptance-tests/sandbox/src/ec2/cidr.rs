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
