//! Strings that some reader or writer of YAML is known to get wrong.

use proptest::prelude::*;
use proptest::sample::select;

/// Texts that YAML 1.1 or 1.2 takes for another type, for syntax or for a separator, and texts around line ends and blanks: several in
/// a line, with [`BETWEEN`] between them.
const TEXTS: &[&str] = &[
    // booleans
    "y¦Y¦n¦N¦yes¦Yes¦YES¦yEs¦no¦No¦NO¦on¦On¦ON¦off¦Off¦OFF¦true¦True¦TRUE¦tRUE¦false¦False",
    "FALSE¦t¦f",
    // nulls
    "~¦null¦Null¦NULL¦nUlL¦nil¦None¦void",
    // integers
    "0¦-0¦+1¦-1¦1_000¦0b1¦0b1_0¦-0b1¦0o7¦0O17¦0777¦0o8¦08¦0x1F¦0X1f¦0x_1¦-0x1¦1,000¦_1¦1_¦+¦00",
    "9223372036854775808¦18446744073709551616¦١",
    // floats
    ".5¦5.¦0.5¦-.5¦1e3¦1E3¦1e+3¦1.0e-3¦1e¦e3¦1_0.5¦1.e+3¦.¦..¦1.2.3¦.inf¦-.inf¦+.INF¦.Inf¦.nan",
    ".NaN¦.NAN¦nan¦NaN¦inf¦Inf¦Infinity¦-Infinity¦0x1p-2¦3.6",
    // sexagesimals and dates
    "1:20¦190:20:30¦190:20:30.15¦-1:20¦1:60¦2001-01-01¦2001-1-1¦2001-01-01T00:00:00Z",
    "2001-12-14t21:59:43.10-05:00¦20:30",
    // values and merges of YAML 1.1
    "=¦==¦<<¦<¦<<:¦a=b",
    // indicators alone and in front
    "-¦?¦:¦,¦[¦]¦{¦}¦#¦&¦*¦!¦|¦>¦'¦\"¦%¦@¦`¦\\¦/¦$¦[e]¦[e¦]e¦{f¦}f¦#h¦&anchor¦*alias¦!tag¦|-",
    ">-¦'i'¦'i¦i'¦\"j\"¦\"j¦j\"¦%TAG¦@k¦`l¦-a¦?b¦:c¦--¦--a",
    // separators and ends of documents
    "---¦---a¦----¦...",
    // colons and comments within
    "a:b¦a:¦a#b¦http://a/b?c=d#e¦::¦a::b",
    // escapes and quotes
    "\\\\¦\\x41¦a\\¦\\\"¦''¦\"\"¦'\"'¦it's¦a\"b'c\\d¦${a}",
    // text of the domain
    "server.insecure¦Yes=¦on:¦no-¦null/¦true.¦off@on",
    "{\"tlsClientConfig\":{\"insecure\":false}}¦*/*¦@daily¦0123e4-5¦1e5-4f¦6e23",
    "123e4567-e89b-12d3-a456-426614174000¦12e03¦0e0",
    // scripts, emoji, directions
    "é¦漢字¦שלום¦مرحبا¦😀¦👩\u{200d}👩\u{200d}👧¦🇪🇺",
    // carriage returns
    "\r¦\r\n¦a\r¦a\rb¦a\r\n¦\ra¦a\n\r¦a\n\rb¦\n\r\n¦a\r\nb\r\n",
    // lines
    "|+\n¦-\n¦?\n¦:\n¦---\n¦---\na¦a\n---¦...\n¦\n---\n¦a:\nb¦\n¦\n\n¦\n\n\n¦a\n¦a\n\n¦a\n\n\n",
    "\na¦\n\na¦\na\n¦a\nb¦a\nb\n¦a\nb\n\n¦a\n\nb¦a\n b¦a\n\tb¦a\n\t\n¦ a\nb¦  a\nb\n¦\ta\nb",
    "\n a¦\n\ta¦ \na¦\t\na¦a \nb¦a\t\nb¦a\n ¦a\n  ¦a\n \n¦a\n  \nb¦a\n\n ¦a\n \n\n¦a\nb ¦ \n",
    "\n ¦\t\n¦\n\t¦ \n ¦a\n#b¦#a\nb¦# a\n¦a\n# b\n¦- a\n- b¦'a\nb'¦\"a\nb\"¦|\na¦>\na\n¦&a\nb",
    "*a\nb¦!a\nb¦%a\nb¦@a\nb¦?\na¦-\na¦[\na¦{\na\n¦]\n¦}\n¦yes\n¦1\n2¦~\n¦é\nü\n¦😀\n😀\n",
    "a\n---\nb¦a\n--- b\nc¦a\n...\nb¦a\n---\nkind: Secret\n¦b: |\n  c¦a\n\n\nb\n¦a\n  b\nc",
    "a: b\nc: d\n¦a:\n- b\n¦key: |\n  text\n\nend\n",
    "p, role:a, applications, get, */*, allow\ng, 0-0, role:a\n",
    "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n",
    // blanks
    "? ¦- ¦: ¦ ¦  ¦\t¦ a¦a ¦ a ¦  a¦\ta¦a\t¦\ta\t¦a  b",
    // invisible and combining characters
    "\u{a0}¦\u{a0}a¦a\u{a0}¦\u{2003}¦e\u{301}¦\u{301}¦\u{3000}a¦\u{202e}abc\u{202c}",
    "\u{2066}a\u{2069}¦☺\u{fe0f}¦a\u{200b}b¦\u{e0041}¦yes\u{200b}¦\u{ff59}es",
    // syntax within
    "- a¦? b¦: c¦, d¦{f: g}¦# h¦&a b¦*a b¦!!str a¦!<tag> a¦| a¦> a¦--- a¦... a¦--- # a¦a: b",
    "a :¦a : b¦a:\tb¦a #b¦a# b¦a #¦a\t#b¦a: 'b'¦a: [b¦a:: b¦a - b¦a ? b¦a, b¦a] b¦a} b¦a & b",
    "a * b¦a ! b¦a | b¦a > b¦a % b¦a\tb¦a \t b¦- \ta¦a\\\nb¦a\\nb¦\\n¦\\u0041¦\"a\" b¦'a' b",
    "{{ a }}¦y: n¦2001-01-01 00:00:00¦%YAML 1.1",
];

/// Code points at which readers differ, or next to such a one.
const CODE_POINTS: &[u32] = &[
    0x00, 0x01, 0x07, 0x08, 0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x0e, 0x1b, 0x1f, 0x20, 0x7e, 0x7f, 0x80, 0x84, 0x85, 0x86,
    0x9f, 0xa0, 0xad, 0x061c, 0x180e, 0x2000, 0x200b, 0x200d, 0x200f, 0x2027, 0x2028, 0x2029, 0x202a, 0x202e, 0x2060,
    0x2066, 0x206f, 0x3000, 0xd7ff, 0xe000, 0xfdd0, 0xfe0f, 0xfeff, 0xfff9, 0xfffd, 0xfffe, 0xffff, 0x1_0000, 0x1_f600,
    0x1_fffe, 0x1_ffff, 0xe_0001, 0xf_ffff, 0x10_0000, 0x10_ffff,
];

/// What stands between two texts of [`TEXTS`]; none contains it.
const BETWEEN: char = '¦';

/// Pieces that make lines of odd indentation when joined.
const PIECES: &[&str] = &["a", "b", " ", "  ", "\t", "\n", "\n\n", "#", ":", "-", "---", "\r", "'", "\""];

/// Returns the awkward strings: the texts, the empty one, and each code point in each position.
pub fn strings() -> Vec<String> {
    let mut strings: Vec<String> = texts().map(str::to_owned).collect();
    strings.push(String::new());
    strings.extend(characters().flat_map(positions));
    strings.sort();
    strings.dedup();
    strings
}

fn texts() -> impl Iterator<Item = &'static str> {
    TEXTS.iter().flat_map(|line| line.split(BETWEEN))
}

fn characters() -> impl Iterator<Item = char> {
    ('\0'..='\u{ff}').chain(CODE_POINTS.iter().copied().map(character))
}

fn character(code_point: u32) -> char {
    char::from_u32(code_point).expect("no surrogate is listed")
}

fn positions(character: char) -> [String; 7] {
    [
        format!("{character}"),
        format!("{character}a"),
        format!("a{character}"),
        format!("a{character}b"),
        format!("a {character} b"),
        format!("a\n{character}b\n"),
        format!("a{character}\nb"),
    ]
}

/// Returns strings of about 100,000 bytes.
pub fn long_strings() -> Vec<String> {
    ["a", "a ", " a", "é", "😀", "\n", "a\n", "\"", "\\", "\u{7f}", "a: ", "- "]
        .map(|text| text.repeat(100_000 / text.len()))
        .into()
}

/// Returns keys around the lengths at which readers stop to look for the colon, or writers change their style.
pub fn long_keys() -> Vec<String> {
    [127, 128, 129, 999, 1_000, 1_001, 1_023, 1_024, 1_025, 10_000]
        .into_iter()
        .flat_map(|length| ["k", "1", "漢", "\n"].map(|text| text.repeat(length)))
        .collect()
}

/// Generates strings: joined awkward texts, lines of odd indentation, odd code points, what resembles a number, and anything at all.
pub fn any_string() -> impl Strategy<Value = String> {
    prop_oneof![
        joined(select(texts().collect::<Vec<_>>()).prop_map(str::to_owned)),
        joined(select(PIECES).prop_map(str::to_owned)),
        joined(select(CODE_POINTS).prop_map(|code_point| character(code_point).to_string())),
        "[0-9a-fA-FxobeE_.:+-]{1,8}",
        "[a-zA-Z]{1,4}",
        "(?s).{0,30}",
    ]
}

fn joined(piece: impl Strategy<Value = String>) -> impl Strategy<Value = String> {
    prop::collection::vec(piece, 1..8).prop_map(|pieces| pieces.concat())
}
