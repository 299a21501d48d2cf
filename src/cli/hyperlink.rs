//! The format of links as an argument, and what it may name of this machine.

use super::fault::Fault;
use crate::print::{LinkFormat, Surrounding};
use std::{env, fs};

/// Another name of the default format: links where there are colours.
const AUTO: &str = "auto";

/// Where Linux keeps the machine's name; other systems tell it by a variable, if at all.
const HOST_FILES: [&str; 2] = ["/proc/sys/kernel/hostname", "/etc/hostname"];

/// Reads a format or its name; None if there are to be no links.
pub(super) fn parse(format: &str) -> Result<Option<LinkFormat>, Fault> {
    let format = if format == AUTO { "default" } else { format };
    LinkFormat::parse(format, surrounding).map_err(|fault| {
        let names: Vec<&str> = LinkFormat::names().collect();
        Fault::usage(
            format!("--hyperlink {format}: {fault}"),
            format!("write an address such as file://{{host}}{{path}}, or one of {}", names.join(", ")),
        )
    })
}

fn surrounding(surrounding: Surrounding) -> String {
    match surrounding {
        Surrounding::Host => host(),
        Surrounding::WslPrefix => {
            env::var("WSL_DISTRO_NAME").map(|name| format!("wsl$/{name}")).unwrap_or_default()
        }
    }
}

/// The machine's name; empty if it is not known, which means this machine in an address.
fn host() -> String {
    let read = HOST_FILES.iter().find_map(|file| fs::read_to_string(file).ok());
    read.or_else(|| env::var("HOSTNAME").ok()).unwrap_or_default().trim().to_owned()
}
