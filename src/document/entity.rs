//! HTML's character references, for text that is not HTML.

/// The names that writers of text know: Latin letters, punctuation, signs. Names that are also words of program code, as
/// `&alpha;` or `&in;`, are left alone.
#[rustfmt::skip]
const NAMES: &[(&str, char)] = &[
    ("AElig", 'Æ'), ("Aacute", 'Á'), ("Acirc", 'Â'), ("Agrave", 'À'), ("Aring", 'Å'), ("Atilde", 'Ã'), ("Auml", 'Ä'),
    ("Ccedil", 'Ç'), ("ETH", 'Ð'), ("Eacute", 'É'), ("Ecirc", 'Ê'), ("Egrave", 'È'), ("Euml", 'Ë'), ("Iacute", 'Í'),
    ("Icirc", 'Î'), ("Igrave", 'Ì'), ("Iuml", 'Ï'), ("Ntilde", 'Ñ'), ("OElig", 'Œ'), ("Oacute", 'Ó'), ("Ocirc", 'Ô'),
    ("Ograve", 'Ò'), ("Oslash", 'Ø'), ("Otilde", 'Õ'), ("Ouml", 'Ö'), ("Scaron", 'Š'), ("THORN", 'Þ'), ("Uacute", 'Ú'),
    ("Ucirc", 'Û'), ("Ugrave", 'Ù'), ("Uuml", 'Ü'), ("Yacute", 'Ý'), ("Yuml", 'Ÿ'), ("aacute", 'á'), ("acirc", 'â'),
    ("acute", '´'), ("aelig", 'æ'), ("agrave", 'à'), ("amp", '&'), ("apos", '\''), ("aring", 'å'), ("atilde", 'ã'),
    ("auml", 'ä'), ("bdquo", '„'), ("brvbar", '¦'), ("bull", '•'), ("ccedil", 'ç'), ("cedil", '¸'), ("cent", '¢'),
    ("copy", '©'), ("curren", '¤'), ("deg", '°'), ("divide", '÷'), ("eacute", 'é'), ("ecirc", 'ê'), ("egrave", 'è'),
    ("emsp", '\u{2003}'), ("ensp", '\u{2002}'), ("eth", 'ð'), ("euml", 'ë'), ("euro", '€'), ("frac12", '½'), ("frac14", '¼'),
    ("frac34", '¾'), ("gt", '>'), ("hellip", '…'), ("iacute", 'í'), ("icirc", 'î'), ("iexcl", '¡'), ("igrave", 'ì'),
    ("iquest", '¿'), ("iuml", 'ï'), ("laquo", '«'), ("ldquo", '“'), ("lsaquo", '‹'), ("lsquo", '‘'), ("lt", '<'),
    ("mdash", '—'), ("micro", 'µ'), ("middot", '·'), ("nbsp", '\u{a0}'), ("ndash", '–'), ("ntilde", 'ñ'), ("oacute", 'ó'),
    ("ocirc", 'ô'), ("oelig", 'œ'), ("ograve", 'ò'), ("ordf", 'ª'), ("ordm", 'º'), ("oslash", 'ø'), ("otilde", 'õ'),
    ("ouml", 'ö'), ("para", '¶'), ("permil", '‰'), ("plusmn", '±'), ("pound", '£'), ("quot", '"'), ("raquo", '»'),
    ("rdquo", '”'), ("reg", '®'), ("rsaquo", '›'), ("rsquo", '’'), ("sbquo", '‚'), ("scaron", 'š'), ("sect", '§'),
    ("shy", '\u{ad}'), ("sup1", '¹'), ("sup2", '²'), ("sup3", '³'), ("szlig", 'ß'), ("thinsp", '\u{2009}'), ("thorn", 'þ'),
    ("times", '×'), ("trade", '™'), ("uacute", 'ú'), ("ucirc", 'û'), ("ugrave", 'ù'), ("uml", '¨'), ("uuml", 'ü'),
    ("yacute", 'ý'), ("yen", '¥'), ("yuml", 'ÿ'), ("zwj", '\u{200d}'), ("zwnj", '\u{200c}'),
];

/// What the numbers 128 to 159 mean to every browser: Windows-1252. The five gaps are U+FFFD.
const WINDOWS_1252: &str = "€\u{fffd}‚ƒ„…†‡ˆ‰Š‹Œ\u{fffd}Ž\u{fffd}\u{fffd}‘’“”•–—˜™š›œ\u{fffd}žŸ";

/// Longest reference that is looked at, in bytes without `&` and `;`.
const MAX_NAME_BYTES: usize = 10;

/// Returns the character that a reference stands for, and the reference's bytes. `rest` is what follows its `&`.
///
/// A reference ends with `;`. Line breaks come back as a space, so that no line is added.
pub(super) fn decode_entity(rest: &str) -> Option<(char, usize)> {
    let name_bytes = rest.bytes().take(MAX_NAME_BYTES + 1).position(|byte| byte == b';')?;
    let name = &rest[..name_bytes];
    let character = match name.strip_prefix('#') {
        Some(number) => decode_number(number)?,
        None => NAMES[NAMES.binary_search_by_key(&name, |entry| entry.0).ok()?].1,
    };
    Some((character, name_bytes + 1))
}

fn decode_number(number: &str) -> Option<char> {
    let code = match number.strip_prefix(['x', 'X']) {
        Some(digits) => u32::from_str_radix(digits, 16).ok()?,
        None => number.parse().ok()?,
    };
    match code {
        0x09 | 0x0a | 0x0d => Some(' '),
        0x80..=0x9f => WINDOWS_1252.chars().nth(code as usize - 0x80),
        _ => char::from_u32(code).filter(|character| !character.is_control()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Option<(char, usize)>) {
        assert_eq!(decode_entity(text), expected, "{text}");
    }

    #[test]
    fn names_are_sorted() {
        assert!(NAMES.is_sorted_by_key(|entry| entry.0));
        assert_eq!(WINDOWS_1252.chars().count(), 32);
    }

    #[test]
    fn references() {
        check("eacute;t&eacute;", Some(('é', 7)));
        check("#233;", Some(('é', 5)));
        check("#xE9;", Some(('é', 5)));
        check("#146;", Some(('’', 5)));
        check("#10;", Some((' ', 4)));
        check("#0;", None);
        check("#x110000;", None);
        check("unknown;", None);
        check("amp", None);
        check(" ; ", None);
        check("é;", None);
    }
}
