//! What can be typed inside a container: a small shell and the usual little programs, which
//! answer as busybox does.

mod applets;
pub mod attach;
mod copy;
pub mod curl;
mod expand;
mod interpreter;
mod list;
mod online;
mod parse;
mod session;

use self::interpreter::{Host, Interpreter, Networked};
use self::session::{Dialect, Session};
use super::container::Run;
use super::kubelet::etc::hostname;
use super::runtime::Runtime;
use super::volumes::Disks;
use crate::api::clock::Millis;
use crate::api::pod::Pod;
use crate::apiserver::ApiServer;
use std::fmt;
use std::rc::Rc;

/// The programs that every image has in `/bin`.
pub const APPLETS: &[&str] = &[
    "[", "ash", "cat", "chmod", "chown", "cp", "date", "echo", "env", "false", "grep", "head",
    "hostname", "id", "kill", "ls", "mkdir", "mv", "nslookup", "printenv", "ps", "pwd", "rm",
    "rmdir", "sh", "sleep", "tail", "tee", "test", "touch", "true", "uname", "wc", "wget",
    "whoami",
];

/// When a process ends, and its exit code.
pub type End = (Millis, i32);

/// How the commands of containers are run.
#[derive(Clone, Copy, Debug)]
pub struct Commands {
    /// See [`run_command`].
    pub run: fn(&mut Run, &mut Disks, &[String], Millis) -> Option<End>,
    /// See [`run_probe`].
    pub probe: fn(&mut Run, &mut Disks, &[String], Millis) -> (String, i32),
}

impl Commands {
    /// With the shell.
    pub const ALL: Commands = Commands { run: run_command, probe: run_probe };
    /// Not at all, as long as there is nobody who could ask for more than an image does by itself.
    pub const NONE: Commands =
        Commands { run: |_, _, _, _| None, probe: |_, _, _, _| (String::new(), 0) };
}

/// The shells that an image may have.
pub const SHELLS: &[&str] = &["sh", "ash", "bash"];

/// Programs that images have and the model does not carry out.
const OTHERS: &str = " awk basename chroot corepack crond cut dd df dirname \
                      docker-entrypoint.sh dpkg du expr find getent gunzip gzip httpd ip less ln \
                      md5sum more mount nc netstat nginx nginx-debug nice nohup npm npx od perl \
                      ping printf sed seq sha256sum sort stat stty tar telnet time timeout top tr \
                      traceroute tty uniq unzip uptime vi watch which xargs yarn yes ";

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

/// Whether a script needs more of a shell than the model has.
pub fn is_beyond(words: &[String]) -> bool {
    has_word(words, &["[[", "case", "exec", "function", "if"])
}

/// Whether a command is taken to run for ever.
pub fn is_endless(words: &[String]) -> bool {
    has_word(words, &["while", "until", "for", "wait"])
        || words.first().is_some_and(|word| word == "tail")
}

fn has_word(words: &[String], wanted: &[&str]) -> bool {
    let apart = |c: char| c.is_whitespace() || c == ';';
    words.iter().flat_map(|word| word.split(apart)).any(|word| wanted.contains(&word))
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

/// What a command has printed, and its exit code.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExecOutput {
    /// Output and errors, in the order in which they came.
    pub text: String,
    /// The exit code.
    pub code: i32,
    /// How long it has slept in all, in milliseconds; none means for ever.
    pub slept: Option<i64>,
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

/// A shell that somebody sits at.
#[derive(Clone, Debug)]
pub struct ContainerShell {
    pod: Rc<Pod>,
    container: String,
    session: Session,
}

/// What a line typed into a shell has led to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ShellOutput {
    /// What was printed.
    pub text: String,
    /// The exit code, if the shell has ended.
    pub exited: Option<i32>,
}

impl ContainerShell {
    /// What stands before the line to type: `/app # `, or `root@web-0:/# ` in bash.
    pub fn prompt(&self) -> String {
        let directory = match self.session.directory.as_str() {
            "/root" => "~",
            directory => directory,
        };
        match self.session.dialect {
            Dialect::Busybox => format!("{directory} # "),
            Dialect::Dash => "# ".to_owned(),
            Dialect::Bash => format!("root@{}:{directory}# ", hostname(&self.pod)),
        }
    }

    /// The container that the shell is in.
    pub fn container(&self) -> &str {
        &self.container
    }

    /// The pod that the shell is in.
    pub fn pod(&self) -> &Pod {
        &self.pod
    }

    /// Runs a line. The shell ends with its container, as if it were killed.
    pub fn run(&mut self, runtime: &mut Runtime, line: &str, now: Millis) -> ShellOutput {
        self.run_online(runtime, None, line, now)
    }

    /// As [`ContainerShell::run`], with a network: `wget` finds the cluster's services.
    pub fn run_online(
        &mut self,
        runtime: &mut Runtime,
        api: Option<&mut ApiServer>,
        line: &str,
        now: Millis,
    ) -> ShellOutput {
        const KILLED: i32 = 137;
        if !is_running(runtime, &self.pod, &self.container, now) {
            return ShellOutput { text: String::new(), exited: Some(KILLED) };
        }
        let container = self.container.clone();
        let (pod, networked) = (self.pod.clone(), applets::network::run as Networked);
        let host = Host::Online { runtime, api, pod, container, networked };
        let mut interpreter = Interpreter::new(host, self.session.clone(), now);
        interpreter.is_terminal = true;
        let text = interpreter.run_line(line);
        let mut exited = interpreter.exited;
        self.session = interpreter.session;
        if !is_running(runtime, &self.pod, &self.container, now) {
            exited = Some(KILLED);
        }
        ShellOutput { text, exited }
    }

    /// The names in a directory that begin with some text, for completion; directories end in `/`.
    pub fn complete(&self, runtime: &Runtime, word: &str) -> Vec<String> {
        let Some(run) = runtime.run(&self.pod, &self.container) else { return Vec::new() };
        let (directory, prefix) = match word.rsplit_once('/') {
            Some((directory, prefix)) => (format!("{directory}/"), prefix),
            None => (String::new(), word),
        };
        let path = super::files::resolve(&self.session.directory, &directory);
        let listed = run.list(&runtime.disks, &path).into_iter();
        listed
            .filter(|child| child.name.starts_with(prefix))
            .filter(|child| !child.name.starts_with('.') || prefix.starts_with('.'))
            .map(|child| {
                let slash = if child.is_directory { "/" } else { "" };
                format!("{directory}{}{slash}", child.name)
            })
            .collect()
    }
}

fn is_running(runtime: &Runtime, pod: &Pod, container: &str, now: Millis) -> bool {
    let found = runtime.pod(pod).and_then(|state| state.container(container));
    found.is_some_and(|container| container.is_alive(now))
}

impl Runtime {
    /// Runs one command in a container.
    ///
    /// # Errors
    /// The container does not run, or has no such program.
    pub fn exec(
        &mut self,
        pod: &Pod,
        container: &str,
        argv: &[String],
        now: Millis,
    ) -> Result<ExecOutput, ExecError> {
        self.exec_online(None, pod, container, argv, "", now)
    }

    /// As [`Runtime::exec`], with what is piped into the command, and with a network: `wget` finds
    /// the cluster's services.
    ///
    /// # Errors
    /// As [`Runtime::exec`].
    pub fn exec_online(
        &mut self,
        api: Option<&mut ApiServer>,
        pod: &Pod,
        container: &str,
        argv: &[String],
        input: &str,
        now: Millis,
    ) -> Result<ExecOutput, ExecError> {
        let session = self.session(pod, container)?;
        let program = argv.first().map_or("", String::as_str);
        let run = self.run(pod, container).expect("a session exists only in a running container");
        if !interpreter::has_program(run, &self.disks, &session.directory, program) {
            return Err(ExecError::NoSuchProgram { program: program.to_owned() });
        }
        let (pod, container) = (Rc::new(pod.clone()), container.to_owned());
        let networked = applets::network::run as Networked;
        let host = Host::Online { runtime: self, api, pod, container, networked };
        let mut interpreter = Interpreter::new(host, session, now);
        let (text, code) = interpreter.run_words(argv, input);
        let (code, slept) = (interpreter.exited.unwrap_or(code), interpreter.slept);
        Ok(ExecOutput { text, code, slept })
    }

    /// Opens a shell in a container.
    ///
    /// # Errors
    /// The container does not run, or has no such shell.
    pub fn open_shell(
        &self,
        pod: &Pod,
        container: &str,
        shell: &str,
    ) -> Result<ContainerShell, ExecError> {
        let mut session = self.session(pod, container)?;
        let run = self.run(pod, container).expect("a session exists only in a running container");
        if !interpreter::has_program(run, &self.disks, &session.directory, shell) {
            return Err(ExecError::NoSuchProgram { program: shell.to_owned() });
        }
        if base_name(shell) == "bash" {
            session.dialect = Dialect::Bash;
        }
        let (pod, container) = (Rc::new(pod.clone()), container.to_owned());
        Ok(ContainerShell { pod, container, session })
    }

    fn session(&self, pod: &Pod, container: &str) -> Result<Session, ExecError> {
        if pod.spec.node_name.is_empty() {
            return Err(ExecError::NoHost { pod: pod.metadata.name.clone() });
        }
        let run = self.run(pod, container);
        let none = || ExecError::NotRunning { container: container.to_owned() };
        run.map(Session::new).ok_or_else(none)
    }
}

/// Runs the command of a container, which is its process: what it prints goes to the log. Returns
/// when and how it ends; a command that never does is told by words like `while` or by `tail -f`.
pub fn run_command(run: &mut Run, disks: &mut Disks, words: &[String], now: Millis) -> Option<End> {
    if is_endless(words) {
        return None;
    }
    let session = Session::new(run);
    let mut interpreter = Interpreter::new(Host::Bare { run: &mut *run, disks }, session, now);
    let (text, code) = interpreter.run_words(words, "");
    let (slept, exited) = (interpreter.slept, interpreter.exited);
    run.log.push_str(&text);
    Some((now + slept?, exited.unwrap_or(code)))
}

/// Runs the command of a probe. One that the model does not carry out is taken to succeed.
pub fn run_probe(run: &mut Run, disks: &mut Disks, words: &[String], now: Millis) -> (String, i32) {
    let session = Session::new(run);
    let program = words.first().map_or("", String::as_str);
    if !can_start(run, disks, program) {
        return (format!("exec: \"{program}\": executable file not found in $PATH"), 127);
    }
    if !interpreter::has_program(run, disks, &session.directory, program) {
        return (String::new(), 0);
    }
    Interpreter::new(Host::Bare { run, disks }, session, now).run_words(words, "")
}

#[cfg(test)]
mod tests;
