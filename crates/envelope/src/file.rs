//! Files that carry the signature over themselves (电子封签).
//!
//! The file is made with a mark and room for a signature; the signature is made over the file with the room blank and then
//! written into it. So one byte changed anywhere is seen, without knowing what kind of file it is. The mark may stand
//! several times: a PDF says its keywords twice.

use kernel::Result;

use crate::codes;
use crate::jws::{Signed, check, sign};
use crate::key::{Key, Keys, PublicKey};

/// Stands before the room.
const MARK: &str = "jinbao-seal:";
/// Characters of a detached signature: the same for every key.
const ROOM: usize = 178;

/// The mark with blank room, for whoever makes the file. Letters, digits, hyphen and colon alone.
pub fn blank_seal() -> String {
    format!("{MARK}{}", "0".repeat(ROOM))
}

/// Signs a file that was made with [`blank_seal`] in it.
///
/// Errors: [`codes::UNSEALED`] where the mark is missing or its room is not blank.
pub fn seal_file(key: &Key, file: Vec<u8>) -> Result<Vec<u8>> {
    let places = rooms(&file);
    let blank =
        |at: &usize| file.get(*at..at + ROOM).is_some_and(|room| room.iter().all(|&byte| byte == b'0'));
    if places.is_empty() || !places.iter().all(blank) {
        return Err(codes::UNSEALED.problem());
    }
    let seal = sign(key, &file).detached();
    Ok(written(file, &places, seal.as_bytes()))
}

/// Checks that nothing of a file was changed since the holder of one of the keys sealed it; gives whose key it was.
///
/// Errors: [`codes::UNSEALED`], [`codes::FORM`], [`codes::OTHER_KEY`], [`codes::SIGNATURE`].
pub fn check_file<'k>(keys: &'k Keys, file: &[u8]) -> Result<&'k PublicKey> {
    let places = rooms(file);
    let seal =
        places.first().and_then(|at| file.get(*at..at + ROOM)).ok_or_else(|| codes::UNSEALED.problem())?;
    let seal = std::str::from_utf8(seal).map_err(|cause| codes::FORM.with("what", "seal").because(cause))?;
    // Every room held the same signature when the file was sealed; another one is a change like any other.
    let same: Vec<usize> =
        places.iter().copied().filter(|at| file.get(*at..at + ROOM) == Some(seal.as_bytes())).collect();
    let blank = written(file.to_vec(), &same, "0".repeat(ROOM).as_bytes());
    let signed = Signed::attach(seal, &blank)?;
    let key = keys.find(signed.key_id())?;
    check(key, &signed).map(|_| key)
}

/// Where rooms begin.
fn rooms(file: &[u8]) -> Vec<usize> {
    let marks = file.windows(MARK.len()).enumerate().filter(|(_, window)| *window == MARK.as_bytes());
    marks.map(|(at, _)| at + MARK.len()).collect()
}

fn written(mut file: Vec<u8>, places: &[usize], text: &[u8]) -> Vec<u8> {
    for at in places {
        if let Some(room) = file.get_mut(*at..at + text.len()) {
            room.copy_from_slice(text);
        }
    }
    file
}

#[cfg(test)]
mod tests {
    use super::{blank_seal, check_file, seal_file};
    use crate::key::{Key, Keys};
    use proptest::prelude::*;

    fn sealed(key: &Key) -> Vec<u8> {
        let file = format!("head {} middle {} end", blank_seal(), blank_seal());
        seal_file(key, file.into_bytes()).unwrap()
    }

    #[test]
    fn a_sealed_file_is_the_signers_and_as_long_as_before() {
        let (node, other) = (Key::generate(&[1; 32]), Key::generate(&[2; 32]));
        let file = sealed(&node);
        assert_eq!(file.len(), format!("head {} middle {} end", blank_seal(), blank_seal()).len());
        let both = Keys::new(vec![other.public(), node.public()]);
        assert_eq!(check_file(&both, &file).unwrap(), &node.public());
        let wrong = check_file(&Keys::new(vec![other.public()]), &file).unwrap_err();
        assert_eq!(wrong.code().id, "ENV-0103");
    }

    #[test]
    fn what_was_never_sealed_is_said_so() {
        let node = Key::generate(&[1; 32]);
        let keys = Keys::new(vec![node.public()]);
        assert_eq!(check_file(&keys, b"plain").unwrap_err().code().id, "ENV-0107");
        assert_eq!(check_file(&keys, b"jinbao-seal:short").unwrap_err().code().id, "ENV-0107");
        assert_eq!(check_file(&keys, blank_seal().as_bytes()).unwrap_err().code().id, "ENV-0102");
        assert_eq!(seal_file(&node, b"plain".to_vec()).unwrap_err().code().id, "ENV-0107");
        assert_eq!(seal_file(&node, sealed(&node)).unwrap_err().code().id, "ENV-0107", "sealed twice");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn any_changed_byte_is_seen(at in any::<prop::sample::Index>(), by in 1u8..=255) {
            let node = Key::generate(&[3; 32]);
            let mut file = sealed(&node);
            let at = at.index(file.len());
            file[at] = file[at].wrapping_add(by);
            prop_assert!(check_file(&Keys::new(vec![node.public()]), &file).is_err());
        }
    }
}
