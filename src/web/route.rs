//! The page's address: `?chapter=…&lang=…&theme=…&clock=…&seed=…`, read and written.
//!
//! Whoever follows a link with a value that is not known still gets a page, and is told.

use crate::i18n::Lang;

/// Which of the two looks the page has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// That of the reader's system.
    #[default]
    Auto,
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

impl Theme {
    /// Every theme, in the order in which the page offers them.
    pub const ALL: [Theme; 3] = [Theme::Auto, Theme::Light, Theme::Dark];

    /// The value in the address and of `data-theme`.
    pub const fn code(self) -> &'static str {
        match self {
            Theme::Auto => "auto",
            Theme::Light => "light",
            Theme::Dark => "dark",
        }
    }

    /// The theme with that code.
    pub fn from_code(code: &str) -> Option<Theme> {
        Theme::ALL.into_iter().find(|theme| theme.code() == code)
    }
}

/// How virtual time passes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClockMode {
    /// As on the wall, times the speed.
    Realtime,
    /// Only while a command waits.
    Paused,
    /// After each action to the next quiet moment at once.
    Instant,
}

impl ClockMode {
    /// Every mode.
    pub const ALL: [ClockMode; 3] = [ClockMode::Realtime, ClockMode::Paused, ClockMode::Instant];

    /// The value in the address.
    pub const fn code(self) -> &'static str {
        match self {
            ClockMode::Realtime => "realtime",
            ClockMode::Paused => "paused",
            ClockMode::Instant => "instant",
        }
    }

    /// The mode with that code.
    pub fn from_code(code: &str) -> Option<ClockMode> {
        ClockMode::ALL.into_iter().find(|mode| mode.code() == code)
    }
}

/// What an address asks for. What it leaves open is none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Address {
    /// The slug of a chapter; whether there is such a chapter is for the reader of this to say.
    pub chapter: Option<String>,
    /// The language.
    pub lang: Option<Lang>,
    /// The look.
    pub theme: Option<Theme>,
    /// How time passes.
    pub clock: Option<ClockMode>,
    /// The seed of names, addresses and picks.
    pub seed: Option<u64>,
    /// Values that nobody understands, as `lang=xx`.
    pub unknown: Vec<String>,
}

impl Address {
    /// Reads the part of an address from `?` to before `#`.
    pub fn parse(query: &str) -> Address {
        let mut address = Address::default();
        for (name, value) in pairs(query) {
            let known = match name {
                "chapter" => {
                    address.chapter = Some(value.clone());
                    true
                }
                "lang" => set(&mut address.lang, Lang::from_code(&value)),
                "theme" => set(&mut address.theme, Theme::from_code(&value)),
                "clock" => set(&mut address.clock, ClockMode::from_code(&value)),
                "seed" => set(&mut address.seed, value.parse().ok()),
                // Not ours: whoever links here may add what they like.
                _ => true,
            };
            if !known {
                address.unknown.push(format!("{name}={value}"));
            }
        }
        address
    }

    /// The address that asks for this, beginning with `?`.
    pub fn query(&self) -> String {
        let mut query = String::new();
        let mut add = |name: &str, value: Option<&str>| {
            if let Some(value) = value {
                query.push(if query.is_empty() { '?' } else { '&' });
                query.push_str(name);
                query.push('=');
                encode(&mut query, value);
            }
        };
        add("chapter", self.chapter.as_deref());
        add("lang", self.lang.map(Lang::code));
        add("theme", self.theme.map(Theme::code));
        add("clock", self.clock.map(ClockMode::code));
        add("seed", self.seed.map(|seed| seed.to_string()).as_deref());
        query
    }
}

/// The names and values in an address from `?` to before `#`.
pub fn pairs(query: &str) -> impl Iterator<Item = (&str, String)> {
    let pairs = query.trim_start_matches('?').split('&').filter(|pair| !pair.is_empty());
    pairs.map(|pair| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        (name, decode(value))
    })
}

/// The language of a reader whose address names none: that of the browser, if it is one of ours.
pub fn language_of(browser: &str) -> Lang {
    Lang::from_code(browser).unwrap_or(Lang::En)
}

fn set<T>(place: &mut Option<T>, value: Option<T>) -> bool {
    let known = value.is_some();
    if known {
        *place = value;
    }
    known
}

fn decode(value: &str) -> String {
    let mut bytes = Vec::with_capacity(value.len());
    let mut rest = value.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        rest = after;
        let escaped = (first == b'%' && rest.len() >= 2)
            .then(|| std::str::from_utf8(&rest[..2]).ok())
            .flatten()
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        match escaped {
            Some(byte) => {
                bytes.push(byte);
                rest = &rest[2..];
            }
            None => bytes.push(if first == b'+' { b' ' } else { first }),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Adds a value so that it stands for itself in an address.
pub fn encode(query: &mut String, value: &str) {
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~:/,@".contains(&byte) {
            query.push(char::from(byte));
        } else {
            query.push_str(&format!("%{byte:02X}"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_that_is_written_reads_as_the_same() {
        let address = Address {
            chapter: Some("data path".to_owned()),
            lang: Some(Lang::Id),
            theme: Some(Theme::Dark),
            clock: Some(ClockMode::Instant),
            seed: Some(7),
            unknown: Vec::new(),
        };
        let query = address.query();
        assert_eq!(query, "?chapter=data%20path&lang=id&theme=dark&clock=instant&seed=7");
        assert_eq!(Address::parse(&query), address);
        assert_eq!(Address::parse(&Address::default().query()), Address::default());
    }

    #[test]
    fn values_that_nobody_understands_are_named_and_left_open() {
        let address = Address::parse("?lang=fr&theme=pink&seed=-1&clock=instant&utm=x");
        assert_eq!(address.unknown, ["lang=fr", "theme=pink", "seed=-1"]);
        assert_eq!((address.lang, address.theme, address.seed), (None, None, None));
        assert_eq!(address.clock, Some(ClockMode::Instant));
    }

    #[test]
    fn a_broken_escape_stands_for_itself() {
        assert_eq!(Address::parse("?chapter=50%").chapter.as_deref(), Some("50%"));
        assert_eq!(Address::parse("?chapter=%zz+a").chapter.as_deref(), Some("%zz a"));
    }

    #[test]
    fn a_browser_in_indonesian_gets_indonesian_and_all_others_english() {
        assert_eq!(language_of("id-ID"), Lang::Id);
        assert_eq!(language_of("fr"), Lang::En);
    }
}
