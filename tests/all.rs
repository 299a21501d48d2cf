//! The one integration test binary: the engine is linked once.

/// Chinese in both scripts.
mod chinese;
/// The programs: exit codes, places, errors, reports.
mod cli;
/// Compounds taken apart: precision, recall, and words left whole.
mod compounds;
/// A damaged index: each file flipped, cut, missing; what `check` and searches say.
mod damage;
/// Queries drawn from our own corpus.
mod drawn;
/// Questions over our own corpus and the document that has to come first.
mod expectations;
/// Scores worked out again from what is told of them.
mod explain;
/// Commands and their output, in folders of tiny files.
mod golden;
/// Odd names, endless folders, things that are no files, files swapped under the reader.
mod hostile;
/// German words found by their kin, and what of them is highlighted.
mod kin;
/// Corpora of many small files, and of many documents in one file.
mod large;
/// Properties of all languages, the parser, and an index of our own corpus.
mod laws;
/// Which module may import which, checked on the text of the sources.
mod layering;
/// What a rebuild, a second writer, damage and another version do to an index.
mod life;
/// What is told of a query without hits.
mod no_hits;
/// Files without sense or without a line break, and the memory they take.
mod noise;
/// What people see: colours, links, snippets, order.
mod output;
/// The query language through an index.
mod query;
/// How documents are ranked.
mod ranking;
/// The README's examples.
mod readme;
/// Faults that were found, one test each.
mod regression;
/// Which language a passage is judged to be in.
mod routing;
/// A folder where the programs run.
mod sandbox;
/// The schema files of `schema/`.
mod schema;
/// What scripts rely on: JSON, batches, pipes.
mod scripts;
/// Writers that are killed, and readers beside them.
mod siege;
/// Stems, on a sample of the vocabularies of those who made the stemmers.
mod snowball;
/// Full disks, missing rights, folders that vanish, other writers, wrong clocks.
mod storage;
mod support;
#[cfg(unix)]
/// What a terminal shows, byte by byte.
mod terminal;
/// What the analysers make of our own corpus, pinned.
mod tokens;
mod trial;
/// What a schema or an index that somebody else made can do.
mod trust;
/// Indexes brought up to date: what they hold, and what interrupts them.
mod update;
/// A corpus that changes while it is watched.
mod watch;
/// Why a file is a hit, or none.
mod why;
