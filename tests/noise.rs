//! Noise: files without sense, without a line break, larger than anybody wrote. No file stops a run, and memory keeps its
//! bounds.
//!
//! With `SOAK=1` in the environment the sizes are those of a bad night; `just soak` sets it.

#![cfg(target_os = "linux")]

use crate::sandbox::Sandbox;
use crate::trial::size;

/// Numbers that look random and are the same in every run.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn bytes(&mut self, length: usize) -> Vec<u8> {
        (0..length).map(|_| (self.next() >> 24) as u8).collect()
    }

    /// Characters of one to four bytes, a third of them Han, some of them marks.
    fn text(&mut self, characters: usize) -> String {
        let mut character = || {
            let number = (self.next() >> 20) as u32;
            let range = match number % 8 {
                0 | 1 => 0x20..0x7f,
                2 => 0xa0..0x250,
                3 => 0x300..0x370,
                4 | 5 => 0x4e00..0x9fff,
                6 => 0x2000..0x2100,
                _ => 0x1_0000..0x1_f9ff,
            };
            char::from_u32(range.start + (number >> 3) % (range.end - range.start)).unwrap_or(' ')
        };
        (0..characters).map(|_| character()).collect()
    }

    /// Han characters without a break: nearly all neighbours are new pairs.
    fn han(&mut self, bytes: usize) -> String {
        let character = |number: u64| char::from_u32(0x4e00 + (number % 20_000) as u32).unwrap_or('很');
        (0..bytes / 3).map(|_| character(self.next() >> 16)).collect()
    }

    /// Words of six letters that hardly ever come again.
    fn words(&mut self, bytes: usize) -> String {
        let letter = |number: u64, place: u32| (b'a' + (number >> (16 + 5 * place)) as u8 % 26) as char;
        (0..bytes / 7)
            .flat_map(|_| {
                let number = self.next();
                (0..6).map(move |place| letter(number, place)).chain([' '])
            })
            .collect()
    }
}

/// Bytes and characters without sense, in every format.
#[test]
fn noise_in_every_format() {
    let sandbox = Sandbox::with_one_text();
    let mut random = Random(20_240_607);
    let endings = ["txt", "md", "html", "jsonl", "unknown", ""];
    for number in 0..size(10, 2_000) {
        for ending in endings {
            let length = (random.next() >> 20) as usize % size(3_000, 30_000);
            let noise = random.bytes(length);
            sandbox.write(format!("corpus/bytes/{number}.{ending}"), &noise);
            let marked: Vec<u8> = noise
                .iter()
                .map(|byte| b"<>&;[]()*_`#-\n \"{}:,\\/!ab\xc3\xa4\xe5"[usize::from(byte % 28)])
                .collect();
            sandbox.write(format!("corpus/markup/{number}.{ending}"), &marked);
            sandbox.write(format!("corpus/text/{number}.{ending}"), random.text(length / 3).as_bytes());
        }
    }
    sandbox.build(&["-q"]).check(0);
    sandbox.check_rest();
}

/// What a build may take besides `--memory`, in MiB: the program with its tables, a few times the largest file, and what the
/// engine takes for the different terms of one document, of which no more than two million are indexed.
fn allowance(largest_file: usize) -> u64 {
    let file = largest_file.div_ceil(1 << 20) as u64;
    40 + 5 * file + (40 * file).min(260)
}

#[test]
fn one_line_without_an_end() {
    let bytes = size(1 << 20, 60 << 20);
    let mut random = Random(7);
    let mut kinds = vec![
        ("letters", "a".repeat(bytes)),
        ("words", random.words(bytes)),
        ("han", random.han(bytes)),
        ("unicode", random.text(bytes / 3)),
        ("marks", "e\u{301}\u{302}".repeat(bytes / 5)),
        ("joined", "👩\u{200d}".repeat(bytes / 7)),
        ("digits", "1.234,5".repeat(bytes / 7)),
        ("blanks", " \t".repeat(bytes / 2)),
    ];
    kinds.push((
        "log",
        (0..bytes / 70).map(|_| format!("{:064x}\n", u128::from(random.next()) << 60)).collect(),
    ));
    for (name, text) in kinds {
        let sandbox = Sandbox::with_one_text();
        sandbox.write(format!("corpus/{name}.txt"), text.as_bytes());
        let build = sandbox.build(&["-q", "--memory", "64MiB"]);
        build.check(0);
        let limit = 64 + allowance(bytes);
        eprintln!("{name}: {} MiB of {limit}", build.peak_mib);
        assert!(build.peak_mib <= limit, "{name}: {} MiB, more than {limit}", build.peak_mib);
        sandbox.check_rest();
    }
}

/// Files above the limit are named and not read, one above it by the schema's leave is.
#[test]
fn a_hundred_megabytes_on_one_line() {
    let bytes = size(2 << 20, 100 << 20);
    let sandbox = Sandbox::with_one_text();
    let mut text = "Der Drache fliegt über den See und ".repeat(bytes / 36);
    text.push_str("Quecksilberthermometer");
    sandbox.write("corpus/line.txt", text.as_bytes());
    sandbox.write("index-schema.toml", b"[corpus]\nmax-file-size = \"1 MiB\"");
    let refused = sandbox.build(&["-q"]);
    refused.check(1);
    assert!(refused.stderr.contains("line.txt: has ") && refused.peak_mib < 150, "{}", refused.stderr);
    sandbox.write("index-schema.toml", b"[corpus]\nmax-file-size = \"200 MiB\"");
    sandbox.build(&["-q"]).check(0);
    sandbox.check_rest();
    let found = sandbox.search(&["--json", "Quecksilberthermometer"]).json();
    assert_eq!((found.len(), &found[0]["line"]), (1, &1.into()));
}
