//! Real exports that need nobody: code, branches, loops and merges.

use serde_json::json;

use crate::support::corpus::{Copy, gave};

/// The hexadecimal HMAC-SHA256 of `v0:1:a=b+c` with the key `shh`.
const SIGNATURE: &str = "aa81dbdde7d16fe6de4df2f0680ec931895b7c8cc7be9e0a98780e7a03430efa";

/// Each of these gives this by the first output of a node.
#[test]
fn what_comes_out_is_what_the_authors_meant() {
    for (number, node, expected) in [
        (
            "0145",
            "Extract domain name",
            json!([{"domain": "domain2.com"}]),
        ),
        (
            "0160",
            "Set",
            json!([{"number": 20, "string": "From n8n with love", "boolean": true}]),
        ),
        ("0179", "Summing function", json!([{"total_value": 130}])),
        ("1044", "Set", json!([{"id": 0, "name": "n8n"}])),
        ("1044", "Set1", json!([{"id": 1, "name": "nodemation"}])),
        (
            "1090",
            "Merge (name + language + greeting)",
            json!([
                {"name": "Stefan", "language": "de", "greeting": "Hallo"},
                {"name": "Jim", "language": "en", "greeting": "Hello"},
                {"name": "Hans", "language": "de", "greeting": "Hallo"},
            ]),
        ),
        (
            "1125",
            "Create an array of objects",
            json!([{"data_object": [
                {"id": 1, "name": "Jim"}, {"id": 2, "name": "Stefan"}, {"id": 3, "name": "Hans"},
            ]}]),
        ),
        ("1963", "Success", json!([{"tries": 0}])),
    ] {
        let said = Copy::of(number).run().ends(0);
        assert_eq!(gave(&said, node, 0), expected, "{number}: {said}");
    }
}

#[test]
fn a_loop_over_batches_ends_when_its_condition_says() {
    let said = Copy::of("1232").run().ends(0);
    assert_eq!(gave(&said, "Set", 0), json!([{"Message": "Loop Ended"}]));
    assert_eq!(said.json()["SplitInBatches"].as_array().unwrap().len(), 6);
}

#[test]
fn without_a_trigger_one_of_the_first_nodes_is_begun_with() {
    let said = Copy::of("0009").run().ends(0);
    let converted = gave(&said, "Merge", 0);
    assert_eq!(converted[1]["interviewers"][0]["name"], "Billy Johnson");
    said.says(&["the run begins with `Data 1`"]);
    // The other part gives an item that is a list, which n8n let pass once.
    Copy::of("0009")
        .with(&["--start", "Data 2"])
        .run()
        .ends(3)
        .says(&["the `json` of an item that the code returned is a list"]);
}

#[test]
fn what_is_linked_to_nothing_does_not_run() {
    let said = Copy::of("1072")
        .items(&json!([{"query": "wasm"}]))
        .run()
        .ends(0);
    assert_eq!(gave(&said, "Set Prompt Variables", 0)[0]["User"], "wasm");
    assert_eq!(said.json().as_object().unwrap().len(), 2, "{said}");
}

#[test]
fn a_signature_is_verified_with_the_secret_that_the_file_does_not_hold() {
    let verified = |signature: &str| {
        Copy::of("1164")
            .set("Encode Secret String", "secret", &json!("shh"))
            .items(&json!([{
                "headers": {"x-slack-request-timestamp": "1", "x-slack-signature": signature},
                "body": {"a": "b c"},
            }]))
            .run()
    };
    let said = verified(&format!("v0={SIGNATURE}")).ends(0);
    let merged = gave(&said, "Merge", 0);
    assert_eq!(merged[0]["signature_verified"], true, "{said}");
    assert_eq!(merged[0]["body"], json!({"a": "b c"}), "{said}");
    verified("v0=0000")
        .ends(3)
        .says(&["Stop and Error", "Could not verify Slack Webhook signature"]);
}

#[test]
fn tries_are_counted_over_a_node_that_fails() {
    // In the place of the node that people are to replace.
    let failing = |message: &str| {
        Copy::of("1963").code(
            "Replace Me",
            &format!("throw new Error({});", json!(message)),
        )
    };
    let said = failing("the page could not be found").run().ends(0);
    assert_eq!(said.json()["Known Error"].as_array().unwrap().len(), 1);
    let said = failing("busy").run().ends(3).says(&["Retry limit reached"]);
    assert_eq!(said.json()["Replace Me"].as_array().unwrap().len(), 3);
}
