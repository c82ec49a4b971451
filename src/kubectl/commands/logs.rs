//! `kubectl logs`

use super::super::command::{Command, Context, Group, Outcome, Progress, Waiting, Words};
use super::super::failure::Failure;
use super::super::flags::{Arguments, Flag, NAMESPACE, SELECTOR};
use super::super::output::Style;
use super::super::resource;
use super::super::target::Filter;
use super::pods::{self, NoPod, Purpose};
use super::wait::go_duration;
use crate::api::clock::Millis;
use crate::api::pod::{ContainerStatus, Pod};
use crate::api::time::MicroTime;
use crate::api::{Kind, Resource};
use crate::apiserver::status::Status;
use crate::node::log::Log;
use std::rc::Rc;

/// `logs`
pub const COMMAND: Command = Command {
    name: "logs",
    aliases: &[],
    group: Group::Troubleshooting,
    short: "Print the logs for a container in a pod",
    usage: "logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER] [options]",
    examples: &[
        "kubectl logs web-0",
        "kubectl logs -f web-0",
        "kubectl logs -p -c app web-0",
        "kubectl logs -l app=web",
        "kubectl logs deployment/web",
    ],
    flags: &[
        Flag::switch("all-containers", "Get all containers' logs in the pod(s)."),
        Flag::text("container", "Print the logs of this container").letter('c'),
        Flag::switch("follow", "Specify if the logs should be streamed.").letter('f'),
        Flag::switch("ignore-errors", "If watching / following pod logs, allow for any errors."),
        Flag::number("max-log-requests", "Maximum number of concurrent logs to follow."),
        NAMESPACE,
        Flag::switch("prefix", "Prefix each log line with the log source."),
        Flag::switch("previous", "Print the logs of the previous instance of the container.")
            .letter('p'),
        Flag::number("limit-bytes", "Maximum bytes of logs to return."),
        SELECTOR,
        Flag::text("since", "Only return logs newer than a relative duration like 5s, 2m, or 3h."),
        Flag::text("since-time", "Only return logs after a specific date (RFC3339)."),
        Flag::switch("timestamps", "Include timestamps on each line in the log output."),
        Flag::number("tail", "Lines of recent log file to display. -1 shows all log lines."),
    ],
    subcommands: &[],
    words: Words::Pods,
    run,
};

/// With a selector kubectl shows so many lines of each pod, unless told otherwise.
const SELECTOR_TAIL: i64 = 10;

/// So many logs are followed at a time, unless told otherwise.
const MOST_STREAMS: i64 = 5;

/// The log of one container, and how much of it has been printed.
struct Stream {
    pod: Rc<Pod>,
    container: String,
    prefix: String,
    printed: usize,
}

// Models kubectl/pkg/cmd/logs/logs.go RunLogs
fn run(arguments: &Arguments, context: &mut Context<'_, '_>) -> Result<Outcome, Failure> {
    check(arguments)?;
    let follow = arguments.on("follow");
    let previous = arguments.on("previous");
    let mut tail = arguments.number("tail").filter(|lines| *lines >= 0);
    if arguments.given("selector") && tail.is_none() && !arguments.given("tail") {
        tail = Some(SELECTOR_TAIL);
    }
    let stamped = arguments.on("timestamps");
    let since = since(arguments, context.client.now)?;
    let limit = arguments.number("limit-bytes").map(|limit| limit.max(0) as usize);
    let mut streams = streams(arguments, context)?;
    let most = arguments.number("max-log-requests").unwrap_or(MOST_STREAMS);
    if follow && streams.len() > 1 && streams.len() as i64 > most {
        return Err(Failure::error(format!(
            "you are attempting to follow {} log streams, but maximum allowed concurrency is \
             {most}, use --max-log-requests to increase the limit",
            streams.len()
        )));
    }
    for stream in &mut streams {
        let Some(log) = read(stream, previous, context)? else { continue };
        stream.printed = log.text().len();
        let new = log.lines(0).filter(|(moment, _)| since.is_none_or(|since| *moment >= since));
        let lines: Vec<(Millis, &str)> = new.collect();
        let skipped = tail.map_or(0, |tail| lines.len().saturating_sub(tail as usize));
        let mut text = written(lines[skipped..].iter().copied(), stamped);
        if let Some(limit) = limit {
            text.truncate(text.floor_char_boundary(limit));
        }
        print(&text, &stream.prefix, context);
    }
    if follow && !previous {
        return Ok(Outcome::Wait(Box::new(Follow { streams, stamped })));
    }
    Ok(Outcome::Done)
}

/// Refuses flags that do not go together, and numbers that are too small.
// Models kubectl/pkg/cmd/logs/logs.go Validate
fn check(arguments: &Arguments) -> Result<(), Failure> {
    let container = arguments.text("container").unwrap_or_default();
    if arguments.on("all-containers") && !container.is_empty() {
        return Err(Failure::error(format!(
            "--all-containers=true should not be specified with container name {container}"
        )));
    }
    let below = |flag: &str, least: i64| arguments.number(flag).is_some_and(|it| it < least);
    if below("limit-bytes", 0) {
        return Err(Failure::error("--limit-bytes must be greater than 0"));
    }
    if below("tail", -1) {
        return Err(Failure::error("--tail must be greater than or equal to -1"));
    }
    Ok(())
}

/// From which moment on lines are asked for.
fn since(arguments: &Arguments, now: Millis) -> Result<Option<Millis>, Failure> {
    match (arguments.text("since"), arguments.text("since-time")) {
        (None, None) => Ok(None),
        (Some(_), Some(_)) => {
            Err(Failure::error("at most one of `sinceTime` or `sinceSeconds` may be specified"))
        }
        (Some(text), None) => match go_duration(text) {
            Ok(duration) if duration < 0 => Err(Failure::error("--since must be greater than 0")),
            Ok(duration) => Ok(Some(now + -duration).filter(|_| duration != 0)),
            Err(why) => Err(Failure::flag(
                "kubectl logs",
                &format!(
                    "invalid argument \"{text}\" for \"--since\" flag: time: {why} \"{text}\""
                ),
            )),
        },
        (None, Some(text)) => match MicroTime::parse(text) {
            Some(MicroTime(micros)) => Ok(Some(Millis(micros / 1000))),
            None => Err(Failure::error(format!(
                "parsing time \"{text}\" as \"2006-01-02T15:04:05Z07:00\": cannot parse \
                 \"{text}\" as \"2006\""
            ))),
        },
    }
}

/// Lines as they are printed; with the moments in front as the kubelet writes them.
// Models pkg/kubelet/kuberuntime/logs/logs.go timeFormatOut
fn written<'a>(lines: impl Iterator<Item = (Millis, &'a str)>, stamped: bool) -> String {
    let line = |(moment, line): (Millis, &str)| match stamped {
        false => line.to_owned(),
        true => {
            let time = moment.time().to_string();
            let nanos = moment.0.rem_euclid(1000) * 1_000_000;
            format!("{}.{nanos:09}Z {line}", time.trim_end_matches('Z'))
        }
    };
    lines.map(line).collect()
}

fn streams(arguments: &Arguments, context: &mut Context<'_, '_>) -> Result<Vec<Stream>, Failure> {
    const USAGE: &str = "expected 'logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]'.\nPOD or \
                         TYPE/NAME is a required argument for the logs command";
    let usage = || Failure::usage("kubectl logs", USAGE);
    let namespace = context.namespace(arguments);
    let mut pods: Vec<Rc<Pod>> = Vec::new();
    let mut named = arguments.text("container").map(str::to_owned);
    match (arguments.words.as_slice(), arguments.given("selector")) {
        ([], true) => {
            let filter = Filter::new(arguments, context);
            let found = filter.list(context.client.api, resource::of_kind(Kind::Pod));
            let found = found.map_err(|status| Failure::server(&status))?;
            pods.extend(found.iter().filter_map(Pod::unwrap).cloned());
            if pods.is_empty() {
                let note = format!("No resources found in {namespace} namespace.");
                context.out.complain(Style::Plain, &note);
            }
        }
        ([_, ..], true) => {
            return Err(Failure::usage(
                "kubectl logs",
                "only a selector (-l) or a POD name is allowed",
            ));
        }
        ([], false) => return Err(usage()),
        ([word], false) => pods.push(find(word, &namespace, context)?),
        ([word, container], false) => {
            if named.is_some() {
                return Err(Failure::usage(
                    "kubectl logs",
                    "only one of -c or an inline [CONTAINER] arg is allowed",
                ));
            }
            named = Some(container.clone());
            pods.push(find(word, &namespace, context)?);
        }
        _ => return Err(usage()),
    }
    let mut streams = Vec::new();
    for pod in pods {
        let containers: Vec<String> = if arguments.on("all-containers") {
            let all = pod.spec.every_container();
            all.map(|container| container.name.clone()).collect()
        } else {
            vec![valid_container(&pod, named.as_deref(), context)?]
        };
        for container in containers {
            let prefix = if arguments.on("prefix") {
                format!("[pod/{}/{container}] ", pod.metadata.name)
            } else {
                String::new()
            };
            streams.push(Stream { pod: pod.clone(), container, prefix, printed: 0 });
        }
    }
    Ok(streams)
}

/// `logs` frames the server's words in its own way.
fn find(word: &str, namespace: &str, context: &mut Context<'_, '_>) -> Result<Rc<Pod>, Failure> {
    pods::find(word, namespace, Purpose::Logs, context).map_err(|none| match none {
        NoPod::Server(status) => {
            let (reason, message) = (status.reason.word(), &status.message);
            Failure::error(format!(
                "error from server ({reason}): {message} in namespace \"{namespace}\""
            ))
        }
        NoPod::Other(failure) => failure,
    })
}

fn valid_container(
    pod: &Pod,
    name: Option<&str>,
    context: &mut Context<'_, '_>,
) -> Result<String, Failure> {
    match name.filter(|name| !name.is_empty()) {
        None => pods::default_container(pod, Purpose::Logs, false, context),
        Some(name) if pods::has_container(pod, name) => Ok(name.to_owned()),
        Some(name) => {
            let pod = &pod.metadata.name;
            Err(Failure::error(format!("container {name} is not valid for pod {pod}")))
        }
    }
}

/// The log as it is now; none if the pod is on no node yet.
// Models pkg/registry/core/pod/strategy.go LogLocation and pkg/kubelet validateContainerLogStatus
fn read<'a>(
    stream: &Stream,
    previous: bool,
    context: &'a Context<'_, '_>,
) -> Result<Option<&'a Log>, Failure> {
    let Stream { pod, container, .. } = stream;
    if pod.spec.node_name.is_empty() {
        return Ok(None);
    }
    let bad_request = |message: String| Failure::server(&Status::bad_request(message));
    let name = &pod.metadata.name;
    let statuses = pod.status.init_container_statuses.iter().chain(&pod.status.container_statuses);
    let status = statuses.into_iter().find(|status| status.name == *container);
    if previous && status.is_none_or(|status| status.last_state.terminated.is_none()) {
        return Err(bad_request(format!(
            "previous terminated container \"{container}\" in pod \"{name}\" not found"
        )));
    }
    match waiting(status) {
        Some(reason) if !previous => Err(bad_request(match reason {
            "ErrImagePull" | "ImagePullBackOff" => format!(
                "container \"{container}\" in pod \"{name}\" is waiting to start: trying and \
                 failing to pull image"
            ),
            reason => {
                format!("container \"{container}\" in pod \"{name}\" is waiting to start: {reason}")
            }
        })),
        _ => Ok(context.client.runtime.log(pod, container, previous)),
    }
}

/// Why a container that has never run waits.
fn waiting(status: Option<&ContainerStatus>) -> Option<&str> {
    let status = status?;
    let waiting = status.state.waiting.as_ref()?;
    let never_ran = status.last_state.terminated.is_none();
    never_ran.then_some(waiting.reason.as_str())
}

fn print(text: &str, prefix: &str, context: &mut Context<'_, '_>) {
    if prefix.is_empty() {
        context.out.print(Style::Plain, text);
        return;
    }
    for line in text.split_inclusive('\n') {
        context.out.print(Style::Name, prefix);
        context.out.print(Style::Plain, line);
    }
}

/// Prints what is added to the logs, until the containers have ended.
struct Follow {
    streams: Vec<Stream>,
    stamped: bool,
}

impl Waiting for Follow {
    fn poll(&mut self, context: &mut Context<'_, '_>) -> Result<Progress, Failure> {
        for stream in &mut self.streams {
            let log = context.client.runtime.log(&stream.pod, &stream.container, false);
            let Some(log) = log else { continue };
            let length = log.text().len();
            // A restarted container begins its log anew.
            let start = if length < stream.printed { 0 } else { stream.printed };
            stream.printed = length;
            let added = written(log.lines(start), self.stamped);
            print(&added, &stream.prefix, context);
        }
        self.streams.retain(|stream| is_alive(stream, context));
        Ok(if self.streams.is_empty() { Progress::Done(0) } else { Progress::WATCH })
    }
}

fn is_alive(stream: &Stream, context: &Context<'_, '_>) -> bool {
    let meta = &stream.pod.metadata;
    let Some(pod) = context.client.api.get::<Pod>(&meta.namespace, &meta.name) else {
        return false;
    };
    let statuses = pod.status.init_container_statuses.iter().chain(&pod.status.container_statuses);
    let ended = statuses
        .into_iter()
        .any(|status| status.name == stream.container && status.state.terminated.is_some());
    pod.metadata.uid == meta.uid && !ended
}
