//! What the address of an embed asks for: `embed.html?…`.

use crate::web::route::{Address, pairs};

/// The parts that an embed may show beside the drawing, by their names in the address.
pub const CONTROLS: [&str; 9] =
    ["delete", "visit", "clock", "survived", "terminal", "browser", "files", "manifest", "events"];
/// What an embed shows whose address names no parts.
const USUAL: [&str; 4] = ["delete", "visit", "clock", "survived"];
/// Where in [`CONTROLS`] the tabs of the dock begin; they have the dock's order.
const TABS: usize = 4;

/// What is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// What the whole page understands, too.
    pub address: Address,
    /// The step of the chapter to show.
    pub step: Option<String>,
    /// The author brings manifests: `scenario=own`.
    pub own: bool,
    /// Where manifests are, to begin with them.
    pub sources: Vec<String>,
    /// Goals to tell of.
    pub goals: Vec<String>,
    /// The origin of the page that may talk to this.
    pub origin: Option<String>,
    /// The parts to show, in the order of [`CONTROLS`].
    pub controls: Vec<&'static str>,
}

impl Asked {
    /// Reads the part of an address from `?` to before `#`.
    pub fn read(query: &str) -> Asked {
        let mut asked = Asked { address: Address::parse(query), ..Asked::default() };
        let mut controls = None;
        for (name, value) in pairs(query) {
            match name {
                "step" => asked.step = Some(value),
                "scenario" if value == "own" => asked.own = true,
                "scenario" => asked.address.unknown.push(format!("scenario={value}")),
                "src" => asked.sources.push(value),
                "goal" => asked.goals.push(value),
                // An opaque origin is nobody's address.
                "origin" => asked.origin = Some(value).filter(|origin| origin != "null"),
                "controls" => controls = Some(value),
                _ => {}
            }
        }
        asked.own |= !asked.sources.is_empty();
        asked.controls = match controls {
            None => USUAL.to_vec(),
            Some(names) => asked.choose(&names),
        };
        asked
    }

    /// The controls of these names, and what of them there is not as unknown.
    fn choose(&mut self, names: &str) -> Vec<&'static str> {
        let names: Vec<&str> =
            names.split([' ', ',']).filter(|name| !name.is_empty() && *name != "none").collect();
        let unknown = names.iter().filter(|name| !CONTROLS.contains(name));
        self.address.unknown.extend(unknown.map(|name| format!("controls={name}")));
        CONTROLS.into_iter().filter(|control| names.contains(control)).collect()
    }

    /// Whether a part is shown.
    pub fn shows(&self, control: &str) -> bool {
        self.controls.contains(&control)
    }

    /// The tabs of the dock that are shown, by their places in it.
    pub fn tabs(&self) -> Vec<usize> {
        let tabs = CONTROLS[TABS..].iter().enumerate();
        tabs.filter(|(_, name)| self.shows(name)).map(|(at, _)| at).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_embed_shows_what_its_address_names_and_the_usual_without() {
        assert_eq!(Asked::read("?lang=id").controls, USUAL);
        let asked = Asked::read("?controls=events,terminal+visit&chapter=topologies");
        assert_eq!(asked.controls, ["visit", "terminal", "events"]);
        assert_eq!(asked.tabs(), [0, 4]);
        assert!(asked.shows("visit") && !asked.shows("delete"));
        assert_eq!(Asked::read("?controls=").controls, [""; 0]);
        assert_eq!(Asked::read("?controls=none").address.unknown, [""; 0]);
    }

    #[test]
    fn what_nobody_understands_is_named() {
        let asked = Asked::read("?controls=delete,undo&scenario=mine&lang=xx");
        assert_eq!(asked.address.unknown, ["lang=xx", "scenario=mine", "controls=undo"]);
    }

    #[test]
    fn an_author_s_own_scenario_is_asked_for_by_name_or_by_its_files() {
        let asked =
            Asked::read("?scenario=own&goal=pod%2Fa+exists&goal=b&origin=https://a.example");
        assert!(asked.own);
        assert_eq!(asked.goals, ["pod/a exists", "b"]);
        assert_eq!(asked.origin.as_deref(), Some("https://a.example"));
        assert!(Asked::read("?src=web.yaml").own);
        assert_eq!(Asked::read("?origin=null").origin, None);
    }
}
