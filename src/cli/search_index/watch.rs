//! `search-index watch`: the index kept up to date while files change.

use super::PROGRAM;
use super::arguments::WatchArguments;
use crate::cli::building::{Talk, tell_update};
use crate::cli::fault::{Fault, note, say};
use crate::error::Error;
use crate::index::{Method, Notice, Watch};
use crate::schema::Schema;
use std::io;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

/// Updates the index that the schema describes whenever files change, until a signal ends it.
pub(super) fn run(arguments: &WatchArguments) -> Result<ExitCode, Fault> {
    heap::give_back_large_blocks();
    let talk = arguments.build.talk();
    let stop = Arc::new(AtomicBool::new(false));
    stop_at_signals(&stop).map_err(Error::io(PathBuf::from("signals")))?;
    let mut last_fault = None;
    let watch = Watch {
        schema: arguments.build.places.schema()?,
        reread: &mut || told_once(arguments.build.places.schema(), &mut last_fault),
        options: arguments.build.options(),
        method: if arguments.poll { Method::Polling } else { Method::Events },
        stop: &stop,
        tell: &mut |notice| tell(&notice, talk),
    };
    watch.run()?;
    Ok(ExitCode::SUCCESS)
}

/// A schema, if it is sound. A fault is told when it is another one than before.
fn told_once(schema: Result<Schema, Fault>, last_fault: &mut Option<String>) -> Option<Schema> {
    let fault = match schema {
        Ok(schema) => {
            *last_fault = None;
            return Some(schema);
        }
        Err(fault) => fault,
    };
    let (message, hint) = fault.parts(PROGRAM);
    if last_fault.as_ref() != Some(&message) {
        say(&format!("{PROGRAM}: {message}"), hint.as_deref());
        *last_fault = Some(message);
    }
    None
}

fn tell(notice: &Notice, talk: Talk) {
    match notice {
        Notice::Watching if talk == Talk::Normal => note("watching for changes"),
        Notice::Watching => {}
        Notice::Polling(reason) => {
            note(&format!("the system does not tell of changes ({reason}): looking for them at intervals"));
        }
        Notice::Updated(update, took) => tell_update(update, took.as_secs_f64(), talk),
        Notice::Waiting(error) => {
            say(&format!("{PROGRAM}: {error}"), error.hint().as_deref());
            note("trying again until it works");
        }
    }
}

/// Ends watching at the first signal, after the update at hand, and the program at the second.
#[cfg(unix)]
fn stop_at_signals(stop: &Arc<AtomicBool>) -> io::Result<()> {
    use signal_hook::consts::{SIGINT, SIGTERM};
    /// Exit status of a program that was interrupted, as shells tell it.
    const INTERRUPTED: i32 = 130;
    for signal in [SIGINT, SIGTERM] {
        // In this order: the second signal finds the flag that the first one has set.
        signal_hook::flag::register_conditional_shutdown(signal, INTERRUPTED, Arc::clone(stop))?;
        signal_hook::flag::register(signal, Arc::clone(stop))?;
    }
    Ok(())
}

#[cfg(not(unix))]
fn stop_at_signals(_: &Arc<AtomicBool>) -> io::Result<()> {
    Ok(())
}
