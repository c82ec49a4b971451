//! What runs inside a container besides its image's own program: a shell and the usual little
//! programs, which answer as busybox does.
//!
//! - `lexer`, `parse`, `syntax`: a script is read.
//! - `task`, `machine`: it runs, step by step, and waits where it has to.
//! - `expand`, [`arithmetic`], `pattern`, [`expression`], [`condition`], `holds`, `streams`: what
//!   its words come to.
//! - `builtins`, `programs`, `applets`: what it can run.
//! - [`printf`], [`escape`], `number`: what they print, and the shell outside as well.
//! - [`start`], [`exec`], [`typed`], [`attach`]: who runs something.

mod applets;
pub mod arithmetic;
pub mod attach;
mod brackets;
mod builtins;
mod change;
mod compound;
pub mod condition;
mod copy;
pub mod curl;
pub mod escape;
pub mod exec;
mod expand;
pub mod expression;
mod holds;
mod interpreter;
mod lexer;
mod list;
mod loops;
mod machine;
mod number;
mod online;
mod parse;
mod pattern;
mod prepare;
pub mod printf;
mod programs;
mod redirect;
mod session;
mod shells;
pub mod start;
mod state;
mod streams;
mod syntax;
mod table;
mod task;
pub mod typed;

pub use self::session::Dialect;
pub use self::table::Role;

use super::container::Run;
use super::runtime::Runtime;
use super::volumes::Disks;
use crate::api::Key;
use crate::api::clock::Millis;
use crate::apiserver::ApiServer;
use std::fmt;

/// The programs that every image has in `/bin`.
pub const APPLETS: &[&str] = &[
    "[", "ash", "basename", "cat", "chmod", "chown", "cp", "cut", "date", "dirname", "echo", "env",
    "false", "grep", "head", "hostname", "id", "kill", "ls", "mkdir", "mv", "nslookup", "printenv",
    "printf", "ps", "pwd", "rm", "rmdir", "sed", "seq", "sh", "sleep", "sort", "tail", "tee",
    "test", "touch", "tr", "true", "uname", "uniq", "wc", "wget", "whoami",
];

/// When a process ends, and its exit code.
pub type End = (Millis, i32);

/// Runs the command of a probe, at a moment and for so many milliseconds at most: what it prints,
/// and its exit code.
pub type Probe = fn(&mut Run, &mut Disks, &[String], Millis, i64) -> (String, i32);

/// How the commands of containers are run.
#[derive(Clone, Copy, Debug)]
pub struct Commands {
    /// See [`start::command`].
    pub start: fn(&mut Run, &[String], Role, Millis) -> Option<End>,
    /// See [`Runtime::run_processes`].
    pub resume: fn(&mut Runtime, &Key, &mut ApiServer, Millis),
    /// See [`start::probe`].
    pub probe: Probe,
}

impl Commands {
    /// With the shell.
    pub const ALL: Commands =
        Commands { start: start::command, resume: Runtime::run_processes, probe: start::probe };
    /// Not at all, as long as there is nobody who could ask for more than an image does by itself.
    pub const NONE: Commands = Commands {
        start: |_, _, _, _| None,
        resume: |_, _, _, _| {},
        probe: |_, _, _, _, _| (String::new(), 0),
    };
}

/// The shells that an image may have.
pub const SHELLS: &[&str] = &["sh", "ash", "bash"];

/// Programs that images have and the model does not carry out.
const OTHERS: &str = " awk chroot corepack crond dd df docker-entrypoint.sh dpkg du expr find \
                      getent gunzip gzip httpd ip less ln md5sum more mount nc netstat nginx \
                      nginx-debug nice nohup npm npx od perl ping sha256sum stat stty tar telnet \
                      time timeout top traceroute tty unzip uptime vi watch which xargs yarn yes ";

/// The last part of a program's path.
pub fn base_name(program: &str) -> &str {
    program.rsplit_once('/').map_or(program, |(_, name)| name)
}

/// Whether a program can be a container's first process. Of an image that the model does not know,
/// anything can.
pub fn can_start(run: &Run, disks: &Disks, program: &str) -> bool {
    !run.image.is_known
        || OTHERS.contains(&format!(" {} ", base_name(program)))
        || interpreter::has_program(run, disks, &run.working_directory, program)
}

/// Whether a container's command is one that the model carries out. Any other is taken for the
/// image's own, as `node app.js` is.
pub fn carries_out(words: &[String]) -> bool {
    let name = words.first().map(|first| base_name(first));
    name.is_some_and(|name| SHELLS.contains(&name) || APPLETS.contains(&name))
}

/// Why a program that there is none of cannot be run.
/// Models github.com/opencontainers/runc/libcontainer/standard_init_linux.go Init.
pub fn no_such_program(program: &str) -> String {
    let why = match program.contains('/') {
        true => format!("stat {program}: no such file or directory"),
        false => "executable file not found in $PATH".to_owned(),
    };
    format!("exec: \"{program}\": {why}")
}

/// Why a command could not be run in a container.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExecError {
    /// The container does not run.
    NotRunning {
        /// Its name.
        container: String,
    },
    /// The pod is on no node yet.
    NoHost {
        /// The name of the pod.
        pod: String,
    },
    /// The image has no such program.
    NoSuchProgram {
        /// What was to be run.
        program: String,
    },
}

impl fmt::Display for ExecError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ExecError::NotRunning { container } => write!(
                f,
                "error: Internal error occurred: unable to upgrade connection: container not \
                 found (\"{container}\")"
            ),
            // Models pkg/registry/core/pod/strategy.go streamLocation.
            ExecError::NoHost { pod } => {
                write!(f, "Error from server (BadRequest): pod {pod} does not have a host assigned")
            }
            ExecError::NoSuchProgram { program } => write!(
                f,
                "error: Internal error occurred: error executing command in container: failed to \
                 exec in container: failed to start exec \"{}\": OCI runtime exec failed: exec \
                 failed: unable to start container process: {}: unknown",
                exec_id(program),
                no_such_program(program),
            ),
        }
    }
}

/// An id as containerd gives one to every exec: 64 hexadecimal digits.
fn exec_id(program: &str) -> String {
    let seed = program.bytes().fold(17_u64, |seed, byte| seed.wrapping_mul(31) + u64::from(byte));
    let mut random = crate::apiserver::random::Random::new(seed);
    (0..4).map(|_| format!("{:016x}", random.next_u64())).collect()
}

#[cfg(test)]
mod arithmetic_tests;
#[cfg(test)]
mod expression_tests;
#[cfg(test)]
mod parse_tests;
#[cfg(test)]
mod printf_tests;
#[cfg(test)]
mod process_tests;
#[cfg(test)]
mod tests;
