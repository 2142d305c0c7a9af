//! What is attached to a PDF of ours.

use std::io::Read;

use flate2::read::ZlibDecoder;

/// Bytes that an attached statement has at most.
const MOST: u64 = 4 << 20;

/// The file attached to a PDF that [`crate::Printer`] made; none where nothing is attached. It does not read PDFs of others,
/// so ask for the seal over the file first.
pub fn attachment(pdf: &[u8]) -> Option<Vec<u8>> {
    let head = find(pdf, b"/EmbeddedFile", 0)?;
    // The name stands in the dictionary of the stream; the catalogue's list of files is called otherwise.
    let opening = find(pdf, b"stream", head)?;
    let dictionary = String::from_utf8_lossy(pdf.get(opening.saturating_sub(400)..opening)?).into_owned();
    let dictionary = dictionary.rsplit(" obj").next()?.to_owned();
    let mut at = opening + b"stream".len();
    while matches!(pdf.get(at), Some(b'\r' | b'\n')) {
        at += 1;
    }
    let content = pdf.get(at..)?;
    if !dictionary.contains("/FlateDecode") {
        return content.get(..length(&dictionary)?).map(<[u8]>::to_vec);
    }
    let mut plain = Vec::new();
    ZlibDecoder::new(content).take(MOST).read_to_end(&mut plain).ok()?;
    Some(plain)
}

fn length(dictionary: &str) -> Option<usize> {
    let digits = dictionary.split("/Length").nth(1)?.trim_start();
    digits.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
}

fn find(bytes: &[u8], word: &[u8], from: usize) -> Option<usize> {
    let found = bytes.get(from..)?.windows(word.len()).position(|window| window == word)?;
    // Not the beginning of a longer name.
    let at = from + found;
    match bytes.get(at + word.len()) {
        Some(next) if next.is_ascii_alphanumeric() => find(bytes, word, at + word.len()),
        _ => Some(at),
    }
}
