//! Han characters: which they are, and traditional characters folded to simplified ones.
//!
//! Table: OpenCC's TSCharacters (Apache-2.0), character by character, used in place.

static TABLE: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/han-simplified.bin"));
const FIRST: u32 = 0x3400;
const LAST: u32 = 0x9FFF;
const TARGETS: usize = (LAST - FIRST + 1) as usize * 2;

/// Whether the character is written without spaces around words: the Han ideographs, `〇` and `々`.
pub fn is_han(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}' | '\u{3400}'..='\u{4dbf}' | '\u{f900}'..='\u{faff}')
        || matches!(c, '\u{20000}'..='\u{3ffff}' | '\u{3005}' | '\u{3007}')
}

/// The simplified counterpart of a traditional character; any other character as it is.
pub fn simplify(c: char) -> char {
    let code = c as u32;
    if !(FIRST..=LAST).contains(&code) {
        return c;
    }
    let place = (code - FIRST) as usize * 2;
    match u16::from_le_bytes([TABLE[place], TABLE[place + 1]]) {
        0 => c,
        number => target(number).unwrap_or(c),
    }
}

fn target(number: u16) -> Option<char> {
    let place = TARGETS + (number as usize - 1) * 4;
    let bytes = TABLE.get(place..place + 4)?;
    char::from_u32(u32::from_le_bytes(bytes.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn simplifies() {
        let simplified: String = "函數馬斯克訂閱後髮乾裡麵臺檯abc函数".chars().map(simplify).collect();
        assert_eq!(simplified, "函数马斯克订阅后发干里面台台abc函数");
    }

    #[test]
    fn knows_han() {
        assert!("中國㐀𠀀〇々".chars().all(is_han));
        assert!(!"aß。「カの한".chars().any(is_han));
    }
}
