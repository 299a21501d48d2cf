//! One process, and what it cost.

use figures::Fault;
use nix::sys::resource::{UsageWho, getrusage};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;
use wait4::Wait4;

/// What one process cost.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Cost {
    /// Processor time of all its threads, user and system, in seconds.
    pub cpu: f64,
    /// Time from its start to its end, in seconds.
    pub wall: f64,
    /// Peak resident memory, in bytes.
    pub peak: f64,
    /// Page faults that needed no reading from a disk.
    pub faults: f64,
}

/// Runs a process to its end, its output thrown away.
///
/// # Errors
/// If it cannot be started, or ends with a status that is not among `fine`.
pub fn measure(command: &mut Command, fine: &[i32]) -> Result<Cost, Fault> {
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let program = Path::new(command.get_program()).to_owned();
    let (before, start) = (page_faults()?, Instant::now());
    let mut child = command.spawn().map_err(Fault::io(&program))?;
    let ended = child.wait4().map_err(Fault::io(&program))?;
    let wall = start.elapsed().as_secs_f64();
    if !ended.status.code().is_some_and(|code| fine.contains(&code)) {
        return Err(Fault::new(format!("{command:?} ended with {}", ended.status)));
    }
    let cpu = ended.rusage.utime + ended.rusage.stime;
    let faults = page_faults()? - before;
    Ok(Cost { cpu: cpu.as_secs_f64(), wall, peak: ended.rusage.maxrss as f64, faults })
}

/// Page faults of all processes that were waited for.
fn page_faults() -> Result<f64, Fault> {
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN)?;
    Ok(usage.minor_page_faults() as f64)
}

/// Measures contestants in turn, round after round, so that what else the machine does falls on all of them alike. Returns
/// the costs of each, by round.
///
/// # Errors
/// If one of them fails.
pub fn in_turn(rounds: usize, contestants: &mut [Contestant<'_>]) -> Result<Vec<Vec<Cost>>, Fault> {
    let mut costs = vec![Vec::with_capacity(rounds); contestants.len()];
    for _ in 0..rounds {
        for (contestant, costs) in contestants.iter_mut().zip(&mut costs) {
            costs.push(contestant()?);
        }
    }
    Ok(costs)
}

/// Does its work once.
pub type Contestant<'c> = Box<dyn FnMut() -> Result<Cost, Fault> + 'c>;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn costs_are_seen() {
        let mut command = Command::new("sh");
        command.args(["-c", "i=0; while [ $i -lt 20000 ]; do i=$((i+1)); done"]);
        let cost = measure(&mut command, &[0]).expect("a shell is there");
        assert!(cost.cpu > 0.0 && cost.wall > 0.0 && cost.peak > 100_000.0 && cost.faults > 10.0, "{cost:?}");
    }

    #[test]
    fn other_endings_are_faults() {
        let exit = |code: &str, fine: &[i32]| measure(Command::new("sh").args(["-c", code]), fine).is_ok();
        assert!(exit("exit 1", &[0, 1]) && !exit("exit 1", &[0]) && !exit("kill -9 $$", &[0, 1]));
        assert!(measure(&mut Command::new("no-such-program"), &[0]).is_err());
    }

    #[test]
    fn contestants_take_turns() {
        let order = std::cell::RefCell::new(Vec::new());
        let contestant = |name: f64| -> Contestant {
            let order = &order;
            Box::new(move || {
                order.borrow_mut().push(name);
                Ok(Cost { cpu: name, ..Cost::default() })
            })
        };
        let costs = in_turn(2, &mut [contestant(1.0), contestant(2.0)]).expect("none fails");
        assert_eq!(*order.borrow(), [1.0, 2.0, 1.0, 2.0]);
        assert!(costs[1].iter().all(|cost| cost.cpu == 2.0));
    }
}
