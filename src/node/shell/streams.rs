//! Where the streams of a process lead.

use super::interpreter::Interpreter;
use super::redirect::BOTH;
use super::session::Dialect;
use super::syntax::{Redirect, Target};
use super::table::{Stream, Table, append};
use super::task::Task;
use crate::node::container::FileError;
use crate::node::files::resolve;

impl Task {
    /// Leads a stream elsewhere. Pipes that are made for that are added to the list.
    ///
    /// # Errors
    /// The file cannot be opened or made, in the words of the shell.
    pub(super) fn redirect(
        &mut self,
        redirect: &Redirect,
        text: &str,
        pipes: &mut Vec<u32>,
        table: &mut Table,
        shell: &mut Interpreter<'_>,
    ) -> Result<(), String> {
        let stream = match &redirect.to {
            Target::Same(other) => {
                self.streams.get(usize::from(*other)).cloned().unwrap_or(Stream::Null)
            }
            Target::Text(_) => table.text(text.to_owned()),
            Target::Read(_) => match text {
                "/dev/null" => Stream::Null,
                "/dev/stdin" => self.streams[0].clone(),
                file => table.text(open(file, shell)?),
            },
            Target::Write { append: appends, .. } => self.create(text, *appends, shell)?,
        };
        if let (Stream::Pipe(number), Target::Text(_) | Target::Read(_)) = (&stream, &redirect.to) {
            pipes.push(*number);
        }
        match redirect.stream {
            BOTH => {
                self.streams[2] = stream.clone();
                self.streams[1] = stream;
            }
            // Others than the usual three lead nowhere.
            number => {
                if let Some(place) = self.streams.get_mut(usize::from(number)) {
                    *place = stream;
                }
            }
        }
        Ok(())
    }

    fn create(
        &self,
        file: &str,
        appends: bool,
        shell: &mut Interpreter<'_>,
    ) -> Result<Stream, String> {
        match file {
            "/dev/null" => return Ok(Stream::Null),
            "/dev/stdout" | "/dev/fd/1" | "/proc/self/fd/1" => return Ok(self.streams[1].clone()),
            "/dev/stderr" | "/dev/fd/2" | "/proc/self/fd/2" => return Ok(self.streams[2].clone()),
            _ => {}
        }
        let path = resolve(&shell.session.directory, file);
        // These are the streams of the container's process, and what comes there is its log.
        if matches!(path.as_str(), "/proc/1/fd/1" | "/proc/1/fd/2") {
            return Ok(Stream::Log);
        }
        let (run, disks) = shell.files();
        let made = if appends { append(&path, "", shell) } else { run.write(disks, &path, "") };
        made.map_err(|error| cannot_create(file, error, shell.session.dialect))?;
        Ok(Stream::File(path.into()))
    }
}

fn open(file: &str, shell: &mut Interpreter<'_>) -> Result<String, String> {
    let contents = shell.read(file).map(|contents| contents.to_string());
    contents.map_err(|error| match (shell.session.dialect, error) {
        (Dialect::Bash, error) => format!("{file}: {error}"),
        (Dialect::Dash, FileError::NotFound) => format!("cannot open {file}: No such file"),
        (Dialect::Dash, error) => format!("cannot open {file}: {error}"),
        (_, FileError::NotFound) => format!("can't open {file}: no such file"),
        (_, error) => format!("can't open {file}: {error}"),
    })
}

fn cannot_create(file: &str, error: FileError, dialect: Dialect) -> String {
    match (dialect, error) {
        (Dialect::Bash, error) => format!("{file}: {error}"),
        (Dialect::Dash, FileError::NotFound) => {
            format!("cannot create {file}: Directory nonexistent")
        }
        (Dialect::Dash, error) => format!("cannot create {file}: {error}"),
        (_, FileError::NotFound) => format!("can't create {file}: nonexistent directory"),
        (_, error) => format!("can't create {file}: {error}"),
    }
}
