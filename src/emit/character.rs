//! Characters that must not be written as they are: readers refuse, change or break lines at some, and people cannot see the others.
//!
//! The table holds more than any one reader needs. go-yaml v2 and `PyYAML` refuse control characters, U+FFFE and U+FFFF; YAML 1.1
//! readers break lines at NEL, U+2028 and U+2029; a byte-order mark is dropped. Bidirectional controls and characters without a width
//! can make one manifest look like another, so they are shown by their number too.

use std::ops::RangeInclusive;

/// Hidden characters, ascending: controls, line separators, formatting and fillers without a width, and the non-characters that
/// [`is_noncharacter`] does not know. Variation selectors are not among them: they belong to visible emoji.
const HIDDEN: [RangeInclusive<char>; 20] = [
    '\u{0}'..='\u{1f}',
    '\u{7f}'..='\u{9f}',
    '\u{ad}'..='\u{ad}',
    '\u{34f}'..='\u{34f}',
    '\u{61c}'..='\u{61c}',
    '\u{115f}'..='\u{1160}',
    '\u{17b4}'..='\u{17b5}',
    '\u{180b}'..='\u{180f}',
    '\u{200b}'..='\u{200f}',
    '\u{2028}'..='\u{202e}',
    '\u{2060}'..='\u{206f}',
    '\u{3164}'..='\u{3164}',
    '\u{fdd0}'..='\u{fdef}',
    '\u{feff}'..='\u{feff}',
    '\u{ffa0}'..='\u{ffa0}',
    '\u{fff0}'..='\u{fffb}',
    '\u{13430}'..='\u{13440}',
    '\u{1bca0}'..='\u{1bca3}',
    '\u{1d173}'..='\u{1d17a}',
    '\u{e0000}'..='\u{e0fff}',
];

/// Whether a character is never written as it is. Tabs and newlines are hidden; block text makes an exception for them.
pub(super) fn is_hidden(character: char) -> bool {
    if character.is_ascii() {
        return character.is_ascii_control();
    }
    is_noncharacter(character) || HIDDEN.iter().any(|range| range.contains(&character))
}

/// The last two code points of each plane: Unicode keeps them free for ever, and readers differ on them.
fn is_noncharacter(character: char) -> bool {
    u32::from(character) & 0xfffe == 0xfffe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_ascending_and_without_overlap() {
        assert!(HIDDEN.iter().all(|range| range.start() <= range.end()));
        assert!(HIDDEN.windows(2).all(|pair| pair[0].end() < pair[1].start()));
    }

    #[test]
    fn the_short_way_for_ascii_agrees_with_the_table() {
        for character in '\0'..='\u{7f}' {
            let listed = HIDDEN.iter().any(|range| range.contains(&character));
            assert_eq!(is_hidden(character), listed, "{character:?}");
        }
    }

    #[test]
    fn every_hidden_character_of_the_readers_is_in_the_table() {
        let refused_or_changed = "\0\u{7f}\u{80}\u{85}\u{2028}\u{2029}\u{feff}\u{fffe}\u{ffff}";
        let disguising = "\u{200b}\u{200d}\u{200e}\u{202a}\u{202e}\u{2066}\u{2069}\u{61c}\u{ad}";
        let free_for_ever = "\u{fdd0}\u{1fffe}\u{1ffff}\u{10ffff}";
        for character in [refused_or_changed, disguising, free_for_ever].concat().chars() {
            assert!(is_hidden(character), "{character:?}");
        }
    }

    #[test]
    fn what_can_be_seen_is_not_hidden() {
        for character in " ~aé\u{a0}\u{fe0f}漢א😀\u{fffd}\u{10fffd}".chars() {
            assert!(!is_hidden(character), "{character:?}");
        }
    }
}
