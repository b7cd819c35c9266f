//! Identifiers that look random and are not: a function of the seed, the kind of object and how many of that kind came before.
//! One more object of one kind leaves the identifiers of all other kinds as they were.
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// A source of identifiers.
#[derive(Clone, Debug)]
pub(crate) struct Ids {
    seed: u64,
    made: BTreeMap<&'static str, u64>,
}

impl Ids {
    pub(crate) fn new(seed: u64) -> Self {
        Self { seed, made: BTreeMap::new() }
    }

    /// `digits` hexadecimal digits, new for this `kind`.
    pub(crate) fn hex(&mut self, kind: &'static str, digits: usize) -> String {
        let count = self.made.entry(kind).or_default();
        *count += 1;
        let mut state =
            kind.bytes().fold(self.seed ^ 0x9e37_79b9_7f4a_7c15, |state, byte| mix(state ^ u64::from(byte)));
        state = mix(state ^ *count);
        let mut text = String::new();
        while text.len() < digits {
            state = mix(state);
            let _ = write!(text, "{state:016x}");
        }
        text.truncate(digits);
        text
    }

    /// A source of its own for one object of this `kind`.
    pub(crate) fn apart(&mut self, kind: &'static str) -> Self {
        Self::new(u64::from_str_radix(&self.hex(kind, 16), 16).unwrap_or(self.seed))
    }

    /// An EC2 identifier such as `vpc-0a1b2c3d4e5f60718`.
    pub(crate) fn ec2(&mut self, prefix: &'static str) -> String {
        format!("{prefix}-0{}", self.hex(prefix, 16))
    }

    /// A version-4-shaped UUID.
    pub(crate) fn uuid(&mut self, kind: &'static str) -> String {
        let hex = self.hex(kind, 32);
        format!("{}-{}-4{}-a{}-{}", &hex[..8], &hex[8..12], &hex[13..16], &hex[17..20], &hex[20..])
    }
}

/// One step of `SplitMix64`. Source: <https://prng.di.unimi.it/splitmix64.c>.
pub(crate) fn mix(state: u64) -> u64 {
    let mut z = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::Ids;

    #[test]
    fn one_more_of_a_kind_leaves_the_other_kinds_as_they_were() {
        let (mut one, mut other) = (Ids::new(1), Ids::new(1));
        one.ec2("vpc");
        assert_eq!(one.ec2("subnet"), other.ec2("subnet"));
        assert_ne!(one.ec2("vpc"), other.ec2("vpc"));
        assert_ne!(Ids::new(1).uuid("update"), Ids::new(2).uuid("update"));
        let id = Ids::new(1).ec2("vpc");
        assert_eq!((id.len(), &id[..4]), (21, "vpc-"));
    }
}
