//! Running a template. Models text/template/exec.go of Go.

use super::call;
use super::parse::{Node, Operand, Pipe, What};
use serde_json::Value;

/// What a template works with.
#[derive(Clone, Debug, PartialEq)]
pub enum Data {
    /// No value: there is nothing of that name, nor inside of it.
    Nothing,
    /// A whole number of the template. Those of objects are floating.
    Whole(i64),
    /// A part of an object, or a text or truth value of the template.
    Json(Value),
}

/// Where and why a template cannot go on.
#[derive(Debug)]
pub struct Failed {
    pub at: usize,
    pub context: String,
    pub words: String,
}

/// How a list of nodes has ended.
#[derive(Clone, Copy, PartialEq)]
pub enum Flow {
    On,
    Break,
    Continue,
}

/// A template at work.
pub struct State {
    pub out: String,
    variables: Vec<(String, Data)>,
}

impl Data {
    pub fn of(value: &Value) -> Data {
        Data::Json(value.clone())
    }

    /// Models IsTrue.
    pub fn is_true(&self) -> bool {
        match self {
            Data::Nothing => false,
            Data::Whole(number) => *number != 0,
            Data::Json(Value::Bool(is)) => *is,
            Data::Json(Value::Number(number)) => number.to_string() != "0",
            Data::Json(Value::String(text)) => !text.is_empty(),
            Data::Json(Value::Array(items)) => !items.is_empty(),
            Data::Json(Value::Object(members)) => !members.is_empty(),
            Data::Json(Value::Null) => false,
        }
    }

    /// As fmt.Print writes it.
    pub fn text(&self) -> String {
        match self {
            Data::Nothing | Data::Json(Value::Null) => "<no value>".to_owned(),
            Data::Whole(number) => number.to_string(),
            Data::Json(value) => text_of(value),
        }
    }

    /// The type in Go.
    pub fn type_name(&self) -> &'static str {
        match self {
            Data::Nothing | Data::Json(Value::Null) => "nil",
            Data::Whole(_) => "int",
            Data::Json(Value::Bool(_)) => "bool",
            Data::Json(Value::Number(_)) => "float64",
            Data::Json(Value::String(_)) => "string",
            Data::Json(Value::Array(_)) => "[]interface {}",
            Data::Json(_) => "map[string]interface {}",
        }
    }

    // Models text/template/exec.go evalField: what is missing has all fields, and none has a value;
    // what is null has none.
    fn field(&self, name: &str) -> Result<Data, String> {
        match self {
            Data::Json(Value::Object(members)) => {
                Ok(members.get(name).map_or(Data::Nothing, Data::of))
            }
            Data::Nothing => Ok(Data::Nothing),
            Data::Json(Value::Null) => Err(format!("nil pointer evaluating interface {{}}.{name}")),
            // What is inside an object is for Go an interface of which it knows no more.
            other => {
                let of = if matches!(other, Data::Whole(_)) { "int" } else { "interface {}" };
                Err(format!("can't evaluate field {name} in type {of}"))
            }
        }
    }
}

/// Models fmt.Print of what encoding/json has read.
fn text_of(value: &Value) -> String {
    match value {
        Value::Null => "<nil>".to_owned(),
        Value::Bool(is) => is.to_string(),
        Value::Number(number) => float(&number.to_string()),
        Value::String(text) => text.clone(),
        Value::Array(items) => {
            format!("[{}]", items.iter().map(text_of).collect::<Vec<_>>().join(" "))
        }
        Value::Object(members) => {
            let mut pairs: Vec<String> =
                members.iter().map(|(key, value)| format!("{key}:{}", text_of(value))).collect();
            crate::api::order::all(&mut pairs);
            format!("map[{}]", pairs.join(" "))
        }
    }
}

/// A number as Go prints a float64: `1e+06` from a million on. Models strconv.FormatFloat 'g'.
fn float(text: &str) -> String {
    let (sign, digits) = text.strip_prefix('-').map_or(("", text), |digits| ("-", digits));
    if digits.len() < 7 || !digits.chars().all(|c| c.is_ascii_digit()) {
        return text.to_owned();
    }
    let exponent = digits.len() - 1;
    let fraction = digits[1..].trim_end_matches('0');
    let point = if fraction.is_empty() { "" } else { "." };
    format!("{sign}{}{point}{fraction}e+{exponent:02}", &digits[..1])
}

impl State {
    pub fn new(dot: Data) -> State {
        State { out: String::new(), variables: vec![("$".to_owned(), dot)] }
    }

    /// Runs nodes with what `.` stands for.
    pub fn run(&mut self, nodes: &[Node], dot: &Data) -> Result<Flow, Failed> {
        for node in nodes {
            let known = self.variables.len();
            let flow = match node {
                Node::Text(text) => {
                    self.out.push_str(text);
                    Flow::On
                }
                Node::Action(pipe) => {
                    let value = self.pipe(pipe, dot)?;
                    self.assign(pipe, &value);
                    if pipe.variables.is_empty() {
                        self.out.push_str(&value.text());
                    }
                    continue;
                }
                Node::If { arms, otherwise } => self.condition(arms, otherwise, dot)?,
                Node::With { pipe, body, otherwise } => {
                    let value = self.pipe(pipe, dot)?;
                    self.assign(pipe, &value);
                    match value.is_true() {
                        true => self.run(body, &value)?,
                        false => self.run(otherwise, dot)?,
                    }
                }
                Node::Range { pipe, body, otherwise } => self.range(pipe, body, otherwise, dot)?,
                Node::Break => Flow::Break,
                Node::Continue => Flow::Continue,
            };
            self.variables.truncate(known);
            if flow != Flow::On {
                return Ok(flow);
            }
        }
        Ok(Flow::On)
    }

    fn condition(
        &mut self,
        arms: &[(Pipe, Vec<Node>)],
        otherwise: &[Node],
        dot: &Data,
    ) -> Result<Flow, Failed> {
        for (pipe, body) in arms {
            let value = self.pipe(pipe, dot)?;
            self.assign(pipe, &value);
            if value.is_true() {
                return self.run(body, dot);
            }
        }
        self.run(otherwise, dot)
    }

    fn range(
        &mut self,
        pipe: &Pipe,
        body: &[Node],
        otherwise: &[Node],
        dot: &Data,
    ) -> Result<Flow, Failed> {
        let over = self.pipe(pipe, dot)?;
        let text = |key: &String| Data::Json(key.as_str().into());
        let items: Vec<(Data, Data)> = match &over {
            Data::Nothing | Data::Json(Value::Null) => Vec::new(),
            Data::Json(Value::Array(items)) => {
                let items = items.iter().enumerate();
                items.map(|(index, item)| (Data::Whole(index as i64), Data::of(item))).collect()
            }
            Data::Json(Value::Object(members)) => {
                let mut keys: Vec<&String> = members.keys().collect();
                crate::api::order::all(&mut keys);
                keys.into_iter().map(|key| (text(key), Data::of(&members[key]))).collect()
            }
            other => {
                let words = format!("range can't iterate over {}", other.text());
                return Err(fail(&pipe.commands[0], words));
            }
        };
        if items.is_empty() {
            return self.run(otherwise, dot);
        }
        let known = self.variables.len();
        for (index, item) in items {
            match pipe.variables.as_slice() {
                [value] => self.variables.push((value.clone(), item.clone())),
                [key, value] => {
                    self.variables.push((key.clone(), index));
                    self.variables.push((value.clone(), item.clone()));
                }
                _ => {}
            }
            let flow = self.run(body, &item)?;
            self.variables.truncate(known);
            if flow == Flow::Break {
                break;
            }
        }
        Ok(Flow::On)
    }

    fn assign(&mut self, pipe: &Pipe, value: &Data) {
        for name in &pipe.variables {
            match self.variables.iter_mut().rev().find(|(known, _)| known == name) {
                Some((_, known)) if !pipe.declares => *known = value.clone(),
                _ => self.variables.push((name.clone(), value.clone())),
            }
        }
    }

    fn pipe(&mut self, pipe: &Pipe, dot: &Data) -> Result<Data, Failed> {
        let mut value = None;
        for command in &pipe.commands {
            value = Some(self.command(command, value, dot)?);
        }
        Ok(value.unwrap_or(Data::Nothing))
    }

    fn command(
        &mut self,
        command: &[Operand],
        last: Option<Data>,
        dot: &Data,
    ) -> Result<Data, Failed> {
        let (first, rest) = command.split_first().expect("a command has a first word");
        let What::Function(name) = &first.what else {
            if !rest.is_empty() || last.is_some() {
                let words = format!("can't give argument to non-function {}", first.text);
                return Err(fail(&command[..1], words));
            }
            return self.operand(first, dot);
        };
        let mut arguments = Vec::new();
        for operand in rest {
            let value = self.operand(operand, dot)?;
            // What decides is not followed by what does not matter any more.
            let decides = name == "and" && !value.is_true() || name == "or" && value.is_true();
            arguments.push(value);
            if decides {
                return Ok(arguments.pop().unwrap_or(Data::Nothing));
            }
        }
        arguments.extend(last);
        // For functions null is no value.
        for argument in &mut arguments {
            if *argument == Data::Json(Value::Null) {
                *argument = Data::Nothing;
            }
        }
        call::call(name, &arguments).map_err(|words| fail(command, words))
    }

    fn operand(&mut self, operand: &Operand, dot: &Data) -> Result<Data, Failed> {
        let mut value = match &operand.what {
            What::Dot => dot.clone(),
            What::Variable(name) => {
                let found = self.variables.iter().rev().find(|(known, _)| known == name);
                found.map_or(Data::Nothing, |(_, value)| value.clone())
            }
            What::Text(text) => Data::Json(text.as_str().into()),
            What::Whole(number) => Data::Whole(*number),
            What::Bool(is) => Data::Json(Value::Bool(*is)),
            What::Nil => Data::Nothing,
            What::Nested(pipe) => self.pipe(pipe, dot)?,
            What::Function(_) => return self.command(std::slice::from_ref(operand), None, dot),
        };
        for name in &operand.fields {
            value =
                value.field(name).map_err(|words| fail(std::slice::from_ref(operand), words))?;
        }
        Ok(value)
    }
}

fn fail(command: &[Operand], words: String) -> Failed {
    let texts: Vec<&str> = command.iter().map(|operand| operand.text.as_str()).collect();
    Failed { at: command[0].at, context: texts.join(" "), words }
}
