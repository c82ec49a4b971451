//! What an embed and its host say to each other, as `docs/embedding/iframe.md` has it.
//!
//! Every message is an object whose `statelab` is [`VERSION`]. Whatever else arrives is for
//! somebody else and is left alone; what is meant for this and is wrong is answered with what is
//! wrong.

use crate::api::json;
use crate::lesson::own::Manifest;
use serde_json::{Map, Value, json};

/// The version of the protocol.
pub const VERSION: u64 = 1;
/// How long a command line may be, in bytes.
const LONGEST_COMMAND: usize = 10_000;
/// How long the manifests may be together, in bytes.
const LONGEST_MANIFESTS: usize = 1_000_000;

/// What a host asks for.
#[derive(Clone, Debug, PartialEq)]
pub struct Request {
    /// The answer has the same.
    pub id: u64,
    /// What to do.
    pub call: Call,
}

/// What an embed can do.
#[derive(Clone, Debug, PartialEq)]
pub enum Call {
    /// Begin with these manifests applied: `begin`.
    Begin(Vec<Manifest>),
    /// Show that something could not be had of which the cluster was to begin: `fail`.
    Fail(String),
    /// Run a command line: `run`.
    Run(String),
    /// Tell how the cluster is: `snapshot`.
    Snapshot,
    /// Begin anew: `reset`.
    Reset,
    /// Tell when a goal is reached, and when no longer: `goal`.
    Goal(String),
}

/// A message that was meant for this and is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// The id of the request, if it had one.
    pub id: Option<u64>,
    /// What is wrong.
    pub why: String,
}

/// Reads a message; none if it is no message of this protocol.
pub fn read(text: &str) -> Option<Result<Request, Refused>> {
    // A host may send whatever it likes, to whomever.
    let Ok(Value::Object(message)) = json::parse(text) else { return None };
    let version = message.get("statelab")?;
    let id = message.get("id").and_then(Value::as_u64);
    let refused = |why: String| Err(Refused { id, why });
    if version.as_u64() != Some(VERSION) {
        return Some(refused(format!("this embed speaks version {VERSION}, not {version}")));
    }
    let Some(number) = id else {
        return Some(refused("a request has an `id`, which is a number".to_owned()));
    };
    Some(match call(&message) {
        Ok(call) => Ok(Request { id: number, call }),
        Err(why) => refused(why),
    })
}

fn call(message: &Map<String, Value>) -> Result<Call, String> {
    let text = |name: &str| {
        let text = message.get(name).and_then(Value::as_str).map(str::to_owned);
        text.ok_or_else(|| format!("`{name}` is missing or no text"))
    };
    let method = text("method")?;
    match method.as_str() {
        "begin" => Ok(Call::Begin(manifests(message.get("manifests"))?)),
        "fail" => Ok(Call::Fail(text("what")?)),
        "run" => {
            let command = text("command")?;
            match command.len() {
                0..=LONGEST_COMMAND => Ok(Call::Run(command)),
                _ => Err(format!("a command has at most {LONGEST_COMMAND} bytes")),
            }
        }
        "snapshot" => Ok(Call::Snapshot),
        "reset" => Ok(Call::Reset),
        "goal" => Ok(Call::Goal(text("goal")?)),
        other => Err(format!("there is no method `{other}`")),
    }
}

fn manifests(value: Option<&Value>) -> Result<Vec<Manifest>, String> {
    let wrong = "`manifests` is a list of `{ name, text }`";
    let list = value.and_then(Value::as_array).ok_or(wrong)?;
    let mut manifests: Vec<Manifest> = Vec::new();
    for entry in list {
        let text = |name: &str| entry.get(name).and_then(Value::as_str).map(str::to_owned);
        let (Some(name), Some(text)) = (text("name"), text("text")) else {
            return Err(wrong.to_owned());
        };
        if name.is_empty() || name.contains(['/', '\0', '\n']) {
            return Err(format!("`{name}` is no name of a file"));
        }
        if manifests.iter().any(|other| other.name == name) {
            return Err(format!("two manifests are called `{name}`"));
        }
        manifests.push(Manifest { name, text });
    }
    match manifests.iter().map(|it| it.text.len()).sum::<usize>() {
        0..=LONGEST_MANIFESTS => Ok(manifests),
        _ => Err(format!("manifests have at most {LONGEST_MANIFESTS} bytes together")),
    }
}

/// The answer to a request.
pub fn answer(id: u64, result: Result<Value, String>) -> Value {
    match result {
        Ok(result) => json!({ "statelab": VERSION, "id": id, "result": result }),
        Err(error) => json!({ "statelab": VERSION, "id": id, "error": error }),
    }
}

/// The answer to what is wrong.
pub fn refusal(refused: Refused) -> Value {
    match refused.id {
        Some(id) => answer(id, Err(refused.why)),
        None => event("error", json!({ "message": refused.why })),
    }
}

/// Something that has happened.
pub fn event(name: &str, detail: Value) -> Value {
    json!({ "statelab": VERSION, "event": name, "detail": detail })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_message_of_this_protocol_is_left_alone() {
        for text in ["", "hello", "[1]", "{}", "{\"id\":1,\"method\":\"run\"}", "null", "\u{0}"] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn what_a_host_asks_for_is_understood() {
        let asks = |rest: &str| {
            let text = format!("{{\"statelab\":1,\"id\":7,{rest}}}");
            let request = read(&text).expect("a message").expect("a right one");
            assert_eq!(request.id, 7);
            request.call
        };
        assert_eq!(asks("\"method\":\"snapshot\""), Call::Snapshot);
        assert_eq!(asks("\"method\":\"reset\",\"more\":1"), Call::Reset);
        assert_eq!(asks("\"method\":\"run\",\"command\":\"ls\""), Call::Run("ls".to_owned()));
        assert_eq!(asks("\"method\":\"fail\",\"what\":\"w\""), Call::Fail("w".to_owned()));
        assert_eq!(asks("\"method\":\"goal\",\"goal\":\"g\""), Call::Goal("g".to_owned()));
        let manifest = Manifest { name: "a.yaml".to_owned(), text: "b".to_owned() };
        let begin = "\"method\":\"begin\",\"manifests\":[{\"name\":\"a.yaml\",\"text\":\"b\"}]";
        assert_eq!(asks(begin), Call::Begin(vec![manifest]));
    }

    #[test]
    fn what_is_wrong_is_answered_with_what_is_wrong() {
        let long = format!("\"id\":1,\"method\":\"run\",\"command\":\"{}\"", "x".repeat(10_001));
        for (rest, why) in [
            ("\"method\":\"reset\"", "a request has an `id`"),
            ("\"id\":-1,\"method\":\"reset\"", "a request has an `id`"),
            ("\"id\":1", "`method` is missing"),
            ("\"id\":1,\"method\":\"eval\"", "there is no method `eval`"),
            ("\"id\":1,\"method\":\"run\",\"command\":{}", "`command` is missing or no text"),
            (&long, "a command has at most 10000 bytes"),
            ("\"id\":1,\"method\":\"begin\"", "`manifests` is a list"),
            ("\"id\":1,\"method\":\"begin\",\"manifests\":[{\"name\":\"a\"}]", "is a list of"),
            (
                "\"id\":1,\"method\":\"begin\",\"manifests\":[{\"name\":\"../a\",\"text\":\"\"}]",
                "`../a` is no name of a file",
            ),
        ] {
            let told = read(&format!("{{\"statelab\":1,{rest}}}")).expect("a message");
            let Refused { why: told, .. } = told.expect_err(rest);
            assert!(told.contains(why), "{rest}: {told}");
        }
        let Some(Err(other)) = read("{\"statelab\":2,\"id\":3}") else { panic!("version 2") };
        assert_eq!(refusal(other)["error"], "this embed speaks version 1, not 2");
    }
}
