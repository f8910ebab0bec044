//! Slips of the pen, told from names of a row.
//!
//! What a name refers to may stand in another repository, so that a name which is not in the input is a mistake only if
//! it is one slip away from a name that is. `team-a` and `team-b`, `dev1` and `dev2`, `prod-eu` and `prod-us` are no slips.

/// The known name that somebody meant who wrote another one.
pub fn slip_of<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    known.into_iter().find(|name| strsim::damerau_levenshtein(word, name) == 1 && !are_of_a_row(word, name))
}

/// Whether two names differ in a part that counts or sorts: a number, a letter, two letters.
fn are_of_a_row(one: &str, other: &str) -> bool {
    let parts = |name: &'_ str| -> Vec<String> { name.split(['-', '_', '.']).map(str::to_owned).collect() };
    let (one, other) = (parts(one), parts(other));
    let sorts = |part: &String| part.len() <= 2 || part.bytes().any(|byte| byte.is_ascii_digit());
    one.len() != other.len() || one.iter().zip(&other).any(|(a, b)| a != b && (sorts(a) || sorts(b)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_told_from_rows() {
        for (word, known) in [("platfrom", "platform"), ("argocd-flet", "argocd-fleet"), ("dvev", "dev")] {
            assert_eq!(slip_of(word, [known]), Some(known));
        }
        for (word, known) in
            [("team-a", "team-b"), ("dev1", "dev2"), ("dev", "dev2"), ("prod-eu", "prod-us"), ("a", "b")]
        {
            assert_eq!(slip_of(word, [known]), None, "{word} {known}");
        }
        assert_eq!(slip_of("euwest", ["uswest"]), None);
        assert_eq!(slip_of("dev", ["dev"]), None);
    }
}
