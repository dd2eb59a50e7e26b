//! The nearest name to one that does not exist.

/// How alike two names must be before one is offered for the other (Jaro-Winkler, 0 to 1).
const ALIKE: f64 = 0.75;

/// The candidate that is most like `word`, if any is like it at all. Case does not count.
///
/// ```
/// use jackfield_suggest::nearest;
///
/// assert_eq!(nearest("mesage", ["channel", "message"]), Some("message"));
/// assert_eq!(nearest("colour", ["channel", "message"]), None);
/// ```
#[must_use]
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = word.to_lowercase();
    candidates
        .into_iter()
        .map(|candidate| {
            (
                strsim::jaro_winkler(&word, &candidate.to_lowercase()),
                candidate,
            )
        })
        .filter(|(alike, _)| *alike >= ALIKE)
        .max_by(|(left, _), (right, _)| left.total_cmp(right))
        .map(|(_, candidate)| candidate)
}

/// Whether a name is another one with one letter too many, too few, another or exchanged. Case does
/// not count.
///
/// ```
/// use jackfield_suggest::is_slip;
///
/// assert!(is_slip("alow", "allow"));
/// assert!(!is_slip("prefix", "proxy"));
/// ```
#[must_use]
pub fn is_slip(word: &str, meant: &str) -> bool {
    strsim::damerau_levenshtein(&word.to_lowercase(), &meant.to_lowercase()) == 1
}
