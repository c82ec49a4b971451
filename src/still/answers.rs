//! What comes of a chapter's steps: their solutions, run in the model. Nobody has written it down.

use crate::chapters::CHAPTERS;
use crate::i18n::Lang;
use crate::lesson::progress::Progress;
use crate::lesson::{Chapter, Equipment, SEED, resolve};

/// What came of a step.
pub struct Answer {
    /// The outcome of its prediction that has come, if it has one.
    pub held: Option<&'static str>,
    /// The commands, one after the other.
    pub ran: Vec<Ran>,
}

/// A command that was run.
pub struct Ran {
    /// The command.
    pub command: String,
    /// How often it was run.
    pub times: usize,
    /// What it printed, each time.
    pub printed: String,
}

/// The answers of every step, in their order, in that language's directory.
pub fn play(chapter: &'static Chapter, lang: Lang) -> Vec<Answer> {
    let mut session = chapter.begin(Equipment::ALL, SEED, Box::new(chapter.directory(lang)));
    let mut progress = Progress::new(&session.cluster.snapshot());
    let mut answers = Vec::new();
    for step in chapter.steps {
        let mut ran: Vec<Ran> = Vec::new();
        for command in step.solution {
            let resolved = resolve(command, &session.cluster.snapshot());
            let command = resolved.unwrap_or_else(|| (*command).to_owned());
            let (output, _) = progress.play(&mut session, &command);
            let printed = output.output.plain();
            match ran.last_mut().filter(|last| last.command == command) {
                Some(last) => {
                    last.times += 1;
                    last.printed.push_str(&printed);
                }
                None => ran.push(Ran { command, times: 1, printed }),
            }
        }
        progress.check(chapter, &session.cluster.snapshot());
        answers.push(Answer { held: progress.guess(step.id).held, ran });
    }
    answers
}

/// Every chapter in every language.
pub fn all() -> impl Iterator<Item = (&'static Chapter, Lang)> {
    CHAPTERS.iter().flat_map(|chapter| Lang::ALL.map(|lang| (*chapter, lang)))
}
