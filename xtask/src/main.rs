//! `cargo xtask`: builds, serves and tests the page; `cargo xtask help` lists the commands.

use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use xtask::{conformance, dist, fuzz, gate, hosts, packages, serve};

const HELP: &str = "\
cargo xtask serve [--port N] [--no-open]   build and serve the page; rebuild and reload on a change
cargo xtask test [FILTER]                  the whole gate, or only the tests whose names contain FILTER
cargo xtask dist                           leave the finished site in dist/ with a table of its weight
cargo xtask packages                       leave courses for learning platforms and an npm package there
cargo xtask conformance                    replay the recordings and cases and print the totals
cargo xtask hosts [NAME…]                  set up mdBook and other hosts, and test embeds in their pages
cargo xtask fuzz [MINUTES]                 run each fuzz target for so long (10 minutes)";

fn main() -> ExitCode {
    match run(std::env::args().skip(1).collect()) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(mut args: Vec<String>) -> Result<ExitCode> {
    let command = if args.is_empty() { "help".to_string() } else { args.remove(0) };
    match command.as_str() {
        "serve" => serve::run(&serve::Options::parse(&args)?).map(|()| ExitCode::SUCCESS),
        "test" => match args.as_slice() {
            [] => gate::whole(),
            [filter] => gate::only(filter),
            _ => bail!("test takes at most one filter"),
        },
        "dist" if args.is_empty() => dist::run().map(|()| ExitCode::SUCCESS),
        "packages" if args.is_empty() => packages::run().map(|()| ExitCode::SUCCESS),
        "conformance" if args.is_empty() => conformance::run(),
        "hosts" => hosts::run(&args),
        "fuzz" => match args.as_slice() {
            [] => fuzz::run(10).map(|()| ExitCode::SUCCESS),
            [minutes] => {
                let minutes = minutes.parse().context("fuzz takes a number of minutes")?;
                fuzz::run(minutes).map(|()| ExitCode::SUCCESS)
            }
            _ => bail!("fuzz takes at most a number of minutes"),
        },
        "help" | "--help" | "-h" => {
            println!("{HELP}");
            Ok(ExitCode::SUCCESS)
        }
        _ => bail!("no such command: {command} {}\n{HELP}", args.join(" ")),
    }
}
