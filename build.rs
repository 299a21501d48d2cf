//! Turns the word lists and tables of `data/` into forms that the program uses in place, without loading.

use std::{collections::BTreeSet, env, error::Error, fs, io, path::Path};

/// The block of Han characters that the simplification table covers by direct index: U+3400 to U+9FFF.
const HAN_FIRST: usize = 0x3400;
const HAN_LAST: usize = 0x9FFF;

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=data");
    println!("cargo::rerun-if-changed=build.rs");
    let out = env::var("OUT_DIR")?;
    let out = Path::new(&out);
    for list in ["function-words-de", "function-words-fr", "function-words-en", "function-words-zh"] {
        fs::write(out.join(format!("{list}.rs")), word_list(&format!("data/{list}.txt"), str::to_owned)?)?;
    }
    let folded = word_list("data/function-words-de.txt", fold_german)?;
    fs::write(out.join("function-words-de-folded.rs"), folded)?;
    let (beginnings, parts) = compound_parts("data/compound-parts-de.txt")?;
    fs::write(out.join("compound-beginnings-de.rs"), beginnings)?;
    fs::write(out.join("compound-parts-de.rs"), parts)?;
    fs::write(out.join("han-simplified.bin"), simplification_table("data/han-simplified.tsv")?)?;
    link_for_a_quick_start()?;
    println!("cargo::rustc-env=DATA_FINGERPRINT={:016x}", fingerprint()?);
    Ok(())
}

/// What the system does before `main` is a part of every query. Tables full of references cost 38,000 relocations whenever
/// a program starts that may lie anywhere: half a millisecond. Stack, heap and libraries still lie at random. The library
/// that unwinds panics asks the processor what it is when it is loaded, a ninth of a millisecond: it is linked in.
fn link_for_a_quick_start() -> Result<(), env::VarError> {
    if env::var("CARGO_CFG_TARGET_OS")? == "linux" && env::var("CARGO_CFG_TARGET_ENV")? == "gnu" {
        println!("cargo::rustc-link-arg-bins=-no-pie");
        println!("cargo::rustc-link-lib=static:-bundle=gcc_eh");
    }
    Ok(())
}

/// Returns a Rust expression: the lines of a list without comments, sorted by bytes for binary search.
fn word_list(path: &str, form: fn(&str) -> String) -> Result<String, Box<dyn Error>> {
    Ok(expression(&lines(path)?.iter().map(|line| form(line)).collect()))
}

/// The lines of a list that end with a hyphen, without it, and the others: two Rust expressions.
fn compound_parts(path: &str) -> Result<(String, String), Box<dyn Error>> {
    let (beginnings, parts): (BTreeSet<String>, BTreeSet<String>) =
        lines(path)?.iter().map(|line| fold_german(line)).partition(|line| line.ends_with('-'));
    let beginnings = beginnings.iter().map(|line| line.trim_end_matches('-').to_owned()).collect();
    Ok((expression(&beginnings), expression(&parts)))
}

fn lines(path: &str) -> Result<Vec<String>, io::Error> {
    let text = fs::read_to_string(path)?;
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    Ok(lines.map(str::to_owned).collect())
}

fn expression(words: &BTreeSet<String>) -> String {
    let rows: String = words.iter().map(|word| format!("{word:?},\n")).collect();
    format!("&[\n{rows}]\n")
}

/// Hashes all lists and tables (FNV-1a, 64 bits), in the order of their names.
fn fingerprint() -> Result<u64, Box<dyn Error>> {
    let mut paths: Vec<_> =
        fs::read_dir("data")?.map(|entry| Ok(entry?.path())).collect::<Result<_, io::Error>>()?;
    paths.sort();
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for path in paths {
        for byte in fs::read(path)? {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
    Ok(hash)
}

/// Folds a German word as `analysis::fold` does; a test compares the two.
fn fold_german(word: &str) -> String {
    let folds =
        [('ä', "a"), ('ö', "o"), ('ü', "u"), ('ß', "ss"), ('é', "e"), ('è', "e"), ('ê', "e"), ('à', "a")];
    folds.iter().fold(word.to_owned(), |word, (letter, folded)| word.replace(*letter, folded))
}

/// Returns the table that `analysis::han` reads: a `u16` per character of the block, 0 for "stays as it is",
/// else one more than the number of its target; then the targets as `u32`. Little-endian throughout.
fn simplification_table(path: &str) -> Result<Vec<u8>, Box<dyn Error>> {
    let text = fs::read_to_string(path)?;
    let mut index = vec![0u16; HAN_LAST - HAN_FIRST + 1];
    let mut targets = Vec::new();
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let (traditional, simplified) = line.split_once('\t').ok_or("a line without a tab")?;
        let (Some(from), Some(to)) = (traditional.chars().next(), simplified.chars().next()) else {
            continue;
        };
        let Some(place) = (from as usize).checked_sub(HAN_FIRST).filter(|&place| place < index.len()) else {
            continue;
        };
        targets.push(to as u32);
        index[place] = u16::try_from(targets.len())?;
    }
    let mut table: Vec<u8> = index.iter().flat_map(|number| number.to_le_bytes()).collect();
    table.extend(targets.iter().flat_map(|target| target.to_le_bytes()));
    Ok(table)
}
