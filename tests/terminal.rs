//! What a terminal shows: the real program under a pseudo-terminal, its bytes kept as golden files.
//!
//! `terminal/<name>.ansi` holds commands behind `$ ` and below each what a terminal of so many cells gets: `cat` shows it as a
//! person sees it. UPDATE=1 rewrites the files.

use crate::sandbox::Sandbox;
use crate::support::{own_corpus, program, root, split};
use rustix::fs::{Mode, OFlags, open};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{Winsize, tcsetwinsize};
use std::fs::{self, File};
use std::io::{Read, Write};
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixDatagram;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

/// Over our own corpus, in all languages, with hits and without.
const QUERIES: &[&str] = &[
    "search -n 2 Zahlungen Netzwerk",
    "search -n 2 paiements entre amis",
    "search -n 2 memory wall",
    "search -n 2 内存墙",
    "search -n 3 --snippets 2 Binance Twitter",
    "search -n 2 -C 0 title:Satelliten",
    "search +Zahlung +Twiter --in 'de/**'",
    "search \"Netzwerk Zahlung\" -L fr",
    "search Ekommerce éclsue",
    "search +加密推特",
];

#[test]
fn narrow() {
    check_own_corpus("narrow", 60);
}

#[test]
fn usual() {
    check_own_corpus("usual", 80);
}

#[test]
fn wide() {
    check_own_corpus("wide", 200);
}

#[test]
fn odd_texts() {
    let sandbox = Sandbox::empty();
    for (path, text) in ODD_TEXTS {
        sandbox.write(format!("corpus/{path}"), text.as_bytes());
    }
    sandbox.write("index-schema.toml", b"");
    let sandbox = sandbox.built();
    let queries = ["search quagga", "search 推特 👩‍👩‍👧", "search שלום", "search quaggga evil"];
    let shown = queries.map(|query| {
        let command = sandbox.command(env!("CARGO_BIN_EXE_search"), &[]);
        session(query, command, 40)
    });
    check("odd", &shown.concat());
}

/// No program writes this byte to a terminal.
const END: u8 = 0;

const ODD_TEXTS: &[(&str, &str)] = &[
    ("emoji.txt", "A quagga 👩‍👩‍👧 among 🇩🇪 flags 🏳️‍🌈 and ❤️ hearts, then more of the quagga and more words.\n"),
    ("marks.txt", "Le quagga à Zürich, tre\u{300}s a\u{300} l'e\u{301}troit: Z\u{364}a\u{308}\u{332}lgo.\n"),
    ("hebrew.txt", "שלום עולם, זה סיפור על quagga אחד שחי בעיר גדולה מאוד ליד הנהר.\n"),
    ("arabic.txt", "مرحبا بالعالم quagga هذه قصة عن حيوان عاش في مدينة كبيرة قرب النهر.\n"),
    ("wide.txt", "马斯克（Elon Musk）收购了「推特」；quagga ＱＵＡＧＧＡ 全角，币安也参与了这次交易👩‍👩‍👧。\n"),
    ("steering.txt", "A quagga \u{1b}[31m\u{202e}and what steers\u{202c} a terminal\u{7}.\n"),
];

#[test]
fn a_passage_that_is_the_title_is_not_shown_twice() {
    let sandbox = Sandbox::empty();
    sandbox.write("corpus/a.md", b"# Quagga and okapi\n\nA quagga is no zebra.\n");
    sandbox.write("corpus/b.md", b"# Gnu\n\nNothing else.\n");
    sandbox.write("index-schema.toml", b"");
    let sandbox = sandbox.built();
    let below_title = |query: &str| {
        let command = sandbox.command(env!("CARGO_BIN_EXE_search"), &["--color=never", query]);
        let shown = on_terminal(command, 60).0;
        shown.lines().nth(2).unwrap_or_default().to_owned()
    };
    assert_eq!(below_title("quagga okapi"), "  3 other  A quagga is no zebra.");
    assert_eq!(below_title("gnu"), "  1 en  Gnu");
}

#[test]
fn only_standard_error_tells_why_there_are_no_hits() {
    let sandbox = Sandbox::new().built();
    for arguments in [&["Netzwrek"][..], &["-c", "Netzwrek"], &["--json", "Netzwrek"]] {
        let mut command = sandbox.command(env!("CARGO_BIN_EXE_search"), arguments);
        let terminal = Terminal::new(60);
        let mut child =
            command.stdout(Stdio::piped()).stderr(terminal.stream()).spawn().expect("search runs");
        let (shown, code) = terminal.read_until_end_of(&mut child);
        let mut stdout = String::new();
        child.stdout.take().expect("a pipe").read_to_string(&mut stdout).expect("text");
        let expected = if arguments[0] == "-c" { "0\n" } else { "" };
        assert_eq!((stdout.as_str(), code), (expected, 1), "{arguments:?}");
        assert!(shown.starts_with("no hits; looked for\n"), "{shown}");
        assert!(shown.contains("did you mean: Netzwerk\n"), "{shown}");
    }
    let mut command = sandbox.command(env!("CARGO_BIN_EXE_search"), &["--batch", "-"]);
    let questions = File::open(sandbox.path("index-schema.toml")).expect("an empty file");
    command.stdin(questions);
    assert_eq!(on_terminal(command, 60), (String::new(), 1), "a batch");
}

#[test]
fn a_message_is_written_in_one_piece() {
    let sandbox = Sandbox::new().built();
    // Of datagrams each holds what was written at once.
    let (ours, theirs) = UnixDatagram::pair().expect("two sockets");
    ours.set_read_timeout(Some(Duration::from_secs(60))).expect("a timeout");
    let mut command = sandbox.command(env!("CARGO_BIN_EXE_search"), &["Netz AND ("]);
    let mut child = command.stderr(OwnedFd::from(theirs)).spawn().expect("search runs");
    let mut buffer = [0; 4096];
    let bytes = ours.recv(&mut buffer).expect("a message");
    let message = String::from_utf8_lossy(&buffer[..bytes]);
    assert!(
        message.starts_with("search: ") && message.contains("\nhint: ") && message.ends_with('\n'),
        "{message}"
    );
    child.wait().expect("search ends");
}

fn check_own_corpus(name: &str, cells: u16) {
    let index = own_corpus().dir().to_str().expect("a temporary folder's name is text").to_owned();
    let shown = QUERIES.iter().map(|query| {
        let mut command = program("search", root());
        command.args(["--index", &index]);
        session(query, command, cells)
    });
    check(name, &shown.collect::<String>());
}

/// Compares what was shown with the golden file of a name.
#[track_caller]
fn check(name: &str, shown: &str) {
    let path = root().join(format!("tests/terminal/{name}.ansi"));
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&path, shown).expect("the file can be written");
        return;
    }
    let expected = fs::read_to_string(&path).expect("a golden file");
    for (number, (shown, expected)) in shown.lines().zip(expected.lines()).enumerate() {
        assert_eq!(shown, expected, "{}:{}", path.display(), number + 1);
    }
    assert_eq!(shown.lines().count(), expected.lines().count(), "{}", path.display());
}

/// A query and what the terminal shows, with the time taken out.
fn session(query: &str, mut command: Command, cells: u16) -> String {
    command.args(&split(query)[1..]).env("TERM", "xterm-256color");
    let (shown, code) = on_terminal(command, cells);
    let status = if code == 0 { String::new() } else { format!("? {code}\n") };
    format!("$ {query}\n{}{status}\n", without_time(&shown))
}

/// Sets the seconds at the end of the last line to 0.
fn without_time(shown: &str) -> String {
    match shown.rsplit_once(", ") {
        Some((before, time)) if time.ends_with(" s\n") => format!("{before}, 0.000 s\n"),
        _ => shown.to_owned(),
    }
}

/// Runs a command whose output and messages go to a terminal; what it shows, and the exit status.
fn on_terminal(mut command: Command, cells: u16) -> (String, i32) {
    let terminal = Terminal::new(cells);
    let mut child =
        command.stdout(terminal.stream()).stderr(terminal.stream()).spawn().expect("the program runs");
    terminal.read_until_end_of(&mut child)
}

/// A pseudo-terminal.
struct Terminal {
    /// What reads its screen.
    screen: File,
    /// What programs write to.
    line: OwnedFd,
}

impl Terminal {
    fn new(cells: u16) -> Terminal {
        let screen = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).expect("a pseudo-terminal");
        grantpt(&screen).and_then(|()| unlockpt(&screen)).expect("it is ours");
        let name = ptsname(&screen, Vec::new()).expect("it has a name");
        let line = open(name, OFlags::RDWR | OFlags::NOCTTY, Mode::empty()).expect("it can be opened");
        let size = Winsize { ws_row: 50, ws_col: cells, ws_xpixel: 0, ws_ypixel: 0 };
        tcsetwinsize(&line, size).expect("it has a size");
        Terminal { screen: File::from(screen), line }
    }

    fn stream(&self) -> Stdio {
        Stdio::from(self.line.try_clone().expect("it can be written to by many"))
    }

    /// Reads until a program has ended; what was shown, and the exit status.
    ///
    /// Under load Linux may tell the end of a terminal that nobody holds open any more before the last bytes. So it is
    /// held open, and the end is a mark behind what the program wrote.
    fn read_until_end_of(self, child: &mut Child) -> (String, i32) {
        let Terminal { screen, line } = self;
        let reader = thread::spawn(move || read_until_mark(screen));
        let status = child.wait().expect("the program ends");
        let mut line = File::from(line);
        line.write_all(&[END]).expect("the terminal is open");
        let shown = reader.join().expect("the reader ends");
        drop(line);
        (shown.replace("\r\n", "\n"), status.code().expect("no signal ended the program"))
    }
}

fn read_until_mark(mut screen: File) -> String {
    let (mut shown, mut buffer) = (Vec::new(), [0; 4096]);
    while shown.pop_if(|&mut byte| byte == END).is_none() {
        let bytes = screen.read(&mut buffer).expect("the terminal is open");
        shown.extend_from_slice(&buffer[..bytes]);
    }
    String::from_utf8(shown).expect("programs write UTF-8")
}
