//! IPv4 networks.

use std::fmt;
use std::net::Ipv4Addr;
use std::str::FromStr;

/// An IPv4 network: `10.0.0.0/16`. Its address has no bit beyond the prefix.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Cidr {
    address: Ipv4Addr,
    prefix: u8,
}

impl Cidr {
    /// Bits of the prefix, 0 to 32.
    pub(super) fn prefix(self) -> u8 {
        self.prefix
    }

    /// Whether an address is in both.
    pub(super) fn overlaps(self, other: Self) -> bool {
        let common = u32::from(self.prefix.min(other.prefix));
        let first = |network: Self| network.address.to_bits().checked_shr(32 - common).unwrap_or(0);
        first(self) == first(other)
    }

    /// Whether every address of `other` is in it.
    pub(super) fn contains(self, other: Self) -> bool {
        self.prefix <= other.prefix && self.overlaps(other)
    }

    /// One of its sixteen equal parts; `None` if `part` is 16 or more, or the network is too small to be cut.
    pub(super) fn sixteenth(self, part: u32) -> Option<Self> {
        let prefix = self.prefix.checked_add(4).filter(|prefix| *prefix <= 32)?;
        let offset = if part < 16 { part.checked_shl(u32::from(32 - prefix))? } else { return None };
        Some(Self { address: Ipv4Addr::from_bits(self.address.to_bits() | offset), prefix })
    }
}

impl fmt::Display for Cidr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.address, self.prefix)
    }
}

impl FromStr for Cidr {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("{text:?} is not an IPv4 network such as 10.0.0.0/16, with no bit beyond its prefix.");
        let (address, prefix) = text.split_once('/').ok_or_else(wrong)?;
        let address: Ipv4Addr = address.parse().map_err(|_| wrong())?;
        let prefix: u8 = prefix.parse().ok().filter(|bits| *bits <= 32).ok_or_else(wrong)?;
        let beyond = u32::MAX.checked_shr(u32::from(prefix)).unwrap_or(0);
        if address.to_bits() & beyond == 0 { Ok(Self { address, prefix }) } else { Err(wrong()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_is_cut_into_sixteen() {
        let network: Cidr = "10.0.0.0/16".parse().unwrap();
        assert_eq!(network.sixteenth(0).unwrap().to_string(), "10.0.0.0/20");
        assert_eq!(network.sixteenth(9).unwrap().to_string(), "10.0.144.0/20");
        assert_eq!(network.sixteenth(15).unwrap().to_string(), "10.0.240.0/20");
        assert_eq!(network.sixteenth(16), None);
        assert_eq!("10.0.0.0/30".parse::<Cidr>().unwrap().sixteenth(0), None);
    }

    #[test]
    fn networks_overlap_where_one_is_in_the_other() {
        let network = |text: &str| text.parse::<Cidr>().unwrap();
        for (one, other, overlap) in [
            ("10.0.0.0/16", "10.0.128.0/20", true),
            ("10.0.0.0/16", "10.1.0.0/16", false),
            ("0.0.0.0/0", "192.168.0.0/24", true),
            ("172.20.0.0/16", "172.20.0.0/16", true),
        ] {
            assert_eq!(network(one).overlaps(network(other)), overlap, "{one} {other}");
            assert_eq!(network(other).overlaps(network(one)), overlap, "{other} {one}");
            assert_eq!(network(one).contains(network(other)), overlap, "{one} {other}");
        }
        assert!(!network("10.0.128.0/20").contains(network("10.0.0.0/16")));
    }

    #[test]
    fn what_is_no_network_is_refused() {
        for text in ["", "10.0.0.0", "10.0.0.0/33", "10.0.0.1/16", "10.0/16", "::/0", "10.0.0.0/-1"] {
            assert!(text.parse::<Cidr>().is_err(), "{text:?}");
        }
        assert!("0.0.0.0/0".parse::<Cidr>().is_ok());
    }
}
