//! Real exports that post to Mattermost.

use jackfield_standin::{Mattermost, Web};
use serde_json::{Value, json};

use crate::support::corpus::{Copy, answer, gave};
use crate::support::messages;

/// Runs an export against a server of its own, and gives the posts.
#[track_caller]
fn posts(copy: impl FnOnce(Copy) -> Copy, number: &str) -> Vec<Value> {
    let server = Mattermost::start().unwrap();
    copy(Copy::of(number).chat(&server)).run().ends(0);
    server.posts()
}

#[test]
fn what_triggers_of_other_services_give_becomes_a_message() {
    for (number, item, message) in [
        (
            "0017",
            json!({"contact": {"firstName": "Ada", "company": "Engines"}}),
            "Ada from Engines has replied back to your campaign.",
        ),
        (
            "0027",
            json!({"timestamp": "2026-11-22"}),
            "Your n8n instance started at 2026-11-22",
        ),
        (
            "0123",
            json!({"uid": "7", "changes": [{"field": "name", "value": {"page": "Ada"}}]}),
            "The user with uid 7 changed their name to Ada.",
        ),
        (
            "0180",
            json!({"fields": {"id": 3, "name": "Ada"}}),
            "New Data was added to Airtable.\nID:3\nName: Ada",
        ),
        (
            "0294",
            json!({"billing": {"first_name": "Ada"}, "line_items": [{"name": "Loom"}]}),
            "Ada bought Loom!",
        ),
        (
            "1221",
            json!({"firstName": "Ada", "campaignName": "Spring", "text": "Yes"}),
            "Ada has replied back to your Spring. Below is the reply:\n> Yes",
        ),
    ] {
        let server = Mattermost::start().unwrap();
        Copy::of(number)
            .chat(&server)
            .items(&json!([item]))
            .run()
            .ends(0);
        assert_eq!(messages(&server), [message], "{number}");
        assert_eq!(server.posts()[0]["channel_id"], Mattermost::TOWN_SQUARE);
    }
}

#[test]
fn only_what_passes_the_condition_is_posted() {
    let server = Mattermost::start().unwrap();
    let meeting = |team: &str| json!({"Team": team, "Agenda": "Plans", "Date": {"start": "2026-11-22"}, "id": "a-b-c"});
    let said = Copy::of("0040")
        .chat(&server)
        .items(&json!([meeting("Marketing"), meeting("Sales")]))
        .run()
        .ends(0);
    assert_eq!(
        messages(&server),
        [
            "New meeting notes were added.\nAgenda: Plans\nDate: 2026-11-22\nLink: https://notion.so/abc"
        ]
    );
    assert_eq!(gave(&said, "NoOp", 0), json!([meeting("Sales")]));
}

#[test]
fn a_slash_command_is_answered_in_its_channel_with_what_another_service_says() {
    let (server, site) = (Mattermost::start().unwrap(), Web::start().unwrap());
    let drink = json!({"drinks": [{
        "strDrink": "Negroni", "strInstructions": "Stir.", "strGlass": "a tumbler",
        "strDrinkThumb": "https://example.com/negroni.jpg",
    }]});
    site.script(answer("GET", "/api/json/v1/1/random.php", &drink));
    Copy::of("0154")
        .at(&site)
        .chat(&server)
        .items(&json!([{"body": {"channel_id": Mattermost::RELEASE_NEWS}}]))
        .run()
        .ends(0);
    let post = &server.posts()[0];
    assert_eq!(post["channel_id"], Mattermost::RELEASE_NEWS);
    assert_eq!(
        post["message"],
        "Why not try Negroni?\nStir. Serve in a tumbler."
    );
    assert_eq!(
        post["props"]["attachments"][0]["image_url"],
        "https://example.com/negroni.jpg"
    );
}

#[test]
fn an_attachment_links_to_a_room_that_is_looked_up_by_the_user() {
    let posts = posts(
        |copy| {
            copy.items(&json!([
                {"body": {"channel_id": Mattermost::TOWN_SQUARE, "user_name": "amudhan"}},
            ]))
        },
        "1077",
    );
    let attachment = &posts[0]["props"]["attachments"][0];
    assert_eq!(attachment["title_link"], "https://whereby.com/n8n-rocks");
    assert_eq!(posts[0]["message"], "Join me in a video call:");
}

#[test]
fn pinned_items_stand_for_services_that_nothing_here_speaks_to() {
    let tweet = json!({
        "id": 5, "id_str": "5", "text": "Hello",
        "user": {"screen_name": "ada", "name": "Ada", "profile_image_url_https": "P", "profile_link_color": "00ff00"},
    });
    let found = posts(|copy| copy.pin("Twitter", &json!([tweet])), "0357");
    assert_eq!(found[0]["message"], "https://twitter.com/ada/status/5");
    let attachment = &found[0]["props"]["attachments"][0];
    for (key, value) in [
        ("text", "Hello"),
        ("color", "#00ff00"),
        ("author_icon", "P"),
        ("author_link", "https://twitter.com/ada"),
        ("author_name", "Ada (ada)"),
    ] {
        assert_eq!(attachment[key], value, "{key}");
    }

    let incident = json!({"body": {
        "channel_id": Mattermost::RELEASE_NEWS, "context": {"pagerduty_incident": "P7"},
    }});
    let found = posts(
        |copy| {
            copy.pin("PagerDuty", &json!([{"id": "P7"}]))
                .items(&json!([incident]))
        },
        "0855",
    );
    assert_eq!(found[0]["channel_id"], Mattermost::RELEASE_NEWS);
    assert_eq!(
        found[0]["message"],
        "💪🏼 Incident status has been changed to Acknowledged on PagerDuty."
    );

    let rows = json!([
        {"Session": "Looms", "Mattermost Channel ID": Mattermost::TOWN_SQUARE, "Feedback Form Link": "https://f/1"},
        {"Session": "Cards", "Mattermost Channel ID": Mattermost::RELEASE_NEWS, "Feedback Form Link": "https://f/2"},
    ]);
    let found = posts(|copy| copy.pin("Google Sheets", &rows), "1117");
    assert_eq!(found.len(), 2);
    assert_eq!(found[1]["channel_id"], Mattermost::RELEASE_NEWS);
    let attachment = &found[1]["props"]["attachments"][0];
    assert_eq!(attachment["title"], "Feedback Form - Cards");
    assert_eq!(attachment["title_link"], "https://f/2");

    let rows = json!([
        {"ID": 1, "Name": "Ada", "Email": "ada@example.com"},
        {"ID": 2, "Name": "Bob", "Email": "bob@example.com"},
    ]);
    let found = posts(|copy| copy.pin("Read data", &rows), "1167");
    let first =
        "New information was added to your Google Sheet.\nID: 2\nName: Bob\nEmail: bob@example.com";
    assert_eq!(found[0]["message"], first);
    assert_eq!(found.len(), 2);
}

#[test]
fn feedback_is_posted_when_its_pinned_sentiment_is_bad() {
    let question = "What did you think about the event?";
    let run = |sentiment: &str| {
        let server = Mattermost::start().unwrap();
        let felt = json!([{"Sentiment": sentiment, "SentimentScore": {"Negative": 0.9}}]);
        Copy::of("1310")
            .chat(&server)
            .items(&json!([{question: "Too loud"}]))
            .pin("AWS Comprehend", &felt)
            .run()
            .ends(0);
        messages(&server)
    };
    assert_eq!(
        run("NEGATIVE"),
        ["You got new feedback with a score of 0.9. Here is what it says:Too loud"]
    );
    assert_eq!(run("POSITIVE"), [""; 0]);
}

#[test]
fn the_failure_of_a_workflow_is_told() {
    let server = Mattermost::start().unwrap();
    let failure = json!([{
        "workflow": {"id": "7", "name": "Nightly"}, "execution": {"lastNodeExecuted": "Fetch"},
    }]);
    Copy::of("0865")
        .chat(&server)
        .items(&failure)
        .pin("Twilio", &json!([{}]))
        .run()
        .ends(0);
    assert_eq!(
        messages(&server),
        [
            "The workflow named 'Nightly' with the ID 7 has encountered an error. The last node that was executed was Fetch."
        ]
    );
}
