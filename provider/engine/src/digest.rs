//! SHA-256 of a list of texts, the one way this crate derives names and tokens from content.
//!
//! Written out here because a name derived today must be found again by every later build, and because nothing else in
//! this crate needs a dependency. Source: FIPS 180-4, <https://csrc.nist.gov/pubs/fips/180-4/upd1/final>.

const ROUND: [u32; 64] = [
    0x428a_2f98,
    0x7137_4491,
    0xb5c0_fbcf,
    0xe9b5_dba5,
    0x3956_c25b,
    0x59f1_11f1,
    0x923f_82a4,
    0xab1c_5ed5,
    0xd807_aa98,
    0x1283_5b01,
    0x2431_85be,
    0x550c_7dc3,
    0x72be_5d74,
    0x80de_b1fe,
    0x9bdc_06a7,
    0xc19b_f174,
    0xe49b_69c1,
    0xefbe_4786,
    0x0fc1_9dc6,
    0x240c_a1cc,
    0x2de9_2c6f,
    0x4a74_84aa,
    0x5cb0_a9dc,
    0x76f9_88da,
    0x983e_5152,
    0xa831_c66d,
    0xb003_27c8,
    0xbf59_7fc7,
    0xc6e0_0bf3,
    0xd5a7_9147,
    0x06ca_6351,
    0x1429_2967,
    0x27b7_0a85,
    0x2e1b_2138,
    0x4d2c_6dfc,
    0x5338_0d13,
    0x650a_7354,
    0x766a_0abb,
    0x81c2_c92e,
    0x9272_2c85,
    0xa2bf_e8a1,
    0xa81a_664b,
    0xc24b_8b70,
    0xc76c_51a3,
    0xd192_e819,
    0xd699_0624,
    0xf40e_3585,
    0x106a_a070,
    0x19a4_c116,
    0x1e37_6c08,
    0x2748_774c,
    0x34b0_bcb5,
    0x391c_0cb3,
    0x4ed8_aa4a,
    0x5b9c_ca4f,
    0x682e_6ff3,
    0x748f_82ee,
    0x78a5_636f,
    0x84c8_7814,
    0x8cc7_0208,
    0x90be_fffa,
    0xa450_6ceb,
    0xbef9_a3f7,
    0xc671_78f2,
];

/// SHA-256 over `parts`, each preceded by its length so that no two lists of parts collide by concatenation, in
/// lower-case hexadecimal: 64 characters.
///
/// ```
/// use kgas_engine::digest::hex;
/// assert_ne!(hex(&["ab", "c"]), hex(&["a", "bc"]));
/// assert_eq!(hex(&["a"]).len(), 64);
/// ```
#[must_use]
pub fn hex(parts: &[&str]) -> String {
    let mut text = Vec::new();
    for part in parts {
        text.extend_from_slice(&(part.len() as u64).to_be_bytes());
        text.extend_from_slice(part.as_bytes());
    }
    written(sha256(&text))
}

fn written(state: [u32; 8]) -> String {
    state.iter().fold(String::new(), |text, word| text + &format!("{word:08x}"))
}

fn sha256(message: &[u8]) -> [u32; 8] {
    let mut state: [u32; 8] =
        [0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19];
    let mut padded = message.to_vec();
    padded.push(0x80);
    while padded.len() % 64 != 56 {
        padded.push(0);
    }
    padded.extend_from_slice(&(message.len() as u64 * 8).to_be_bytes());
    for block in padded.chunks_exact(64) {
        let mut words = [0u32; 64];
        for (word, bytes) in words.iter_mut().zip(block.chunks_exact(4)) {
            *word = bytes.iter().fold(0, |word, byte| word << 8 | u32::from(*byte));
        }
        for i in 16..64 {
            let (old, new) = (words[i - 15], words[i - 2]);
            let old = old.rotate_right(7) ^ old.rotate_right(18) ^ (old >> 3);
            let new = new.rotate_right(17) ^ new.rotate_right(19) ^ (new >> 10);
            words[i] = words[i - 16].wrapping_add(old).wrapping_add(words[i - 7]).wrapping_add(new);
        }
        compress(&mut state, &words);
    }
    state
}

fn compress(state: &mut [u32; 8], words: &[u32; 64]) {
    let mut v = *state;
    for (word, round) in words.iter().zip(ROUND) {
        let high = v[4].rotate_right(6) ^ v[4].rotate_right(11) ^ v[4].rotate_right(25);
        let choice = (v[4] & v[5]) ^ (!v[4] & v[6]);
        let first = v[7].wrapping_add(high).wrapping_add(choice).wrapping_add(round).wrapping_add(*word);
        let low = v[0].rotate_right(2) ^ v[0].rotate_right(13) ^ v[0].rotate_right(22);
        let majority = (v[0] & v[1]) ^ (v[0] & v[2]) ^ (v[1] & v[2]);
        let second = low.wrapping_add(majority);
        v = [first.wrapping_add(second), v[0], v[1], v[2], v[3].wrapping_add(first), v[4], v[5], v[6]];
    }
    for (total, part) in state.iter_mut().zip(v) {
        *total = total.wrapping_add(part);
    }
}

#[cfg(test)]
mod tests {
    use super::{sha256, written};

    /// The published examples of FIPS 180-4, and a message that needs a second block of padding.
    #[test]
    fn published_examples() {
        let hex = |text: &str| written(sha256(text.as_bytes()));
        assert_eq!(hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        assert_eq!(hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assert_eq!(
            hex("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        );
    }
}
