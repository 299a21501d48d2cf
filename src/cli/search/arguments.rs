//! What `search` accepts.

use super::words::unmarked;
use crate::cli::fault::Fault;
use crate::cli::generate::Generated;
use crate::cli::hyperlink;
use crate::cli::language;
use crate::cli::output::{Color, terminal_cells, uses_color};
use crate::cli::pager;
use crate::cli::project::{Places, current_dir};
use crate::language::{LANGUAGES, Language};
use crate::print::{Format, LinkFormat, PathEnd, Style};
use crate::search::{SearchOptions, Sort};
use clap::{Parser, ValueEnum};
use std::io::{self, IsTerminal};
use std::path::PathBuf;

const SELECTION: &str = "Which documents";
const DISPLAY: &str = "What is shown";
/// Hits per query.
const DEFAULT_LIMIT: usize = 10;
const MAX_SNIPPETS: i64 = 1_000;
const MAX_SNIPPET_CHARS: i64 = 100_000;
const MIN_SNIPPET_CHARS: i64 = 10;

/// Search a folder of texts, best documents first.
#[derive(Debug, Parser)]
#[command(
    name = "search",
    version,
    long_about = LONG_ABOUT,
    override_usage = "search [OPTIONS] QUERY...\n       search [OPTIONS] --batch FILE",
    after_help = "`search --help` tells more, with examples; `search-index` makes and explains the index.",
    after_long_help = examples(),
    arg_required_else_help = true,
)]
pub(super) struct Arguments {
    /// What to look for; words are joined by a space
    ///
    /// Documents with any of the words, those with all of them first; `--help` ends with all that a query may say. After the
    /// first word, a word such as -not that is no option is left out of the answer; one-letter options stand apart
    /// there (-l -c). After `--` all words are text.
    #[arg(value_name = "QUERY", required_unless_present_any = ["batch", "generate"], conflicts_with = "batch")]
    query: Vec<String>,
    /// Answer one query per line of a file, `-` for standard input: QUERY or `ID<TAB>QUERY`
    ///
    /// Answers come in order. A line that is no query is named on standard error, the others are answered, and the
    /// exit status is 2; in JSON an object of type "fault" stands in place of its hits. JSON and TREC tell the answers apart; without an ID a query is named by its line number.
    #[arg(long, value_name = "FILE")]
    pub batch: Option<PathBuf>,

    /// Hits per query [default: 10; all that --per-language leaves]
    #[arg(short = 'n', long, value_name = "N", help_heading = SELECTION)]
    limit: Option<usize>,
    /// Hits to skip
    #[arg(long, value_name = "N", default_value_t = 0, help_heading = SELECTION)]
    offset: usize,
    #[arg(
        short = 'L',
        long,
        value_name = "CODES",
        value_delimiter = ',',
        value_parser = language::LanguageParser,
        hide_possible_values = true,
        help = format!("Only hits in these languages, parted by commas: {}", language::codes()),
        help_heading = SELECTION
    )]
    lang: Vec<&'static Language>,
    /// Only documents whose path in its corpus folder matches; may be repeated
    #[arg(long = "in", value_name = "GLOB", help_heading = SELECTION)]
    within: Vec<String>,
    /// The best N hits of each language, so that a language with few documents is seen
    #[arg(long, value_name = "N", help_heading = SELECTION)]
    per_language: Option<usize>,
    /// What comes first
    ///
    /// score: the best. path: folder by folder. date: the files changed last. size: the largest files. Date and size are
    /// those of the file when the index was made. All but the score order all documents that match, however weakly;
    /// +word keeps out those without a word. Equal ones are ordered by path.
    #[arg(long, value_name = "KEY", default_value = "score", help_heading = SELECTION)]
    sort: SortName,
    /// Only the words as they stand: no stems, accents, parts of words or other scripts
    #[arg(long, help_heading = SELECTION)]
    exact: bool,

    /// Form of the hits [default: text]
    ///
    /// text: titles and snippets on a terminal, `path:line:snippet` lines in a pipe. json: an object a line. trec: `qid
    /// Q0 docid rank score tetraglot`. vimgrep: `path:line:column:snippet`, where the column is that of the first match
    /// in the snippet, in bytes from 1. paths: paths alone.
    #[arg(
        long,
        value_name = "FORMAT",
        hide_possible_values = false,
        overrides_with_all = ["json", "files_with_matches"],
        help_heading = DISPLAY
    )]
    format: Option<FormatName>,
    /// One JSON object a line: --format json
    #[arg(long, overrides_with_all = ["format", "files_with_matches"], help_heading = DISPLAY)]
    json: bool,
    /// Paths alone, each once: --format paths
    #[arg(short = 'l', long, overrides_with_all = ["format", "json"], help_heading = DISPLAY)]
    files_with_matches: bool,
    /// End paths with NUL instead of a line break, with -l
    #[arg(short = '0', long, help_heading = DISPLAY)]
    null: bool,
    /// Only the number of documents that match
    #[arg(short = 'c', long, help_heading = DISPLAY)]
    pub count: bool,
    /// Passages shown per hit
    #[arg(
        long,
        value_name = "N",
        default_value_t = 1,
        value_parser = clap::builder::RangedI64ValueParser::<usize>::new().range(1..=MAX_SNIPPETS),
        help_heading = DISPLAY
    )]
    snippets: usize,
    /// Width of a passage in characters
    #[arg(
        long,
        value_name = "N",
        default_value_t = 200,
        value_parser =
            clap::builder::RangedI64ValueParser::<usize>::new().range(MIN_SNIPPET_CHARS..=MAX_SNIPPET_CHARS),
        help_heading = DISPLAY
    )]
    snippet_width: usize,
    /// Whole sentences in place of a width: those that match, and N before and after them
    #[arg(short = 'C', long, value_name = "N", help_heading = DISPLAY)]
    context: Option<usize>,
    /// Tell how each score came about, in words and numbers
    ///
    /// Under each hit, what its score is the product of; then each word of the query: what it adds, its best form in the
    /// document, and how rare it is; how likely the query is in each language; and lengths. In JSON the key "explanation",
    /// where "score" is a tree: how each number follows from its parts, to be worked out again.
    #[arg(long, help_heading = DISPLAY)]
    explain: bool,
    /// Tell the number of hits and the time, after the hits
    ///
    /// In JSON a last object of type "stats", else a line on standard error. Either tells whether the answer is complete:
    /// it is stale if the index is of other folders or rules than the schema, and partial if files could not be read.
    /// The object has the query that was likely meant by one without hits.
    #[arg(long, help_heading = DISPLAY)]
    pub stats: bool,
    /// When to use colours; NO_COLOR and CLICOLOR_FORCE are heeded
    #[arg(long, value_name = "WHEN", default_value = "auto", help_heading = DISPLAY)]
    color: Color,
    /// Paths as links that the terminal opens: a format, or the name of one [default: none]
    ///
    /// A format is an address with {path}, and maybe {line}, {column}, {host} and {wslprefix} in it. The column counts bytes
    /// from 1. There are links where there are colours.
    #[arg(long, alias = "hyperlink-format", value_name = "FORMAT", help_heading = DISPLAY)]
    hyperlink: Option<String>,
    /// Command that shows the hits page by page, on a terminal only [default: none]
    ///
    /// The environment variable SEARCH_PAGER names one too. Less gets LESS=FRX unless LESS is set.
    #[arg(long, value_name = "COMMAND", overrides_with = "no_pager", help_heading = DISPLAY)]
    pager: Option<String>,
    /// No pager, whatever SEARCH_PAGER names
    #[arg(long, overrides_with = "pager", help_heading = DISPLAY)]
    no_pager: bool,
    /// Write a manual page, or completions for a shell, to standard output
    #[arg(long, value_name = "WHAT", hide_short_help = true, help_heading = DISPLAY)]
    pub generate: Option<Generated>,

    #[command(flatten)]
    pub places: Places,
}

/// The forms of hits, as they are named.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum FormatName {
    Text,
    Json,
    Trec,
    Vimgrep,
    Paths,
}

/// What hits are ordered by, as it is named.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum SortName {
    Score,
    Path,
    Date,
    Size,
}

impl From<SortName> for Sort {
    fn from(name: SortName) -> Sort {
        match name {
            SortName::Score => Sort::Score,
            SortName::Path => Sort::Path,
            SortName::Date => Sort::Date,
            SortName::Size => Sort::Size,
        }
    }
}

impl Arguments {
    /// Refuses options that would do nothing together.
    pub fn check(&self) -> Result<(), Fault> {
        let format = self.format_name();
        if self.null && (format != FormatName::Paths || self.count) {
            return Err(Fault::usage("-0 ends paths, but hits are shown", "add -l to see paths alone"));
        }
        if self.count && !matches!(format, FormatName::Text | FormatName::Json) {
            return Err(Fault::usage(
                "-c shows a number, and no hits in another form",
                "use -c alone, or with --json",
            ));
        }
        if self.explain && (self.count || !matches!(format, FormatName::Text | FormatName::Json)) {
            return Err(Fault::usage(
                "--explain tells of hits as text or JSON, and none are shown so",
                "use --explain alone, or with --json",
            ));
        }
        Ok(())
    }

    /// The query as one text.
    pub fn query_text(&self) -> String {
        self.query.iter().map(|word| unmarked(word)).collect::<Vec<_>>().join(" ")
    }

    /// How answers are written.
    pub fn style(&self) -> Result<Style, Fault> {
        let here = current_dir()?;
        let color = uses_color(self.color);
        let link = self.hyperlink.as_deref().map(hyperlink::parse).transpose()?.flatten();
        Ok(Style {
            format: self.format(),
            color,
            link: link.filter(|_| color),
            // An index knows its corpus by its true path.
            base: here.canonicalize().unwrap_or(here),
            snippets: self.snippets,
        })
    }

    /// What the engine is asked for, given how answers are written.
    pub fn search_options(&self, style: &Style) -> SearchOptions {
        let shows_text = !matches!(self.format_name(), FormatName::Trec | FormatName::Paths) && !self.count;
        SearchOptions {
            limit: if self.count { 0 } else { self.limit() },
            offset: if self.count { 0 } else { self.offset },
            languages: (!self.lang.is_empty()).then(|| self.lang.clone()),
            within: self.within.clone(),
            // A count has no order.
            sort: if self.count { Sort::Score } else { self.sort.into() },
            per_language: self.per_language,
            exact: self.exact,
            snippets: if shows_text { self.snippets } else { 0 },
            snippet_chars: self.snippet_width,
            context: self.context,
            explain: self.explain,
            shows_titles: matches!(style.format, Format::Terminal { .. }),
            source_columns: style.format == Format::Vimgrep
                || style.link.as_ref().is_some_and(LinkFormat::has_column),
        }
    }

    /// The command of the pager, where one is wanted and can be of use.
    pub fn pager(&self, style: &Style) -> Option<String> {
        let has_pages = matches!(style.format, Format::Terminal { .. }) && !self.count && !self.no_pager;
        has_pages.then(|| pager::wanted(self.pager.as_deref())).flatten()
    }

    fn limit(&self) -> usize {
        let default = if self.per_language.is_some() { usize::MAX } else { DEFAULT_LIMIT };
        self.limit.unwrap_or(default)
    }

    fn format(&self) -> Format {
        match self.format_name() {
            FormatName::Text if io::stdout().is_terminal() => Format::Terminal { cells: terminal_cells() },
            FormatName::Text => Format::Lines,
            FormatName::Json => Format::Json,
            FormatName::Trec => Format::Trec,
            FormatName::Vimgrep => Format::Vimgrep,
            FormatName::Paths => Format::Paths(if self.null { PathEnd::Nul } else { PathEnd::Line }),
        }
    }

    fn format_name(&self) -> FormatName {
        match self.format {
            Some(format) => format,
            None if self.json => FormatName::Json,
            None if self.files_with_matches => FormatName::Paths,
            None => FormatName::Text,
        }
    }
}

const LONG_ABOUT: &str = "Search a folder of texts, best documents first.

A document is found by its words, their inflections and spellings, in the language that each of its passages is in. It \
is shown by its best passage. Without an index, the first search builds it.";

/// What a query may say.
const LANGUAGE: &str = "Queries:
  two words           any of them; documents with all of them, close together, come first
  \"a phrase\"          these words in a row; \"a phrase\"~3 with up to 3 other words between them
  +must -not          only documents with the one and without the other
  a AND b, a OR b, a NOT b, (a b)
                      NOT binds most, then AND; OR is the same as a blank
  wall*               what begins so: 2 letters at least, or one character of a script without blanks
  colour~1 colour~2   one or two letters more, less, other; colour~ goes by length
  title:word path:word lang:de
                      in the title, in the file's path, in passages of a language; title:(a b)
  word^2              weighs twice as much; also \"a phrase\"^2 and (a b)^0.5
  =word               the word as it stands, as with --exact for all; =\"a phrase\"
  \\*                  a backslash makes a sign text; other names before a colon are text anyway";

/// Examples, and what the exit status means. Takes its codes from the list of languages.
fn examples() -> String {
    let [one, two] = [0, 1].map(|place| LANGUAGES[place].code);
    format!(
        "{LANGUAGE}

Examples:
  search Binance Twitter              documents with these words, those with both first
  search '\"digital wallet\"' -n 3      the three best with the phrase
  search Twitter -Musk                Twitter, but not Musk
  search 'Miete AND (Garten OR Hof)'  both, one way or the other
  search -L {one},{two} Technologie       only passages in these languages
  search --in 'letters/**' Miete      only below a folder
  search -l Miete | xargs less        the files alone
  search --sort date +Miete           all with the word, those changed last first
  search --hyperlink vscode Miete     paths that open an editor
  search --explain Miete -n 1         how the score of the best hit came about
  search --batch queries.tsv --format trec > run.txt

Exit status: 0 there are hits, 1 there are none, 2 an error. A terminal is told why there are none."
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::search::words::mark;
    use clap::CommandFactory;

    #[track_caller]
    fn parse(line: &str) -> Arguments {
        let all = std::iter::once("search").chain(line.split(' ')).map(Into::into);
        Arguments::try_parse_from(mark(all, &Arguments::command())).expect("the row parses")
    }

    #[track_caller]
    fn check(line: &str, query: &str, format: FormatName, limit: usize) {
        let arguments = parse(line);
        assert_eq!(arguments.query_text(), query);
        assert_eq!((arguments.format_name(), arguments.limit()), (format, limit));
    }

    #[test]
    fn the_command_is_sound() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn options_stand_anywhere() {
        check("Binance Twitter", "Binance Twitter", FormatName::Text, 10);
        check("-n 3 Binance --json Twitter", "Binance Twitter", FormatName::Json, 3);
        check("Twitter -Musk -n5 -l", "Twitter -Musk", FormatName::Paths, 5);
        check("Twitter -n 5 -Musk --format trec", "Twitter -Musk", FormatName::Trec, 5);
        check("--json -- -l --json", "-l --json", FormatName::Json, 10);
    }

    #[test]
    fn the_last_form_wins() {
        check("a --json -l", "a", FormatName::Paths, 10);
        check("a -l --format text", "a", FormatName::Text, 10);
        check("a --format trec --json", "a", FormatName::Json, 10);
    }

    #[test]
    fn languages_are_listed_or_repeated() {
        let codes = |line: &str| parse(line).lang.iter().map(|language| language.code).collect::<Vec<_>>();
        assert_eq!(codes("a -L de,fr -Lzh"), ["de", "fr", "zh"]);
        assert_eq!(codes("a"), Vec::<&str>::new());
    }

    #[test]
    fn nothing_that_does_nothing() {
        let fails = |line: &str| parse(line).check().is_err();
        assert!(fails("a -0") && fails("a -c -l") && fails("a -c --format trec"));
        assert!(!fails("a -l -0") && !fails("a -c --json"));
    }
}
