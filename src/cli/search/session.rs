//! Questions answered one after the other from one index, into the standard output.

use super::arguments::Arguments;
use super::no_hits::say_why;
use super::{Opened, PROGRAM};
use crate::cli::fault::{Fault, note};
use crate::cli::output::stdout;
use crate::cli::pager::Pager;
use crate::cli::quantity::{counted, duration};
use crate::error::Error;
use crate::index::Index;
use crate::print::{Asked, Completeness, Format, Refusal, Stats, Style};
use crate::print::{write_answer, write_refusal, write_stats, write_total};
use crate::query::Query;
use crate::search::{Answer, NoHits, SearchOptions, Searcher, no_hits};
use std::io::{self, BufWriter, IsTerminal, Write};
use std::mem;
use std::time::{Instant, SystemTime};

/// A query and its name.
#[derive(Clone, Copy, Debug)]
pub(super) struct Question<'q> {
    /// The query.
    pub text: &'q str,
    /// Its name in a batch.
    pub id: Option<&'q str>,
}

/// What stays the same from question to question.
pub(super) struct Session<'i> {
    index: &'i Index,
    searcher: Searcher<'i>,
    options: SearchOptions,
    style: Style,
    /// Closed before the pager is waited for.
    out: Box<dyn Write>,
    pager: Option<Pager>,
    /// What is said when the pager has ended.
    notes: Vec<String>,
    /// Why there are no hits, said at the end.
    no_hits: Option<NoHits>,
    counts_only: bool,
    wants_stats: bool,
    /// Known if stats are wanted.
    completeness: Completeness,
}

impl<'i> Session<'i> {
    /// Begins a session; takes the standard output.
    pub fn new(opened: &'i Opened, arguments: &Arguments, style: Style) -> Result<Session<'i>, Fault> {
        let Opened { index, .. } = opened;
        let completeness = if arguments.stats { opened.completeness()? } else { Completeness::Complete };
        let pager = arguments.pager(&style).map(|command| Pager::start(&command)).transpose()?;
        let (pager, pipe) = pager.unzip();
        Ok(Session {
            index,
            searcher: Searcher::new(index),
            options: arguments.search_options(&style),
            style,
            out: pipe.map_or_else(stdout, |pipe| Box::new(BufWriter::new(pipe))),
            pager,
            notes: Vec::new(),
            no_hits: None,
            counts_only: arguments.count,
            wants_stats: arguments.stats,
            completeness,
        })
    }

    /// Answers a question. Returns whether there are hits.
    pub fn answer(&mut self, question: &Question) -> Result<bool, Fault> {
        let started = Instant::now();
        let query = Query::parse(question.text).map_err(Error::from)?;
        let answer = self.searcher.search(&query, &self.options)?;
        let seconds = started.elapsed().as_secs_f64();
        let no_hits = if answer.total == 0 { self.no_hits(question, &query)? } else { None };
        self.write(question, &answer, seconds, no_hits.as_ref()).map_err(Fault::output)?;
        self.no_hits = no_hits.filter(|_| self.tells_why(question));
        let shows_none = self.counts_only || self.options.limit == 0;
        Ok(if shows_none { answer.total > 0 } else { !answer.hits.is_empty() })
    }

    /// Says why a question has no answer, where answers are records.
    pub fn refuse(&mut self, question: &Question, refusal: &Refusal) -> Result<(), Fault> {
        let asked = self.asked(question);
        match self.style.format {
            Format::Json => write_refusal(&mut self.out, refusal, &asked).map_err(Fault::output),
            _ => Ok(()),
        }
    }

    /// Sends on what is written so far.
    pub fn flush(&mut self) -> Result<(), Fault> {
        self.out.flush().map_err(Fault::output)
    }

    /// Ends the session; all that was written has left then.
    pub fn finish(mut self) -> Result<(), Fault> {
        self.flush()?;
        if let Some(mut pager) = self.pager.take() {
            self.out = Box::new(io::sink());
            pager.wait()?;
        }
        self.no_hits.iter().for_each(|no_hits| say_why(no_hits, &self.options));
        self.notes.iter().for_each(|line| note(line));
        // The system takes memory back faster than it is freed piece by piece: a hundredth of a query.
        mem::forget(self);
        Ok(())
    }

    fn asked<'q>(&self, question: &Question<'q>) -> Asked<'q> {
        Asked { query: question.text, id: question.id, first_rank: self.options.offset + 1 }
    }

    /// Why there are no hits, where somebody is told: on a terminal, unless it is one of many questions, and in the
    /// records that tell of answers.
    fn no_hits(&self, question: &Question, query: &Query) -> Result<Option<NoHits>, Fault> {
        let is_wanted = self.tells_why(question) || self.wants_records();
        Ok(is_wanted.then(|| no_hits(self.index, query, &self.options)).transpose()?)
    }

    fn tells_why(&self, question: &Question) -> bool {
        question.id.is_none() && io::stderr().is_terminal()
    }

    fn wants_records(&self) -> bool {
        self.wants_stats && self.style.format == Format::Json
    }

    fn write(
        &mut self,
        question: &Question,
        answer: &Answer,
        seconds: f64,
        no_hits: Option<&NoHits>,
    ) -> io::Result<()> {
        let asked = self.asked(question);
        if self.counts_only {
            write_total(&mut self.out, answer.total, &asked, self.style.format)?;
        } else {
            write_answer(&mut self.out, answer, &asked, &self.style)?;
        }
        let stats = Stats {
            total: answer.total,
            seconds,
            index_age_seconds: self.index_age_seconds(),
            completeness: self.completeness,
            suggestion: no_hits.and_then(|no_hits| Some(no_hits.suggestions.first()?.query.as_str())),
        };
        if self.wants_records() {
            write_stats(&mut self.out, &stats, &asked)?;
        }
        let is_told = no_hits.is_some() && self.tells_why(question);
        if !self.wants_records() && (self.wants_stats || self.has_reader() && !is_told) {
            // On a terminal the line stands below the hits, not above those still on their way.
            self.out.flush()?;
            let summary = self.summary(answer, &stats);
            match self.pager {
                Some(_) => self.notes.push(summary),
                None => note(&summary),
            }
        }
        Ok(())
    }

    /// Whether somebody sees the hits, and standard error below them.
    fn has_reader(&self) -> bool {
        matches!(self.style.format, Format::Terminal { .. })
            && !self.counts_only
            && io::stderr().is_terminal()
    }

    fn index_age_seconds(&self) -> u64 {
        SystemTime::now().duration_since(self.index.committed()).map_or(0, |age| age.as_secs())
    }

    /// One line: `10 of 42 documents, 0.004 s`.
    fn summary(&self, answer: &Answer, stats: &Stats) -> String {
        let total = counted(stats.total, "document");
        let state = if self.wants_stats {
            let Stats { index_age_seconds, completeness, .. } = stats;
            let reason = completeness.reason().map(|reason| format!(": {reason}")).unwrap_or_default();
            format!(", index {} old, {}{reason}", duration(*index_age_seconds), completeness.name())
        } else {
            String::new()
        };
        let prefix = if self.has_reader() { String::new() } else { format!("{PROGRAM}: ") };
        format!("{prefix}{} of {total}, {:.3} s{state}", answer.hits.len(), stats.seconds)
    }
}
