//! `kubectl wait`

use super::super::command::{Command, Context, Group, Outcome, Progress, Waiting, Words};
use super::super::failure::Failure;
use super::super::flags::{ALL_NAMESPACES, Arguments, FILENAME, Flag, NAMESPACE, SELECTOR};
use super::super::jsonpath::{JsonPath, relaxed};
use super::super::resource;
use super::objects;
use crate::api::clock::Millis;
use crate::api::{Key, Object};
use serde_json::Value;

/// `wait`
pub const COMMAND: Command = Command {
    name: "wait",
    aliases: &[],
    group: Group::Advanced,
    short: "Experimental: Wait for a specific condition on one or many resources",
    usage: "wait ([-f FILENAME] | resource.group/resource.name | resource.group [(-l label | \
            --all)]) [--for=delete|--for condition=available|--for=jsonpath='{}'[=value]]",
    examples: &[
        "kubectl wait --for=condition=Ready pod/web-0",
        "kubectl wait --for=delete pod/web-0 --timeout=60s",
        "kubectl wait --for=jsonpath='{.status.phase}'=Bound pvc/data-web-0",
    ],
    flags: &[
        Flag::switch("all", "Select all resources in the namespace of the specified types."),
        ALL_NAMESPACES,
        FILENAME,
        Flag::text("for", "The condition to wait on."),
        NAMESPACE,
        SELECTOR,
        Flag::text("timeout", "The length of time to wait before giving up (default 30s)."),
    ],
    subcommands: &[],
    words: Words::Objects,
    run,
};

/// What is waited for.
enum Condition {
    Create,
    Delete,
    Status { type_: String, value: String },
    Field { path: JsonPath, value: Option<String> },
}

// Models kubectl/pkg/cmd/wait/wait.go RunWait
fn run(arguments: &Arguments, context: &mut Context<'_, '_>) -> Result<Outcome, Failure> {
    const DEFAULT: i64 = 30_000;
    const WEEK: i64 = 168 * 3_600_000;
    let condition = Condition::parse(arguments.text("for").unwrap_or_default())?;
    let timeout = timeout(arguments, "kubectl wait")?.unwrap_or(DEFAULT);
    let timeout = if timeout < 0 { WEEK } else { timeout };
    let until = context.client.now + timeout;
    if matches!(condition, Condition::Create) {
        let mut creation = Creation { arguments: arguments.clone(), until };
        creation.find(context)?;
        return Ok(Outcome::Wait(Box::new(creation)));
    }
    let found = objects::find(arguments, &arguments.words, context)?;
    let deleted = matches!(condition, Condition::Delete);
    // What is waited to be gone may be gone already.
    if !deleted || found.objects.is_empty() && found.failures.is_empty() {
        Failure::all(found.failures)?;
    }
    if found.objects.is_empty() && !deleted {
        return Err(Failure::error("no matching resources found"));
    }
    let rest = found.objects.iter().map(|it| (it.key(), it.metadata().uid.clone())).collect();
    Ok(Outcome::Wait(Box::new(Wait { condition, rest, until, is_look: timeout == 0 })))
}

impl Condition {
    // Models kubectl/pkg/cmd/wait/wait.go conditionFuncFor
    fn parse(text: &str) -> Result<Condition, Failure> {
        if text.eq_ignore_ascii_case("delete") {
            return Ok(Condition::Delete);
        }
        if text.eq_ignore_ascii_case("create") {
            return Ok(Condition::Create);
        }
        if let Some(condition) = text.strip_prefix("condition=") {
            let (type_, value) = condition.split_once('=').unwrap_or((condition, "true"));
            return Ok(Condition::Status { type_: type_.to_owned(), value: value.to_owned() });
        }
        if let Some(rest) = text.strip_prefix("jsonpath=") {
            let end = rest.find('}').map_or(rest.len(), |at| at + 1);
            let (path, value) = rest.split_at(end);
            let path = relaxed(path).and_then(|path| JsonPath::parse(&path));
            let value = value.strip_prefix('=').map(str::to_owned);
            return Ok(Condition::Field { path: path.map_err(Failure::error)?, value });
        }
        Err(Failure::error(format!("unrecognized condition: \"{text}\"")))
    }

    fn is_met(&self, object: Option<&Object>, uid: &str) -> bool {
        let Some(object) = object.filter(|object| object.metadata().uid == uid) else {
            return matches!(self, Condition::Delete);
        };
        match self {
            Condition::Create => true,
            Condition::Delete => false,
            Condition::Status { type_, value } => {
                let json = object.to_json();
                let generation = json.pointer("/metadata/generation").and_then(Value::as_i64);
                let observed = json.pointer("/status/observedGeneration").and_then(Value::as_i64);
                if observed.is_some_and(|observed| generation.is_some_and(|now| observed < now)) {
                    return false;
                }
                let conditions = json.get("status").and_then(|status| status.get("conditions"));
                let conditions =
                    conditions.and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
                conditions.iter().any(|condition| {
                    let is = |key: &str, wanted: &str| {
                        let found = condition.get(key).and_then(Value::as_str);
                        found.is_some_and(|found| found.eq_ignore_ascii_case(wanted))
                    };
                    is("type", type_) && is("status", value)
                })
            }
            Condition::Field { path, value } => {
                let found = path.find(&object.to_json()).unwrap_or_default();
                found.first().is_some_and(|found| {
                    let text = found.as_str().map_or_else(|| found.to_string(), str::to_owned);
                    value.as_ref().is_none_or(|wanted| *wanted == text)
                })
            }
        }
    }
}

/// The value of `--timeout`, if it is given.
///
/// # Errors
/// It is no duration.
pub fn timeout(arguments: &Arguments, command: &str) -> Result<Option<i64>, Failure> {
    let Some(text) = arguments.text("timeout") else { return Ok(None) };
    let wrong = |why: String| {
        let message =
            format!("invalid argument \"{text}\" for \"--timeout\" flag: time: {why} \"{text}\"");
        Failure::flag(command, &message)
    };
    go_duration(text).map(Some).map_err(wrong)
}

/// `1m30s` in milliseconds.
///
/// # Errors
/// What is wrong with it.
// Models time.ParseDuration
pub fn go_duration(text: &str) -> Result<i64, String> {
    const UNITS: [(&str, f64); 7] = [
        ("ns", 1e-6),
        ("us", 1e-3),
        ("µs", 1e-3),
        ("ms", 1.0),
        ("s", 1e3),
        ("m", 6e4),
        ("h", 3.6e6),
    ];
    /// What Go counts in nanoseconds, and has no room for more.
    const LONGEST: f64 = 9_223_372_036_854.0;
    let (sign, mut rest) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text.strip_prefix('+').unwrap_or(text)),
    };
    if rest == "0" {
        return Ok(0);
    }
    let invalid = || "invalid duration".to_owned();
    let mut total = 0.0_f64;
    loop {
        let is_digit = |letter: char| letter.is_ascii_digit() || letter == '.';
        let (number, after) = rest.split_at(rest.find(|c| !is_digit(c)).unwrap_or(rest.len()));
        let number: f64 = number.parse().map_err(|_| invalid())?;
        let (unit, after) = after.split_at(after.find(is_digit).unwrap_or(after.len()));
        if unit.is_empty() {
            return Err("missing unit in duration".to_owned());
        }
        let Some((_, milliseconds)) = UNITS.iter().find(|(name, _)| *name == unit) else {
            return Err(format!("unknown unit \"{unit}\" in duration"));
        };
        total += number * milliseconds;
        rest = after;
        if total > LONGEST {
            return Err(invalid());
        }
        if rest.is_empty() {
            return Ok(sign * total as i64);
        }
    }
}

/// What is said of objects that were waited for in vain. One deadline holds for all of them.
pub fn timed_out<'a>(keys: impl Iterator<Item = &'a Key>) -> Failure {
    let late = keys.map(|key| {
        let (plural, name) = (resource::of_kind(key.kind).plural, key.name());
        Failure::error(format!("timed out waiting for the condition on {plural}/{name}"))
    });
    Failure::all(late.collect()).expect_err("something is late")
}

fn say_met(key: &Key, context: &mut Context<'_, '_>) {
    let kind = resource::of_kind(key.kind).qualified_singular();
    let line = format!("{kind}/{} condition met", key.name());
    context.out.line(super::super::output::Style::Ok, &line);
}

/// Waits until all that the command line names is there.
struct Creation {
    arguments: Arguments,
    until: Millis,
}

impl Creation {
    /// What is there; none as long as something that is named is missing.
    fn find(&mut self, context: &Context<'_, '_>) -> Result<Vec<Object>, Failure> {
        let found = objects::find(&self.arguments, &self.arguments.words, context)?;
        let (missing, other): (Vec<Failure>, Vec<Failure>) = found
            .failures
            .into_iter()
            .partition(|failure| failure.text.starts_with("Error from server (NotFound)"));
        Failure::all(other)?;
        Ok(if missing.is_empty() { found.objects } else { Vec::new() })
    }
}

impl Waiting for Creation {
    fn poll(&mut self, context: &mut Context<'_, '_>) -> Result<Progress, Failure> {
        let found = self.find(context)?;
        if !found.is_empty() {
            found.iter().for_each(|object| say_met(&object.key(), context));
            return Ok(Progress::Done(0));
        }
        if context.client.now >= self.until {
            return Err(Failure::error("timed out waiting for the condition"));
        }
        Ok(Progress::Waiting { until: Some(self.until), ends_when_quiet: false })
    }
}

struct Wait {
    condition: Condition,
    rest: Vec<(Key, String)>,
    until: Millis,
    /// Looks once and waits for nothing.
    is_look: bool,
}

impl Waiting for Wait {
    fn poll(&mut self, context: &mut Context<'_, '_>) -> Result<Progress, Failure> {
        while let Some((key, uid)) = self.rest.first() {
            if !self.condition.is_met(context.client.object(key), uid) {
                break;
            }
            let (key, _) = self.rest.remove(0);
            say_met(&key, context);
        }
        if self.rest.is_empty() {
            return Ok(Progress::Done(0));
        }
        if self.is_look {
            let unmet = self.rest.iter().map(|(key, _)| {
                let (plural, name) = (resource::of_kind(key.kind).plural, key.name());
                Failure::error(format!("condition not met for {plural}/{name}"))
            });
            return Err(Failure::all(unmet.collect()).expect_err("something is not met"));
        }
        if context.client.now >= self.until {
            return Err(timed_out(self.rest.iter().map(|(key, _)| key)));
        }
        Ok(Progress::Waiting { until: Some(self.until), ends_when_quiet: false })
    }
}
