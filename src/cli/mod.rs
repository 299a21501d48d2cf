//! The command line.
pub mod search { pub fn main() -> std::process::ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let index = crate::index::Index::open(std::path::Path::new(&args[0])).unwrap();
    let q = crate::query::Query::parse(&args[1..].join(" ")).unwrap();
    let a = crate::search::search(&index, &q, &Default::default()).unwrap();
    println!("total {}", a.total);
    for h in a.hits { println!("{:.3} {} {:?}:{} {} | {}", h.score, h.path.display(), h.id, h.line, h.language.code, h.title); for s in h.snippets { let mut t = s.text.clone(); for m in s.matches.iter().rev() { t.insert(m.end, ']'); t.insert(m.start,'['); } println!("    {}", t);} }
    std::process::ExitCode::SUCCESS
} }
pub mod search_index { pub fn main() -> std::process::ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let mut s = crate::schema::Schema::built_in(std::path::Path::new("."));
    s.index_dir = std::path::PathBuf::from(&args[0]); s.corpus.dirs = vec![std::path::PathBuf::from(&args[1])];
    let r = crate::index::build(&s, &Default::default(), &mut |_| {}).unwrap();
    println!("{} files {} docs {} bytes {:?} {:?}", r.files, r.documents, r.bytes, r.passages, r.failures);
    std::process::ExitCode::SUCCESS
} }
