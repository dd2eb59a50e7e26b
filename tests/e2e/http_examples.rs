//! Every example that the HTTP connector gives, run as it stands. Only the hosts are other ones:
//! `https://api.example.com` and `https://example.com` become the address of a site of the test.

use jackfield_standin::{Answer, Received, Web};
use serde_json::{Value, json};

use crate::http::step;
use crate::support::described::{Arrangement, Example, arranged};
use crate::support::process::{Jackfield, Said};

const HOSTS: [&str; 2] = ["https://api.example.com", "https://example.com"];

/// What is arranged for an example: the item that the step is given, what the site answers, what
/// it is asked, and what comes of it in the end.
struct Arranged {
    operation: &'static str,
    example: &'static str,
    given: Value,
    answers: Vec<Answer>,
    /// Method, path with query, and body of each request.
    asks: Vec<(&'static str, &'static str, &'static str)>,
    gives: Vec<Value>,
    /// A step behind it, at a site of this address.
    then: Option<fn(&str) -> Value>,
}

impl Arrangement for Arranged {
    fn example(&self) -> (&str, &str) {
        (self.operation, self.example)
    }
}

fn of(
    operation: &'static str,
    example: &'static str,
    answer: Answer,
    asks: (&'static str, &'static str, &'static str),
    gives: Value,
) -> Arranged {
    Arranged {
        operation,
        example,
        given: json!({}),
        answers: vec![answer],
        asks: vec![asks],
        gives: vec![gives],
        then: None,
    }
}

fn orders(numbers: &[u32]) -> Answer {
    let orders: Vec<Value> = numbers.iter().map(|n| json!({"order": n})).collect();
    Answer::new(200).json(orders.into())
}

fn arrangements() -> Vec<Arranged> {
    let mut all = reading();
    all.extend(writing());
    all
}

fn reading() -> Vec<Arranged> {
    vec![
        Arranged {
            gives: vec![json!({"order": 1}), json!({"order": 2})],
            ..of(
                "request.get",
                "A list, of which each element becomes an item",
                orders(&[1, 2]),
                ("GET", "/v1/orders?state=open", ""),
                Value::Null,
            )
        },
        Arranged {
            operation: "request.get",
            example: "All pages of a list, until one is empty",
            given: json!({}),
            answers: vec![orders(&[1, 2]), orders(&[3]), orders(&[])],
            asks: vec![
                ("GET", "/v1/orders?page=1", ""),
                ("GET", "/v1/orders?page=2", ""),
                ("GET", "/v1/orders?page=3", ""),
            ],
            gives: vec![
                json!({"order": 1}),
                json!({"order": 2}),
                json!({"order": 3}),
            ],
            then: None,
        },
        Arranged {
            operation: "request.get",
            example: "A file, which goes to the next step as binary data",
            given: json!({}),
            answers: vec![
                Answer::new(200)
                    .header("content-type", "application/pdf")
                    .body("%PDF"),
                Answer::new(200).json(json!({"kept": true})),
            ],
            asks: vec![("GET", "/report.pdf", ""), ("PUT", "/copy", "%PDF")],
            gives: vec![json!({"kept": true})],
            then: Some(|origin| {
                step(
                    "put",
                    &json!({"url": format!("{origin}/copy"), "file": "report"}),
                )
            }),
        },
        of(
            "request.get",
            "How a service is, whatever it answers",
            Answer::new(503).json(json!({"status": "starting"})),
            ("GET", "/health", ""),
            json!({"statusCode": 503, "body": {"status": "starting"}}),
        ),
        of(
            "request.head",
            "The headers of a file",
            Answer::new(200).header("last-modified", "Thu, 01 Jan 2026 00:00:00 GMT"),
            ("HEAD", "/report.pdf", ""),
            json!({"headers": {"last-modified": "Thu, 01 Jan 2026 00:00:00 GMT"}, "statusCode": 200}),
        ),
        of(
            "request.options",
            "The methods that are allowed",
            Answer::new(204).header("allow", "GET, POST"),
            ("OPTIONS", "/v1/orders", ""),
            json!({"headers": {"allow": "GET, POST"}, "statusCode": 204}),
        ),
    ]
}

fn writing() -> Vec<Arranged> {
    let paid = || Answer::new(200).json(json!({"order": 7, "state": "paid"}));
    vec![
        of(
            "request.put",
            "An order as it is to be",
            paid(),
            ("PUT", "/v1/orders/7", r#"{"state":"paid"}"#),
            json!({"state": "paid"}),
        ),
        of(
            "request.delete",
            "An order",
            Answer::new(200).json(json!({"deleted": 7})),
            ("DELETE", "/v1/orders/7", ""),
            json!({"deleted": 7}),
        ),
        Arranged {
            given: json!({"article": "lamp"}),
            ..of(
                "request.post",
                "A new order",
                Answer::new(201).json(json!({"order": 8})),
                ("POST", "/v1/orders", r#"{"article":"lamp"}"#),
                json!({"order": 8}),
            )
        },
        of(
            "request.post",
            "A form, as a web page sends it",
            Answer::new(200)
                .header("content-type", "text/plain")
                .body("Thank you"),
            ("POST", "/contact", "name=Alice&topic=Orders"),
            json!({"data": "Thank you"}),
        ),
        of(
            "request.patch",
            "The state of an order",
            paid(),
            ("PATCH", "/v1/orders/7", r#"{"state":"paid"}"#),
            json!({"order": 7}),
        ),
        Arranged {
            given: json!({"method": "PURGE"}),
            ..of(
                "request.send",
                "A method that the item names",
                Answer::new(200).json(json!({"purged": true})),
                ("PURGE", "/v1/orders", ""),
                json!({"purged": true}),
            )
        },
    ]
}

fn run(site: &Web, example: &Example, arranged: &Arranged) -> Said {
    let mut parameters = example.parameters.clone();
    let url = parameters["url"].as_str().unwrap().to_owned();
    let host = HOSTS.into_iter().find(|host| url.starts_with(host));
    let host = host.unwrap_or_else(|| panic!("an example has one of the hosts {HOSTS:?}: {url}"));
    parameters["url"] = json!(url.replace(host, &site.base_url()));
    let operation = example.operation.strip_prefix("request.").unwrap();
    let mut steps = vec![step(operation, &parameters)];
    steps.extend(arranged.then.map(|then| then(&site.base_url())));
    Jackfield::new().steps(&steps).run(&[
        "--allow-host",
        &site.base_url(),
        "--input",
        &arranged.given.to_string(),
    ])
}

fn asked(request: &Received) -> (String, String, String) {
    let query = request.query.as_ref();
    let query = query.map(|query| format!("?{query}")).unwrap_or_default();
    (
        request.method.clone(),
        format!("{}{query}", request.path),
        String::from_utf8(request.body.clone()).unwrap(),
    )
}

/// Everything of `part` is in `whole`.
fn holds(whole: &Value, part: &Value) -> bool {
    match (whole, part) {
        (Value::Object(whole), Value::Object(part)) => part
            .iter()
            .all(|(key, part)| whole.get(key).is_some_and(|whole| holds(whole, part))),
        _ => whole == part,
    }
}

#[test]
fn every_example_does_what_it_says() {
    let arrangements = arrangements();
    for (example, arranged) in arranged("http", "tests/e2e/http_examples.rs", &arrangements) {
        let told = format!("{}: {}", example.operation, example.summary);
        let site = Web::start().unwrap();
        for answer in &arranged.answers {
            site.script(answer.clone());
        }
        let said = run(&site, &example, arranged)
            .ends(0)
            .keeps_quiet_about(&["warning", "retry"]);
        let received: Vec<_> = site.received().iter().map(asked).collect();
        let asks: Vec<_> = arranged
            .asks
            .iter()
            .map(|(method, path, body)| {
                ((*method).to_owned(), (*path).to_owned(), (*body).to_owned())
            })
            .collect();
        assert_eq!(received, asks, "{told}");
        let items = said.json_lines();
        assert_eq!(items.len(), arranged.gives.len(), "{told}\n{said}");
        for (item, part) in items.iter().zip(&arranged.gives) {
            assert!(holds(item, part), "{told}: {part} is not in {item}");
        }
    }
}
