//! The command line.
pub mod search { pub fn main() -> std::process::ExitCode {
    use std::io::Write;
    let args: Vec<String> = std::env::args().skip(1).collect();
    let index = crate::index::Index::open(std::path::Path::new(&args[0])).unwrap();
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    if args[1] == "--batch" {
        let opts = crate::search::SearchOptions { limit: 100, snippets: 0, ..Default::default() };
        for l in std::fs::read_to_string(&args[2]).unwrap().lines() {
            let (id, q) = l.split_once('\t').unwrap();
            let Ok(q) = crate::query::Query::parse(q) else { eprintln!("bad {l}"); continue };
            let a = crate::search::search(&index, &q, &opts).unwrap();
            for (i, h) in a.hits.iter().enumerate() { writeln!(out, "{id} Q0 {} {} {} t", h.id.as_deref().unwrap_or("?"), i+1, h.score).unwrap(); }
        }
        return std::process::ExitCode::SUCCESS;
    }
    let q = crate::query::Query::parse(&args[1..].join(" ")).unwrap();
    let a = crate::search::search(&index, &q, &Default::default()).unwrap();
    writeln!(out, "total {}", a.total).unwrap();
    for h in a.hits { writeln!(out, "{:.3} {} {:?}:{} {} | {}", h.score, h.path.display(), h.id, h.line, h.language.code, h.title).unwrap(); for s in h.snippets { let mut t = s.text.clone(); for m in s.matches.iter().rev() { t.insert(m.end, ']'); t.insert(m.start,'['); } writeln!(out, "    {}", t).unwrap();} }
    std::process::ExitCode::SUCCESS
} }
pub mod search_index { pub fn main() -> std::process::ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let mut s = crate::schema::Schema::built_in(std::path::Path::new("."));
    s.index_dir = std::path::PathBuf::from(&args[0]); s.corpus.dirs = vec![std::path::PathBuf::from(&args[1])];
    let t = std::time::Instant::now();
    let r = crate::index::build(&s, &Default::default(), &mut |p| if p == crate::index::Progress::Completing { eprintln!("completing at {:?}", t.elapsed()) }).unwrap();
    println!("{} files {} docs {} bytes {:?} {:?} {:?}", r.files, r.documents, r.bytes, r.passages, r.failures, t.elapsed());
    std::process::ExitCode::SUCCESS
} }
