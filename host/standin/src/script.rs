//! Answers a test puts into a server's mouth.
//!
//! Contract: answers wait in the order they were queued; a request takes the first one that
//! matches it, once for each of its `times`, and requests that match none are answered as the
//! server would. A scripted answer replaces the request's effect, except where its builder says
//! otherwise.
//!
//! Why: rate limits, gateways, dying connections and slow answers are what connectors get wrong,
//! and none of them can be had from a well-behaved server on demand.

use std::collections::VecDeque;
use std::time::Duration;

use serde_json::Value;

use crate::received::Received;
use crate::reply::Reply;

/// A scripted answer and the requests it is for; once, for any request, unless told otherwise.
///
/// ```
/// use std::time::Duration;
/// use jackfield_standin::Answer;
///
/// let limited = Answer::new(429).header("Retry-After", "1").body("limit exceeded\n").times(2);
/// let lost = Answer::real().lose_answer().only("POST", "/api/v4/posts");
/// let slow = Answer::real().delay(Duration::from_secs(2));
/// # let _ = (limited, lost, slow);
/// ```
#[derive(Debug, Clone)]
#[must_use]
pub struct Answer {
    pub(crate) outcome: Outcome,
    pub(crate) delay: Duration,
    /// Whether the request of a scripted answer takes effect.
    pub(crate) has_effect: bool,
    method: Option<String>,
    path_part: Option<String>,
    times: usize,
}

#[derive(Debug, Clone)]
pub(crate) enum Outcome {
    Scripted(Reply),
    Real,
    EffectThenClose,
    Close,
}

impl Answer {
    /// An empty answer of this status; the request has no effect.
    pub fn new(status: u16) -> Self {
        Self::with(Outcome::Scripted(Reply {
            status,
            headers: Vec::new(),
            body: Vec::new(),
        }))
    }

    /// What the server would have answered anyway, effect included; of use with
    /// [`delay`](Self::delay).
    pub fn real() -> Self {
        Self::with(Outcome::Real)
    }

    fn with(outcome: Outcome) -> Self {
        Self {
            outcome,
            delay: Duration::ZERO,
            has_effect: false,
            method: None,
            path_part: None,
            times: 1,
        }
    }

    /// Adds a header; a name may be given more than once.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        if let Outcome::Scripted(reply) = &mut self.outcome {
            reply.headers.push((name.to_owned(), value.to_owned()));
        }
        self
    }

    /// Sets the body; no content type is implied.
    pub fn body(mut self, text: impl Into<Vec<u8>>) -> Self {
        if let Outcome::Scripted(reply) = &mut self.outcome {
            reply.body = text.into();
        }
        self
    }

    /// Sets a JSON body and its content type.
    #[expect(
        clippy::needless_pass_by_value,
        reason = "callers pass the result of `json!`, which reads better without a borrow"
    )]
    pub fn json(self, value: Value) -> Self {
        self.header("content-type", "application/json")
            .body(value.to_string())
    }

    /// Holds the answer back this long; an effect, if any, has taken place by then.
    pub fn delay(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }

    /// The request takes effect before it is answered so.
    pub fn after_effect(mut self) -> Self {
        self.has_effect = true;
        self
    }

    /// The request takes effect, then the connection is closed without an answer.
    pub fn lose_answer(mut self) -> Self {
        self.outcome = Outcome::EffectThenClose;
        self
    }

    /// The request is read, has no effect, and the connection is closed without an answer.
    pub fn reset(mut self) -> Self {
        self.outcome = Outcome::Close;
        self
    }

    /// Only for requests of this method whose path contains this text.
    pub fn only(mut self, method: &str, path_part: &str) -> Self {
        self.method = Some(method.to_owned());
        self.path_part = Some(path_part.to_owned());
        self
    }

    /// For this many requests.
    pub fn times(mut self, times: usize) -> Self {
        self.times = times;
        self
    }

    fn matches(&self, request: &Received) -> bool {
        self.times > 0
            && self
                .method
                .as_deref()
                .is_none_or(|method| method.eq_ignore_ascii_case(&request.method))
            && self
                .path_part
                .as_deref()
                .is_none_or(|part| request.path.contains(part))
    }
}

#[derive(Debug, Default)]
pub(crate) struct Script(VecDeque<Answer>);

impl Script {
    pub(crate) fn queue(&mut self, answer: Answer) {
        self.0.push_back(answer);
    }

    pub(crate) fn take(&mut self, request: &Received) -> Option<Answer> {
        let place = self.0.iter().position(|answer| answer.matches(request))?;
        let answer = self.0.get_mut(place)?;
        answer.times -= 1;
        if answer.times == 0 {
            self.0.remove(place)
        } else {
            Some(answer.clone())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(method: &str, path: &str) -> Received {
        Received {
            method: method.to_owned(),
            path: path.to_owned(),
            query: None,
            headers: Vec::new(),
            body: Vec::new(),
        }
    }

    fn status(answer: Option<Answer>) -> Option<u16> {
        match answer?.outcome {
            Outcome::Scripted(reply) => Some(reply.status),
            _ => None,
        }
    }

    #[test]
    fn answers_are_taken_in_order_by_the_requests_they_are_for() {
        let mut script = Script::default();
        script.queue(Answer::new(429).only("POST", "/posts").times(2));
        script.queue(Answer::new(500));
        let post = request("POST", "/api/v4/posts");
        assert_eq!(status(script.take(&request("GET", "/posts"))), Some(500));
        assert_eq!(status(script.take(&post)), Some(429));
        assert_eq!(status(script.take(&post)), Some(429));
        assert_eq!(status(script.take(&post)), None);
    }

    #[test]
    fn an_answer_for_no_times_is_never_taken() {
        let mut script = Script::default();
        script.queue(Answer::new(500).times(0));
        assert!(script.take(&request("GET", "/")).is_none());
    }
}
