//! An exact moment of a chapter as the end of an address, from `#` on: what was done and when,
//! which with the chapter and its seed gives the same cluster anywhere.
//!
//! ```text
//! #at=9000&lang=en&run=1200,kubectl%20delete%20pod%20web-1&type=4000,kubectl%20get%20pods
//! ```
//!
//! Times are milliseconds since the chapter began. What was done stands in its order. The language
//! is that of the manifests which the cluster was made with, whatever the page speaks that tells of
//! the moment or shows it; older links leave it out, and mean that of the page.

use super::route::{encode, pairs};
use crate::i18n::Lang;
use crate::lesson::challenge::changes;

/// How much may have been done in a moment that is told.
pub const MOST: usize = 1000;
/// How many milliseconds after the beginning of the chapter a moment may be: a day, which is longer
/// than anybody looks at one, and not too long to live through again.
pub const LONGEST: i64 = 86_400_000;

/// Something that changes what comes after it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Act {
    /// A command line was run by a click.
    Run(String),
    /// A line was typed into the terminal.
    Type(String),
    /// The command that was typed was ended, or the line that was being typed given up.
    Interrupt(String),
    /// The command that was begun last was let go, since it would have waited on and on.
    End,
    /// A file was written in the terminal's directory: its name and its text.
    Write(String, String),
    /// The files that nobody had changed were in another language from then on.
    Speak(Lang),
    /// The machine on which the pod of that name ran has stopped.
    StopNodeOf(String),
}

impl Act {
    /// Whether it may have changed something.
    pub fn is_deed(&self) -> bool {
        match self {
            Act::Run(line) | Act::Type(line) => !only_looks(line),
            Act::Write(..) | Act::StopNodeOf(_) => true,
            Act::Interrupt(_) | Act::End | Act::Speak(_) => false,
        }
    }

    /// The line that was run, or the name of what something was done to.
    pub fn told(&self) -> &str {
        match self {
            Act::Run(text) | Act::Type(text) | Act::Interrupt(text) => text,
            Act::Write(name, _) | Act::StopNodeOf(name) => name,
            Act::Speak(lang) => lang.code(),
            Act::End => "",
        }
    }
}

/// Whether a line asks kubectl alone, and for nothing that changes something.
fn only_looks(line: &str) -> bool {
    let program = line.split_whitespace().next();
    program.is_none_or(|program| matches!(program, "kubectl" | "k"))
        && !line.contains([';', '|', '&', '>', '`', '$'])
        && changes(line) == 0
}

/// An act and when it was done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Done {
    /// Milliseconds since the chapter began.
    pub at: i64,
    /// What was done.
    pub act: Act,
}

/// A moment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Moment {
    /// Milliseconds since the chapter began.
    pub at: i64,
    /// The language of the manifests that its cluster was made with; none for that of the page.
    pub lang: Option<Lang>,
    /// What was done until then, in its order.
    pub done: Vec<Done>,
}

impl Moment {
    /// Reads the end of an address; none if it says nothing of a moment.
    ///
    /// # Errors
    /// The part of it that makes no sense.
    pub fn read(fragment: &str) -> Result<Option<Moment>, String> {
        let mut moment = Moment::default();
        let mut is_moment = false;
        for (name, value) in pairs(fragment.trim_start_matches('#')) {
            let wrong = || format!("#{name}={value}");
            if name == "at" {
                moment.at = time(&value).ok_or_else(wrong)?;
                is_moment = true;
                continue;
            }
            if name == "lang" {
                moment.lang = Some(Lang::from_code(&value).ok_or_else(wrong)?);
                continue;
            }
            let Some(act) = act(name) else { continue };
            let last = moment.done.last().map_or(0, |done| done.at);
            let (at, rest) = value.split_once(',').ok_or_else(wrong)?;
            let at = time(at).filter(|at| *at >= last).ok_or_else(wrong)?;
            let act = act(rest).ok_or_else(wrong)?;
            if moment.done.len() == MOST {
                return Err(wrong());
            }
            moment.done.push(Done { at, act });
            is_moment = true;
        }
        let last = moment.done.last().map_or(0, |done| done.at);
        moment.at = moment.at.max(last);
        Ok(is_moment.then_some(moment))
    }

    /// The end of an address that tells of this moment, from `#` on.
    pub fn write(&self) -> String {
        let mut fragment = format!("#at={}", self.at);
        if let Some(lang) = self.lang {
            fragment.push_str(&format!("&lang={}", lang.code()));
        }
        for Done { at, act } in &self.done {
            let (name, value) = match act {
                Act::Run(line) => ("run", line.clone()),
                Act::Type(line) => ("type", line.clone()),
                Act::Interrupt(line) => ("interrupt", line.clone()),
                Act::End => ("end", String::new()),
                Act::Speak(lang) => ("speak", lang.code().to_owned()),
                Act::Write(name, text) => ("write", format!("{name},{text}")),
                Act::StopNodeOf(pod) => ("stop-node-of", pod.clone()),
            };
            fragment.push_str(&format!("&{name}={at},"));
            encode(&mut fragment, &value);
        }
        fragment
    }
}

/// A time that is not too long.
fn time(text: &str) -> Option<i64> {
    text.parse().ok().filter(|at| (0..=LONGEST).contains(at))
}

/// How an act of that name is made of what stands behind its time.
fn act(name: &str) -> Option<fn(&str) -> Option<Act>> {
    Some(match name {
        "run" => |line| Some(Act::Run(line.to_owned())),
        "type" => |line| Some(Act::Type(line.to_owned())),
        "interrupt" => |line| Some(Act::Interrupt(line.to_owned())),
        "end" => |_| Some(Act::End),
        "speak" => |lang| Lang::from_code(lang).map(Act::Speak),
        "write" => |file| {
            let (name, text) = file.split_once(',')?;
            let is_name = !name.is_empty() && !name.contains('/');
            is_name.then(|| Act::Write(name.to_owned(), text.to_owned()))
        },
        "stop-node-of" => |pod| Some(Act::StopNodeOf(pod.to_owned())),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_lines_that_do_nothing_but_look_are_no_deeds() {
        let is_deed = |line: &str| Act::Type(line.to_owned()).is_deed();
        for line in [
            "kubectl get pods -w",
            " k  describe pod web-0",
            "",
            "kubectl rollout status sts/web",
            "kubectl get",
        ] {
            assert!(!is_deed(line), "{line}");
        }
        for line in [
            "kubectl delete pod web-0",
            "kubectl get pods; kubectl delete pod web-0",
            "kubectl get pv v -o yaml | kubectl replace -f -",
            "kubectl rollout undo sts/web",
            "curl http://node01:30002",
            "kubectl exec -it web-0 -- sh",
            "kubectl cp state.json web-0:/app/data",
            "rm state.json",
        ] {
            assert!(is_deed(line), "{line}");
        }
    }

    fn done(at: i64, act: Act) -> Done {
        Done { at, act }
    }

    #[test]
    fn a_moment_that_is_written_reads_as_the_same() {
        let text = |text: &str| text.to_owned();
        let moment = Moment {
            at: 9000,
            lang: Some(Lang::Id),
            done: vec![
                done(0, Act::Run(text("kubectl delete pod web-1"))),
                done(0, Act::Write(text("a.yaml"), text("a: 1, 2\nb: \"é&=#\"\n"))),
                done(10, Act::Type(text("kubectl get pods -w"))),
                done(500, Act::Interrupt(text(""))),
                done(500, Act::End),
                done(700, Act::Speak(Lang::En)),
                done(8000, Act::StopNodeOf(text("web-0"))),
            ],
        };
        assert_eq!(Moment::read(&moment.write()), Ok(Some(moment.clone())));
        let plain = moment.write().chars().all(|c| c.is_ascii_graphic());
        assert!(plain, "{}", moment.write());
    }

    #[test]
    fn the_fragment_of_somebody_else_is_no_moment() {
        for fragment in ["", "#", "#chapter-2", "#topologies.en", "#a=1&b=2"] {
            assert_eq!(Moment::read(fragment), Ok(None), "{fragment}");
        }
    }

    #[test]
    fn a_damaged_link_says_which_part_of_it_makes_no_sense() {
        for (fragment, part) in [
            ("#at=soon", "#at=soon"),
            ("#at=-1", "#at=-1"),
            ("#at=99999999999", "#at=99999999999"),
            ("#at=1&run=kubectl", "#run=kubectl"),
            ("#at=9&run=5,a&run=4,b", "#run=4,b"),
            ("#at=9&lang=xx", "#lang=xx"),
            ("#at=9&speak=5,xx", "#speak=5,xx"),
            ("#at=9&write=5,../a", "#write=5,../a"),
            ("#at=9&write=5,../a,b", "#write=5,../a,b"),
        ] {
            assert_eq!(Moment::read(fragment), Err(part.to_owned()), "{fragment}");
        }
        let many = format!("#at=1{}", "&run=0,a".repeat(1001));
        assert_eq!(Moment::read(&many), Err("#run=0,a".to_owned()));
    }

    #[test]
    fn a_moment_is_not_before_what_was_done_in_it() {
        let moment = Moment::read("#at=5&run=7,a").unwrap().expect("a moment");
        assert_eq!(moment.at, 7);
    }
}
