//! The visit counter: what `public/visits/app.js` does, to the letter.

use super::container::{FileError, Run};
use super::files::resolve;
use super::volumes::Disks;
use crate::api::decimal::Decimal;
use crate::api::json;
use serde_json::Value;

/// The directory of the program.
const HOME: &str = "/app";
/// Where the program keeps its count.
const STATE_FILE: &str = "state.json";
/// The greatest whole number that JavaScript counts to.
const MAX_SAFE_INTEGER: u64 = (1 << 53) - 1;

/// The directory in which the program keeps its data.
pub fn data_directory(run: &Run) -> String {
    let set = run.variable("DATA_DIR").filter(|set| !set.is_empty());
    resolve(HOME, set.unwrap_or("data"))
}

/// The file in which the program keeps its count.
pub fn state_file(run: &Run) -> String {
    resolve(&data_directory(run), STATE_FILE)
}

/// The port on which the program listens.
pub fn port(run: &Run) -> i32 {
    run.variable("PORT")
        .and_then(|port| port.parse().ok())
        .filter(|port| *port != 0)
        .unwrap_or(8080)
}

/// Starts the program: reads the count and tells so in the log.
pub fn start(run: &mut Run, disks: &Disks) {
    let english = is_english(run);
    let (count, complaint) = match run.read(disks, &state_file(run)) {
        Err(_) if english => (0, Some("State file not found. Starting from zero.")),
        Err(_) => (0, Some("File state tidak ditemukan. Memulai dari awal.")),
        Ok(contents) => match parse(&contents) {
            Some(count) => (count, None),
            None if english => (0, Some("State file is damaged. Starting from zero.")),
            None => (0, Some("File state rusak. Memulai dari awal.")),
        },
    };
    run.visits = Some(count);
    if let Some(complaint) = complaint {
        run.log.push_str(complaint);
        run.log.push_str("\n");
    }
    let (pod, port) = (&run.hostname, port(run));
    let started = if english {
        format!("Server for Pod {pod} listening on port {port}\n")
    } else {
        format!("Server untuk Pod {pod} berjalan di port {port}\n")
    };
    run.log.push_str(&started);
}

/// Whether a request for that path is a visit, or else what is answered to it: neither a probe nor
/// a browser that looks for an icon is one.
pub fn not_a_visit(path: &str) -> Option<u16> {
    match path {
        "/healthz" => Some(200),
        "/favicon.ico" => Some(404),
        _ => None,
    }
}

/// Answers a visit: counts it, writes the count to the file, and says hello. A count that cannot
/// be written is told in the log only, as the program does.
pub fn visit(run: &mut Run, disks: &mut Disks) -> String {
    let english = is_english(run);
    let count = run.visits.unwrap_or(0) + 1;
    run.visits = Some(count);
    if let Err(error) = save(run, disks, count) {
        let code = error.code();
        run.log.push_str(&if english {
            format!("State could not be saved: {code}\n")
        } else {
            format!("State tidak dapat disimpan: {code}\n")
        });
    }
    let pod = &run.hostname;
    if english {
        format!("Hello from Pod {pod}! Visits: {count}\n")
    } else {
        format!("Halo dari Pod {pod}! Jumlah kunjungan: {count}\n")
    }
}

fn save(run: &mut Run, disks: &mut Disks, count: u64) -> Result<(), FileError> {
    let file = state_file(run);
    run.write(disks, &file, &format!("{{\"visits\":{count}}}"))
}

fn is_english(run: &Run) -> bool {
    run.variable("APP_LANG") == Some("en")
}

/// The count in the file: a whole number that is not negative, as JavaScript sees numbers.
fn parse(contents: &str) -> Option<u64> {
    let value: Value = json::parse(contents).ok()?;
    let visits = value.get("visits")?;
    let Value::Number(number) = visits else { return None };
    let whole = |number: Decimal| number.whole()?.try_into().ok();
    let count = number.as_u64().or_else(|| Decimal::of(number).and_then(whole));
    count.filter(|count| *count <= MAX_SAFE_INTEGER)
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn a_damaged_file_holds_no_count() {
        assert_eq!(parse("{\"visits\":3}"), Some(3));
        assert_eq!(parse("{\"visits\":3.0}"), Some(3));
        for damaged in ["", "{\"visits\":", "{\"visits\":-1}", "{}", "null", "{\"visits\":\"3\"}"] {
            assert_eq!(parse(damaged), None, "{damaged}");
        }
    }
}
