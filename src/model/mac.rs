//! Keyed hashes: what a holder of a key, and nobody else, makes of a text. HMAC-SHA-256 (RFC 2104).

use sha2::{Digest as _, Sha256};

const BLOCK_BYTES: usize = 64;

/// The keyed hash of these parts, one after the other with their lengths, so that none can run into the next.
pub fn mac(key: &[u8], parts: &[&[u8]]) -> [u8; 32] {
    let mut message = Vec::new();
    for part in parts {
        message.extend((part.len() as u64).to_be_bytes());
        message.extend(*part);
    }
    hmac_sha256(key, &message)
}

/// Whether `given`, in hex, is the keyed hash of these parts. Takes as long wherever they differ.
pub fn is_mac(key: &[u8], parts: &[&[u8]], given: &str) -> bool {
    let Ok(given) = hex::decode(given) else {
        return false;
    };
    let right = mac(key, parts);
    given.len() == right.len() && given.iter().zip(right).fold(0, |all, (a, b)| all | (a ^ b)) == 0
}

fn hmac_sha256(key: &[u8], message: &[u8]) -> [u8; 32] {
    let mut block = [0; BLOCK_BYTES];
    if key.len() > BLOCK_BYTES {
        block[..32].copy_from_slice(&Sha256::digest(key));
    } else {
        block[..key.len()].copy_from_slice(key);
    }
    let padded = |pad: u8| block.map(|byte| byte ^ pad);
    let inner = Sha256::new()
        .chain_update(padded(0x36))
        .chain_update(message)
        .finalize();
    Sha256::new()
        .chain_update(padded(0x5c))
        .chain_update(inner)
        .finalize()
        .into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_vectors_of_rfc_4231() {
        #[track_caller]
        fn check(key: &[u8], message: &[u8], expected: &str) {
            assert_eq!(hex::encode(hmac_sha256(key, message)), expected);
        }
        check(
            b"Jefe",
            b"what do ya want for nothing?",
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
        );
        check(
            &[0xaa; 131],
            b"Test Using Larger Than Block-Size Key - Hash Key First",
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
        );
    }

    #[test]
    fn parts_do_not_run_into_each_other() {
        let given = hex::encode(mac(b"key", &[b"ab", b"c"]));
        assert!(is_mac(b"key", &[b"ab", b"c"], &given));
        assert!(!is_mac(b"key", &[b"a", b"bc"], &given));
        assert!(!is_mac(b"yek", &[b"ab", b"c"], &given));
        assert!(!is_mac(b"key", &[b"ab", b"c"], "") && !is_mac(b"key", &[], "zz"));
    }
}
