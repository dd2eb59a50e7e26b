//! Lists that come in pages.
//!
//! The server gives 200 at most, and cuts what asks for more without a word; so a page that is
//! not full is the last one. n8n's node asks for one more, which is always empty. Each page is a
//! call of its own (`next` in the contract): what was given is kept when a later page fails, and
//! no list is too long for the sandbox.

use jackfield_sdk::{Call, Fault, FaultKind, Outcome};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::field::{Field, count, flag};
use crate::parameters::Parameters;

/// The largest page that the server gives.
pub(crate) const FULL: usize = 200;

const LIMIT: Field = count(
    "limit",
    (1, u64::MAX),
    Some(100),
    "How many are given, where `returnAll` does not say all; for every item its own.",
);

/// All of a list that comes in pages, unless it is said otherwise.
pub(crate) const ALL: &[Field] = &[
    flag(
        "returnAll",
        true,
        "Whether all are given, page by page until one is not full. n8n's node asks for one page more, which is always empty.",
    ),
    LIMIT,
];

/// All of a list that comes in one answer, unless it is said otherwise.
pub(crate) const ALL_AT_ONCE: &[Field] =
    &[flag("returnAll", true, "Whether all are given."), LIMIT];

/// The beginning of a list, unless it is said otherwise.
pub(crate) const SOME: &[Field] = &[flag("returnAll", false, "Whether all are given."), LIMIT];

/// How many are wanted; none is all of them.
pub(crate) fn limit(parameters: &Parameters, all: bool) -> Result<Option<usize>, Fault> {
    let limit = parameters.number("limit")?;
    // n8n keeps a limit that is not in use.
    let all = all && (parameters.is_export() || limit.is_none());
    if parameters.flag("returnAll", all) {
        return Ok(None);
    }
    Ok(Some(
        usize::try_from(limit.unwrap_or(100)).unwrap_or(usize::MAX),
    ))
}

/// Where in a list a call begins.
#[derive(Deserialize, Serialize)]
pub(crate) struct Pages {
    /// The number of the page, from 0.
    pub(crate) page: usize,
    /// How many are still wanted; none is all of them.
    left: Option<usize>,
    /// How many the server is asked for at a time.
    pub(crate) size: usize,
}

impl Pages {
    /// Where an earlier call left off, or the beginning of as many as are wanted.
    pub(crate) fn of(call: &Call, limit: Option<usize>) -> Result<Self, Fault> {
        match call.state() {
            Some(state) => serde_json::from_str(state).map_err(|error| {
                let message = format!("the place in the list cannot be read: {error}");
                Fault::new(FaultKind::Internal, message)
            }),
            None => Ok(Self::beginning(limit)),
        }
    }

    fn beginning(limit: Option<usize>) -> Self {
        Self {
            page: 0,
            left: limit,
            size: limit.unwrap_or(FULL).clamp(1, FULL),
        }
    }

    /// Cuts a page to what is wanted, and says where the next one begins, if there is one.
    pub(crate) fn cut(&self, found: &mut Vec<Value>) -> Option<Self> {
        self.cut_of(found.len(), found)
    }

    /// The same for a page on which the server gave so many, some of them twice.
    pub(crate) fn cut_of(&self, given: usize, found: &mut Vec<Value>) -> Option<Self> {
        let is_full = given >= self.size;
        if let Some(left) = self.left {
            found.truncate(left);
        }
        let left = self.left.map(|left| left - found.len());
        (is_full && left != Some(0)).then_some(Self {
            page: self.page + 1,
            left,
            size: self.size,
        })
    }

    /// The items of a page that was cut, with the wish for the next.
    pub(crate) fn items(found: Vec<Value>, next: Option<Self>) -> Result<Outcome, Fault> {
        let outcome = Outcome::json(&Value::Array(found))?;
        Ok(match next {
            Some(next) => outcome.call_again(0, serde_json::to_string(&next).unwrap_or_default()),
            None => outcome,
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// The sizes of the pages and what is given of each, of a list of this length.
    fn walked(length: usize, limit: Option<usize>) -> Vec<(usize, usize)> {
        let mut pages = Pages::beginning(limit);
        let mut walked = Vec::new();
        loop {
            let rest = length.saturating_sub(pages.page * pages.size);
            let mut found = vec![json!({}); rest.min(pages.size)];
            let next = pages.cut(&mut found);
            walked.push((pages.size, found.len()));
            match next {
                Some(next) => pages = next,
                None => return walked,
            }
        }
    }

    #[test]
    fn a_page_that_is_not_full_is_the_last() {
        assert_eq!(walked(0, None), [(200, 0)]);
        assert_eq!(walked(199, None), [(200, 199)]);
        assert_eq!(walked(200, None), [(200, 200), (200, 0)]);
        assert_eq!(walked(450, None), [(200, 200), (200, 200), (200, 50)]);
    }

    #[test]
    fn no_more_is_given_than_wanted() {
        assert_eq!(walked(50, Some(100)), [(100, 50)]);
        assert_eq!(walked(500, Some(7)), [(7, 7)]);
        assert_eq!(walked(500, Some(200)), [(200, 200)]);
        assert_eq!(walked(500, Some(250)), [(200, 200), (200, 50)]);
    }
}
