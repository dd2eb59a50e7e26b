//! Search of posts.
//!
//! Contract: whole words in any case, in the channels of the team one is in; every word has to
//! be there, or any with `is_or_search`. A word may end in `*`; `from:` and `in:` narrow the
//! search to a person and a channel by name. Notices and archived channels are left out.

use serde::Deserialize;
use serde_json::Value;

use crate::mattermost::call::{Call, Outcome, found};
use crate::mattermost::calls::listing::{list_json, newest_first};
use crate::mattermost::errors::AppError;
use crate::mattermost::world::World;
use crate::mattermost::world::post::Post;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Sent {
    terms: String,
    is_or_search: bool,
}

pub(crate) fn posts(call: &mut Call<'_>) -> Outcome {
    let team_id = call.team()?.id.clone();
    let sent: Sent = call.body("post_search")?;
    if sent.terms.is_empty() {
        return Err(AppError::invalid_body_param("terms"));
    }
    let wanted = Wanted::read(&sent.terms, sent.is_or_search);
    let world = &*call.world;
    let is_searched = |post: &Post| {
        world.channel(&post.channel_id).is_some_and(|channel| {
            channel.has_member(&call.session.user_id)
                && (channel.team_id == team_id || channel.team_id.is_empty())
                && !channel.is_archived()
        })
    };
    let posts = newest_first(world.posts.existing(), |post| {
        !post.is_notice() && is_searched(post) && wanted.fits(world, post)
    });
    let shown: Vec<&Post> = call.page().of(posts).collect();
    let mut list = list_json(world, &shown, |post| world.posts.replies(post.thread()));
    if let Some(list) = list.as_object_mut() {
        list.insert("matches".to_owned(), Value::Null);
    }
    found(&list)
}

#[derive(Debug, Default, PartialEq, Eq)]
struct Wanted {
    words: Vec<String>,
    is_any_enough: bool,
    authors: Vec<String>,
    channels: Vec<String>,
}

impl Wanted {
    fn read(terms: &str, is_any_enough: bool) -> Self {
        let mut wanted = Self {
            is_any_enough,
            ..Self::default()
        };
        for term in terms.to_lowercase().split_whitespace() {
            if let Some(author) = term.strip_prefix("from:") {
                wanted
                    .authors
                    .push(author.trim_start_matches('@').to_owned());
            } else if let Some(channel) = term.strip_prefix("in:") {
                wanted
                    .channels
                    .push(channel.trim_start_matches('~').to_owned());
            } else {
                wanted.words.extend(words(term).map(str::to_owned));
            }
        }
        wanted
    }

    fn fits(&self, world: &World, post: &Post) -> bool {
        let is_by = |name: &String| {
            world
                .account(&post.user_id)
                .is_some_and(|author| author.username == *name)
        };
        let is_in = |name: &String| {
            world
                .channel(&post.channel_id)
                .is_some_and(|channel| channel.name == *name)
        };
        let text = post.message.to_lowercase();
        let has = |wanted: &String| match wanted.strip_suffix('*') {
            Some(start) => words(&text).any(|word| word.starts_with(start)),
            None => words(&text).any(|word| word == wanted),
        };
        let has_words = if self.is_any_enough && !self.words.is_empty() {
            self.words.iter().any(has)
        } else {
            self.words.iter().all(has)
        };
        has_words
            && (self.authors.is_empty() || self.authors.iter().any(is_by))
            && (self.channels.is_empty() || self.channels.iter().any(is_in))
    }
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|character: char| !character.is_alphanumeric() && character != '*')
        .filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fits(terms: &str, is_any_enough: bool, message: &str) -> bool {
        let post = Post {
            message: message.to_owned(),
            ..Post::default()
        };
        let world = World::empty().unwrap();
        Wanted::read(terms, is_any_enough).fits(&world, &post)
    }

    #[test]
    fn whole_words_count_in_any_case() {
        assert!(fits("release", false, "Release 1.2.3 is out"));
        assert!(fits("RELEASE 1.2.3", false, "Release 1.2.3 is out"));
        assert!(!fits("rel", false, "Release 1.2.3 is out"));
        assert!(fits("rel*", false, "Release 1.2.3 is out"));
    }

    #[test]
    fn every_word_has_to_be_there_unless_any_is_enough() {
        assert!(!fits("release tomorrow", false, "release today"));
        assert!(fits("release tomorrow", true, "release today"));
    }

    #[test]
    fn people_and_channels_narrow_the_search() {
        assert_eq!(
            Wanted::read("from:@Alice in:~release-news out", false),
            Wanted {
                words: vec!["out".to_owned()],
                is_any_enough: false,
                authors: vec!["alice".to_owned()],
                channels: vec!["release-news".to_owned()],
            }
        );
        assert!(!fits("from:alice out", false, "out"));
    }
}
