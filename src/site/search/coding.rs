//! How the index is written down: numbers as letters, scripts, and names that change with what is in them.

use serde::Serialize;

/// Digits below this end a number, those from here to 89 go on.
const LAST: u32 = 60;
/// How many digits go on.
const BASE: u32 = 30;

/// Appends `number` in letters that need no escaping in a script and are no spaces: most are one letter long.
pub fn push(out: &mut String, mut number: u32) {
    while number >= LAST {
        number -= LAST;
        out.push(letter(LAST + number % BASE));
        number /= BASE;
    }
    out.push(letter(number));
}

/// Reads the number with which `text` begins; returns what is behind it as well.
pub fn pull(text: &str) -> (u32, &str) {
    let (mut number, mut scale) = (0, 1);
    for (at, byte) in text.bytes().enumerate() {
        let digit = u32::from(byte) - 35 - u32::from(byte > b'\\');
        number += digit * scale;
        if digit < LAST {
            return (number, &text[at + 1..]);
        }
        scale *= BASE;
    }
    (number, "")
}

/// From `#` to `}` without the backslash.
fn letter(digit: u32) -> char {
    let code = 35 + digit + u32::from(digit >= 57);
    char::from_u32(code).expect("there are 90 digits")
}

/// A script that hands `data` to the engine.
pub fn script(data: &impl Serialize) -> Vec<u8> {
    let mut script = b"LeafcutterSearch.take(".to_vec();
    serde_json::to_writer(&mut script, data).expect("memory takes everything, and no map has odd keys");
    script.extend(b");\n");
    script.shrink_to_fit();
    script
}

/// Five letters that are others for other bytes, in lower case: some disks take no notice of case.
pub fn short_hash(parts: &[&[u8]]) -> String {
    let mut hasher = blake3::Hasher::new();
    for part in parts {
        hasher.update(part);
    }
    let bytes = hasher.finalize();
    bytes.as_bytes()[..5]
        .iter()
        .map(|byte| char::from(b"abcdefghijklmnopqrstuvwxyz234567"[usize::from(byte % 32)]))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{pull, push};

    #[test]
    fn a_number_is_letters_that_a_script_can_hold() {
        let written = |number| {
            let mut out = String::new();
            push(&mut out, number);
            out
        };
        assert_eq!(
            [0, 56, 57, 59, 60, 89, 90, 1860].map(written),
            ["#", "[", "]", "_", "`#", "}#", "`$", "``#"]
        );
        for number in [0, 57, 59, 60, 89, 90, 1859, 1860, 123_456_789] {
            assert_eq!(pull(&(written(number) + "behind")), (number, "behind"));
        }
        assert!(written(u32::MAX).bytes().all(|byte| (b'#'..=b'}').contains(&byte) && byte != b'\\'));
    }
}
