//! Text in HTML and SVG.

/// The text as it may stand there, in elements and in attributes.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            // XML has no way to write other control characters.
            character if character.is_control() && !matches!(character, '\n' | '\t') => {}
            character => out.push(character),
        }
    }
    out
}
