//! Two outputs of the same command, one of a real cluster and one of the model: the same to the
//! letter, but for what differs from run to run. What that is stands in [`shape`], with the reason
//! for each. The replay of recordings and the check of an author's notes both compare with this.

pub mod names;
pub mod order;
pub mod shape;
pub mod volumes;

use self::names::{Names, Of};
use self::order::Rigour;

/// What was expected and what came instead, by shape.
pub type Difference = (String, String);

/// Compares what a command was recorded to print with what it prints in the model, and learns from
/// it which names stand for which. None if they are the same.
pub fn compare(
    command: &str,
    expected: &str,
    actual: &str,
    names: &mut Names,
) -> Option<Difference> {
    let mut difference = None;
    for rigour in [Rigour::Strict, Rigour::Lenient] {
        let recorded = order::lines(command, expected, names, Of::Recording, rigour);
        let model = order::lines(command, actual, names, Of::Model, rigour);
        let hides = shape::hides_an_unbound_claim(expected, actual);
        if let Some(known) = names.compare(&recorded, &model).filter(|_| !hides) {
            *names = known;
            return None;
        }
        difference = Some((names.spell(Of::Recording, &recorded), names.spell(Of::Model, &model)));
    }
    difference
}
