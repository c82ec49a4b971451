//! The commands of the page: typed into the terminal or clicked, done or still waiting.

use crate::api::clock::Millis;
use crate::kubectl::command::Progress;
use crate::kubectl::output::{Output, Segment, Style};
use crate::kubectl::shell::files::{Files, MemoryFiles};
use crate::kubectl::shell::programs::Programs;
use crate::kubectl::shell::{INTERRUPTED, Job, Shell};
use crate::lesson::session::{End, Session};
use crate::web::panic;
use crate::web::screen::Screen;
use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;

/// The commands that wait, and what all commands have printed since that was last asked for.
pub struct Jobs {
    /// Clicks have a shell of their own, for whoever types may be inside of a container.
    clicks: Shell,
    running: Vec<Running>,
    /// Lines typed while another command still waits.
    queued: VecDeque<String>,
    printed: Vec<Print>,
    ended: Vec<Ended>,
    next_block: u64,
}

/// A command that has not ended.
struct Running {
    job: Job,
    out: Output,
    block: u64,
    typed: bool,
    line: String,
    text: String,
    /// How far it has come.
    progress: Progress,
}

/// A command that has ended.
pub struct Ended {
    /// Its number.
    pub block: u64,
    /// The line.
    pub line: String,
    /// All that it has printed.
    pub text: String,
    /// Its exit status.
    pub code: i32,
}

/// Something for the terminal's screen.
pub enum Print {
    /// A command begins.
    Begin { block: u64, prompt: String, line: String },
    /// A command has printed.
    Text { block: u64, segments: Vec<Segment> },
}

impl Print {
    /// Puts it on the screen.
    pub fn onto(self, screen: &mut Screen) {
        match self {
            Print::Begin { block, prompt, line } => screen.begin(block, &prompt, &line),
            Print::Text { block, segments } => screen.print(block, segments),
        }
    }
}

impl Jobs {
    /// No commands yet; clicks work in a directory with those files.
    pub fn new(programs: Programs, files: Box<dyn Files>) -> Jobs {
        Jobs {
            clicks: Shell::new(programs, files),
            running: Vec::new(),
            queued: VecDeque::new(),
            printed: Vec::new(),
            ended: Vec::new(),
            next_block: 0,
        }
    }

    /// Lets clicks run something else.
    pub fn learn(&mut self, programs: Programs) {
        self.clicks.learn(programs);
    }

    /// Whether a click can run that line.
    pub fn understands(&self, line: &str) -> bool {
        self.clicks.understands(line)
    }

    /// Whether a command that was typed still waits.
    pub fn is_busy(&self) -> bool {
        self.running.iter().any(|running| running.typed)
    }

    /// Whether any command has not ended.
    pub fn is_waiting(&self) -> bool {
        !self.running.is_empty()
    }

    /// Whether there is anything new for the screen.
    pub fn has_printed(&self) -> bool {
        !self.printed.is_empty()
    }

    /// What is new for the screen.
    pub fn take_printed(&mut self) -> Vec<Print> {
        std::mem::take(&mut self.printed)
    }

    /// The commands that have ended since this was last asked for.
    pub fn take_ended(&mut self) -> Vec<Ended> {
        std::mem::take(&mut self.ended)
    }

    /// What a command has printed that is not on the screen yet.
    pub fn text_of(&self, block: u64) -> String {
        let texts = self.printed.iter().filter_map(|print| match print {
            Print::Text { block: other, segments } if *other == block => Some(segments),
            _ => None,
        });
        texts.flatten().map(|segment| segment.text.as_str()).collect()
    }

    /// Begins a line and goes on as far as it comes; none if it has to wait for its turn.
    pub fn begin(&mut self, session: &mut Session, line: &str, typed: bool) -> Option<u64> {
        if typed && self.is_busy() {
            self.queued.push_back(line.to_owned());
            return None;
        }
        panic::did(line);
        let block = self.next();
        let shell = if typed { &mut session.shell } else { &mut self.clicks };
        let prompt = shell.prompt();
        let job = shell.start(line);
        self.printed.push(Print::Begin { block, prompt, line: line.to_owned() });
        let (out, line, text) = (Output::new(), line.to_owned(), String::new());
        let progress = Progress::CHANGE;
        self.running.push(Running { job, out, block, typed, line, text, progress });
        self.poll(session);
        Some(block)
    }

    /// Lets time jump until a command has ended, as [`Session::drive`] does, while the others that
    /// wait go on as they do when time passes. Whether it has ended by itself.
    pub fn run_out(&mut self, session: &mut Session, block: u64) -> bool {
        let Some(running) = self.find(block) else { return true };
        let repeats = running.job.repeats();
        let first = (running.progress, self.next_moment(session.cluster.now()));
        let end = session.drive(repeats, first, |session| {
            self.poll(session);
            let progress = self.find(block).map_or(Progress::Done(0), |it| it.progress);
            (progress, self.next_moment(session.cluster.now()))
        });
        let at = self.running.iter().position(|running| running.block == block);
        match (end, at) {
            (End::Done(_), _) | (_, None) => return true,
            (End::Quiet, Some(at)) => self.finish(at, 0),
            (End::Interrupted, Some(at)) => self.stop(session, at),
        }
        false
    }

    fn find(&self, block: u64) -> Option<&Running> {
        self.running.iter().find(|running| running.block == block)
    }

    /// Lets the command go that was begun last.
    pub fn end_last(&mut self) {
        if let Some(at) = self.running.len().checked_sub(1) {
            self.finish(at, 0);
        }
    }

    /// When a command that waits may go on: when something happens, or at the moment that it waits
    /// for. None if none waits.
    pub fn next_due(&self, session: &mut Session) -> Option<Millis> {
        let next = self.next_moment(session.cluster.now());
        let due = session.cluster.next_due().filter(|_| !self.running.is_empty());
        next.into_iter().chain(due).min()
    }

    /// The first moment that a command waits for. One that has passed has had its chance.
    fn next_moment(&self, now: Millis) -> Option<Millis> {
        let moments = self.running.iter().filter_map(|running| match running.progress {
            Progress::Waiting { until, .. } => until,
            Progress::Done(_) => None,
        });
        moments.filter(|until| *until > now).min()
    }

    /// Asks every command that waits to go on.
    pub fn poll(&mut self, session: &mut Session) {
        let mut at = 0;
        while let Some(running) = self.running.get(at) {
            let block = running.block;
            self.poll_one(session, at);
            at += usize::from(self.running.get(at).is_some_and(|next| next.block == block));
        }
        if !self.is_busy()
            && let Some(line) = self.queued.pop_front()
        {
            self.begin(session, &line, true);
        }
    }

    fn poll_one(&mut self, session: &mut Session, at: usize) {
        let running = &mut self.running[at];
        let shell = if running.typed { &mut session.shell } else { &mut self.clicks };
        let mut client = session.cluster.client();
        let progress = shell.poll(&mut running.job, &mut client, &mut running.out);
        match progress {
            Progress::Done(code) => {
                self.finish(at, code);
                self.hand_over(session);
            }
            Progress::Waiting { .. } => {
                running.progress = progress;
                self.collect(at);
            }
        }
    }

    /// A click that has opened a container's shell hands it to the reader who types.
    fn hand_over(&mut self, session: &mut Session) {
        if self.clicks.is_in_container() && session.shell.is_in_container() {
            self.look_up(session, "exit");
        } else if self.clicks.is_in_container() {
            std::mem::swap(&mut self.clicks, &mut session.shell);
        }
    }

    /// Takes what a command has printed.
    fn collect(&mut self, at: usize) {
        let running = &mut self.running[at];
        let segments = running.out.take();
        if !segments.is_empty() {
            running.text.extend(segments.iter().map(|segment| segment.text.as_str()));
            self.printed.push(Print::Text { block: running.block, segments });
        }
    }

    /// A command has ended.
    fn finish(&mut self, at: usize, code: i32) {
        self.collect(at);
        let Running { block, line, text, .. } = self.running.remove(at);
        self.ended.push(Ended { block, line, text, code });
    }

    /// Ends a command that waits, as Ctrl-C does.
    fn stop(&mut self, session: &mut Session, at: usize) {
        let Running { job, mut out, block, typed, line, mut text, .. } = self.running.remove(at);
        let shell = if typed { &mut session.shell } else { &mut self.clicks };
        shell.interrupt(job, &mut out);
        let segments = out.take();
        text.extend(segments.iter().map(|segment| segment.text.as_str()));
        self.printed.push(Print::Text { block, segments });
        self.ended.push(Ended { block, line, text, code: INTERRUPTED });
    }

    /// Ends the command that was typed and still waits, or gives up the line that is being typed.
    pub fn interrupt(&mut self, session: &mut Session, line: &str) {
        self.queued.clear();
        match self.running.iter().position(|running| running.typed) {
            Some(at) => self.stop(session, at),
            None => {
                let (block, prompt) = (self.next(), session.shell.prompt());
                session.shell.forget_line();
                self.printed.push(Print::Begin { block, prompt, line: format!("{line}^C") });
            }
        }
    }

    /// Completes the word at the cursor, as far as that is clear. At a second Tab in the same place
    /// (`again`) what it could become is shown, as bash does.
    pub fn complete(
        &mut self,
        session: &mut Session,
        line: &str,
        cursor: usize,
        again: bool,
    ) -> (String, usize) {
        let client = session.cluster.client();
        let found = session.shell.complete(line, cursor, &client);
        if again && found.candidates.len() > 1 {
            self.offer(session, line, &found.candidates);
        }
        let (word, rest) = (&line[found.start..cursor], &line[cursor..]);
        // What fits nothing stays as it was typed.
        let word = if found.common.is_empty() { word } else { &found.common };
        let before = format!("{}{word}", &line[..found.start]);
        (format!("{before}{rest}"), before.len())
    }

    fn offer(&mut self, session: &Session, line: &str, candidates: &[String]) {
        let (block, prompt) = (self.next(), session.shell.prompt());
        self.printed.push(Print::Begin { block, prompt, line: line.to_owned() });
        let mut out = Output::new();
        out.line(Style::Plain, &candidates.join("  "));
        self.printed.push(Print::Text { block, segments: out.take() });
    }

    /// What a command prints now that shows something and changes nothing.
    pub fn look_up(&mut self, session: &mut Session, line: &str) -> String {
        let mut out = Output::new();
        let mut job = self.clicks.start(line);
        self.clicks.poll(&mut job, &mut session.cluster.client(), &mut out);
        out.plain()
    }

    fn next(&mut self) -> u64 {
        self.next_block += 1;
        self.next_block
    }
}

/// Files that both shells see.
#[derive(Clone)]
pub struct SharedFiles(Rc<RefCell<MemoryFiles>>);

impl SharedFiles {
    /// These files.
    pub fn new(files: MemoryFiles) -> SharedFiles {
        SharedFiles(Rc::new(RefCell::new(files)))
    }
}

impl Files for SharedFiles {
    fn read(&self, path: &str) -> Option<String> {
        self.0.borrow().read(path)
    }

    fn write(&mut self, path: &str, text: String) -> Result<(), String> {
        self.0.borrow_mut().write(path, text)
    }

    fn list(&self) -> Vec<String> {
        self.0.borrow().list()
    }
}
