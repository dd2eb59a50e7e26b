//! Addresses of HTTP Request nodes and steps, held against where their credentials go.

use jackfield_standin::Web;
use serde_json::{Value, json};

use crate::http::step;
use crate::support::exports::{chain, manual, node, with};
use crate::support::process::Jackfield;

const TOKEN: &str = "token-of-a-service-1234";

/// The program with a generic credential for each of these names and base URLs.
fn with_keys(keys: &[(&str, &str)]) -> Jackfield {
    keys.iter().fold(Jackfield::new(), |jackfield, (name, url)| {
        let key = json!({"type": "http-header", "name": "X-Key", "baseUrl": url, "accessToken": TOKEN});
        let variable = name.to_uppercase().replace(' ', "_");
        jackfield.env(format!("JACKFIELD_CREDENTIAL_{variable}"), key.to_string())
    })
}

/// A node that goes to this address with the credential of this label.
fn request(name: &str, url: &str, label: &str) -> Value {
    let parameters = json!({
        "url": url, "authentication": "genericCredentialType", "genericAuthType": "httpHeaderAuth",
    });
    let credential = json!({"httpHeaderAuth": {"id": "1", "name": label}});
    with(
        node(name, "httpRequest", 4.2, &parameters),
        &json!({"credentials": credential}),
    )
}

fn flow(nodes: &[Value]) -> String {
    let nodes = [&[manual()], nodes].concat();
    format!("{:#}", chain(&nodes))
}

const CHECK: [&str; 3] = ["check", "flow.json", "--offline"];

#[test]
fn an_address_outside_of_the_credentials_base_url_is_found_before_anything_is_sent() {
    let site = Web::start().unwrap();
    let base = format!("{}/v1", site.base_url());
    let other = site.base_url();
    let file = flow(&[
        request("Fine", &format!("{base}/orders"), "orders"),
        request(
            "Also fine",
            &format!("={base}/{{{{ $json.id }}}}"),
            "orders",
        ),
        request("Anywhere", "={{ $json.url }}", "orders"),
        request(
            "Version",
            &format!("{other}/v2/orders?key=secret"),
            "orders",
        ),
        request("Host", "=https://api.example.com/{{ $json.id }}", "orders"),
    ]);
    let jackfield = with_keys(&[("orders", &base)]).file("flow.json", file);
    for arguments in [&CHECK[..], &["run", "flow.json"]] {
        let said = jackfield.call(arguments).ends(7).says(&[
            &format!("the node `Version` goes to {other}/v2/orders, and the base URL of its credential `orders` is {base}"),
            &format!("the node `Host` goes to https://api.example.com/, and the base URL of its credential `orders` is {base}"),
            "a credential goes to its own base URL and nowhere else",
        ]);
        assert_eq!(said.stderr.matches("goes to http").count(), 2, "{said}");
    }
    assert!(site.received().is_empty());
}

#[test]
fn an_address_of_a_step_is_held_against_its_credential_as_well() {
    let mut get = step("get", &json!({"url": "https://b.example/{{ $json.id }}"}));
    get["credential"] = json!("api");
    let jackfield = with_keys(&[("api", "https://a.example")]);
    jackfield.steps(&[get.clone()]).call(&["check", "workflow.json", "--offline"]).ends(7).says(&[
        "workflow.json:",
        "the step goes to https://b.example/, and the base URL of its credential `api` is https://a.example",
    ]);
    get["with"]["authentication"] = json!("none");
    let jackfield = with_keys(&[("api", "https://a.example")]);
    jackfield
        .steps(&[get])
        .call(&["check", "workflow.json", "--offline"])
        .ends(0);
}

#[test]
fn a_generic_credential_is_taken_for_another_only_where_it_goes_to_the_same_place() {
    let orders = || request("Orders", "https://orders.example/v1", "Our orders");
    let check = |keys: &[(&str, &str)], nodes: &[Value]| {
        with_keys(keys)
            .file("flow.json", flow(nodes))
            .call(&["check", "flow.json"])
    };
    let one = ("one", "https://orders.example");
    let two = ("two", "https://other.example");
    let three = ("three", "https://orders.example/v1");
    for keys in [&[one][..], &[two, one]] {
        check(keys, &[orders()]).ends(0).says(&[
            "there is no credential `Our orders`; `one` is used, the only one of type http-header that goes where the node does",
        ]);
    }
    // Of another service, one of two, or nobody knows where it goes.
    let said = check(&[two], &[orders()]).ends(4).says(&[
        "the node `Orders` needs the credential `Our orders` (httpHeaderAuth), and none is configured for it",
        "jackfield credential add our-orders --type http-header --base-url https://orders.example`",
        "`--credential 'Our orders=NAME'`: two (https://other.example)",
    ]);
    assert!(!said.stderr.contains("is used"), "{said}");
    let steered = request("Orders", "https://a.example`touch x`/v1", "Our orders");
    check(&[], &[steered])
        .ends(4)
        .says(&["credential add our-orders --type http-header`"]);
    check(&[one, three], &[orders()])
        .ends(4)
        .says(&["none is configured for it"]);
    let anywhere = request("Orders", "={{ $json.url }}", "Our orders");
    check(&[one], std::slice::from_ref(&anywhere))
        .ends(4)
        .says(&["none is configured for it", "one (https://orders.example)"]);
    with_keys(&[one])
        .file("flow.json", flow(&[anywhere]))
        .call(&["check", "flow.json", "--credential", "Our orders=one"])
        .ends(0);
}

#[test]
fn nodes_of_one_label_that_go_to_two_places_have_two_credentials() {
    let nodes = [
        request("A", "https://a.example/1", "Both"),
        request("B", "https://b.example/1", "Both"),
        request("C", "https://a.example/2", "Both"),
    ];
    let said = with_keys(&[("one", "https://a.example"), ("two", "https://b.example")])
        .file("flow.json", flow(&nodes))
        .call(&["check", "flow.json"])
        .ends(0)
        .says(&["`one` is used", "`two` is used"]);
    assert_eq!(said.stderr.matches("is used").count(), 2, "{said}");
}

#[test]
fn an_address_that_does_not_fit_settles_nothing_for_a_part_of_one_that_may() {
    let nodes = [
        request("Whole", "https://api.example.com/", "Both"),
        request("Part", "=https://api.example.com/{{ $json.path }}", "Both"),
    ];
    let said = with_keys(&[("one", "https://api.example.com/v1")])
        .file("flow.json", flow(&nodes))
        .call(&["check", "flow.json"])
        .ends(4)
        .says(&[
            "the node `Whole` needs the credential `Both` (httpHeaderAuth)",
            "`one` is used",
        ]);
    assert!(!said.stderr.contains("the node `Part` needs"), "{said}");
}
