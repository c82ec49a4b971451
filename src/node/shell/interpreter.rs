//! What programs of a container work with: its files, the state of the shell that runs them, and
//! the cluster around it.

use super::session::Session;
use crate::api::clock::Millis;
use crate::api::pod::Pod;
use crate::apiserver::ApiServer;
use crate::node::container::Run;
use crate::node::files::resolve;
use crate::node::runtime::Runtime;
use crate::node::volumes::Disks;
use std::rc::Rc;

/// Where the commands run.
pub enum Host<'a> {
    /// In a container that is being probed.
    Bare { run: &'a mut Run, disks: &'a mut Disks },
    /// In a running container of the cluster.
    Online {
        runtime: &'a mut Runtime,
        api: Option<&'a mut ApiServer>,
        pod: Rc<Pod>,
        container: &'a str,
    },
}

/// What one command reads and prints.
#[derive(Debug, Default)]
pub struct Io {
    /// What it reads.
    pub input: String,
    /// What it prints: the stream (1 or 2) and the text.
    pub printed: Vec<(u8, String)>,
}

impl Io {
    /// Prints to the standard output.
    pub fn out(&mut self, text: impl Into<String>) {
        self.printed.push((1, text.into()));
    }

    /// Prints a line to the standard error.
    pub fn err(&mut self, line: impl Into<String>) {
        let mut line = line.into();
        line.push('\n');
        self.printed.push((2, line));
    }
}

/// A shell at work.
pub struct Interpreter<'a> {
    /// Where it runs.
    pub(super) host: Host<'a>,
    /// The state of the shell whose turn it is.
    pub session: Session,
    /// The moment.
    pub now: Millis,
    /// Whether output goes to a terminal.
    pub is_terminal: bool,
    /// Whether the container's first process has been ended.
    pub is_over: bool,
}

/// Whether a container has a program.
pub fn has_program(run: &Run, disks: &Disks, directory: &str, program: &str) -> bool {
    if program.contains('/') {
        return run.read(disks, &resolve(directory, program)).is_ok();
    }
    let path = ["/usr/local/bin", "/usr/bin", "/bin"];
    !program.is_empty()
        && path.iter().any(|folder| run.read(disks, &format!("{folder}/{program}")).is_ok())
}

impl<'a> Interpreter<'a> {
    /// Where commands run at a moment, as long as it is no shell's turn.
    pub fn new(host: Host<'a>, now: Millis) -> Interpreter<'a> {
        let session = Session::none();
        Interpreter { host, session, now, is_terminal: false, is_over: false }
    }

    /// The container's files, to change them.
    pub fn files(&mut self) -> (&mut Run, &mut Disks) {
        match &mut self.host {
            Host::Bare { run, disks } => (run, disks),
            Host::Online { runtime, pod, container, .. } => {
                runtime.run_mut(pod, container).expect("the container runs while the shell does")
            }
        }
    }

    /// Sends SIGTERM to the container's first process.
    pub fn terminate(&mut self) {
        if let Host::Online { runtime, pod, container, .. } = &mut self.host {
            self.is_over |= runtime.terminate(pod, container, self.now);
        }
    }

    /// The contents of a file, by its path from the working directory.
    ///
    /// # Errors
    /// There is none, or it is a directory.
    pub fn read(&mut self, path: &str) -> Result<Rc<str>, crate::node::container::FileError> {
        let full = resolve(&self.session.directory, path);
        let (run, disks) = self.files();
        run.read(disks, &full)
    }
}
