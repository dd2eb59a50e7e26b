//! Parameters as n8n stores them, and the request they are.

use serde_json::{Value, json};

use crate::plan::{Authentication, Content, End, Format, Part, Place, Plan};
use crate::request;

fn read(version: f64, method: Option<&str>, parameters: Value) -> Plan {
    let mut parameters = parameters;
    parameters["url"] = json!("https://a.example");
    request::read(parameters.as_object().unwrap(), Some(version), method).unwrap()
}

fn current(parameters: Value) -> Plan {
    read(4.2, Some("POST"), parameters)
}

fn legacy(parameters: Value) -> Plan {
    read(1.0, Some("POST"), parameters)
}

fn refused(parameters: Value) -> String {
    let mut parameters = parameters;
    parameters["url"] = json!("https://a.example");
    let version = Some(4.2);
    let fault = request::read(parameters.as_object().unwrap(), version, Some("GET")).unwrap_err();
    assert_eq!(fault.kind, "invalid-parameter");
    format!("{} ({})", fault.message, fault.hint.unwrap_or_default())
}

fn pairs(pairs: &[(String, String)]) -> String {
    let spelled: Vec<String> = pairs
        .iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    spelled.join("&")
}

fn parameters(entries: Value) -> Value {
    json!({"parameters": entries})
}

#[test]
fn what_is_not_stored_has_its_default() {
    let plan = read(4.2, Some("GET"), json!({}));
    assert_eq!(plan.content, Content::None);
    assert_eq!(plan.authentication, Authentication::None);
    assert_eq!((plan.timeout_ms, plan.redirects.most), (300_000, 21));
    assert_eq!(plan.reading.format, Format::Auto);
    assert!(plan.reading.splits && !plan.reading.full && !plan.reading.any_status);
    assert_eq!(plan.reading.output, "data");
    let plan = read(1.0, Some("GET"), json!({}));
    assert_eq!(plan.reading.format, Format::Json);
    assert!(!plan.reading.splits);
    let plan = read(3.0, Some("GET"), json!({}));
    assert_eq!(
        plan.redirects.most, 0,
        "followed by default from version 4 on"
    );
}

#[test]
fn nothing_is_sent_that_is_switched_off() {
    let plan = current(json!({
        "queryParameters": parameters(json!([{"name": "a", "value": "1"}])),
        "headerParameters": parameters(json!([{"name": "a", "value": "1"}])),
        "bodyParameters": parameters(json!([{"name": "a", "value": "1"}])),
    }));
    assert!(plan.query.is_empty() && plan.headers.is_empty());
    assert_eq!(plan.content, Content::None);
}

#[test]
fn query_and_headers_are_pairs_or_json() {
    for (arrays, expected) in [
        (Value::Null, "a=1&b[0]=x&b[1]=y"),
        (json!("brackets"), "a=1&b[]=x&b[]=y"),
        (json!("indices"), "a=1&b[0]=x&b[1]=y"),
        (json!("repeat"), "a=1&b=x&b=y"),
    ] {
        let values = json!([{"name": "a", "value": 1}, {"name": "b", "value": ["x", "y"]}]);
        for shape in [
            json!({"queryParameters": parameters(values)}),
            json!({"specifyQuery": "json", "jsonQuery": "{\"a\":1,\"b\":[\"x\",\"y\"]}"}),
            json!({"specifyQuery": "json", "jsonQuery": {"a": 1, "b": ["x", "y"]}}),
        ] {
            let mut shape = shape;
            shape["sendQuery"] = json!(true);
            shape["options"] = json!({"queryParameterArrays": arrays});
            assert_eq!(pairs(&current(shape).query), expected);
        }
    }
    for shape in [
        json!({"headerParameters": parameters(json!([
            {"name": "X-A", "value": "0"}, {"name": "x-a", "value": 1},
        ]))}),
        json!({"specifyHeaders": "json", "jsonHeaders": "{\"x-a\":1}"}),
    ] {
        let mut shape = shape;
        shape["sendHeaders"] = json!(true);
        assert_eq!(pairs(&current(shape).headers), "x-a=1");
    }
}

#[test]
fn a_value_that_is_not_stored_is_empty_and_one_that_is_nothing_is_left_out() {
    let entries = || parameters(json!([{"name": "a"}, {"name": "b", "value": null}, {"value": 1}]));
    let plan = current(json!({
        "sendQuery": true, "queryParameters": entries(),
        "sendHeaders": true, "headerParameters": entries(),
    }));
    assert_eq!(pairs(&plan.query), "a=");
    assert_eq!(pairs(&plan.headers), "a=");
}

#[test]
fn every_kind_of_body_is_read() {
    let fields = || parameters(json!([{"name": "a", "value": 1}, {"name": "b", "value": "x y"}]));
    let text = |text: &str, media_type: &str| Content::Text(text.to_owned(), media_type.to_owned());
    for (shape, expected) in [
        (json!({}), Content::Json("{}".to_owned())),
        (
            json!({"bodyParameters": fields()}),
            Content::Json("{\"a\":1,\"b\":\"x y\"}".to_owned()),
        ),
        (
            json!({"specifyBody": "json", "jsonBody": "[1, 2]"}),
            Content::Json("[1, 2]".to_owned()),
        ),
        (
            json!({"specifyBody": "json", "jsonBody": {"a": 1}}),
            Content::Json("{\"a\":1}".to_owned()),
        ),
        (
            json!({"contentType": "form-urlencoded", "specifyBody": "string", "body": "a=1"}),
            text("a=1", "application/x-www-form-urlencoded"),
        ),
        (
            json!({"contentType": "raw", "rawContentType": "text/csv", "body": "a,b"}),
            text("a,b", "text/csv"),
        ),
        (
            json!({"contentType": "raw", "body": "a"}),
            text("a", "text/plain"),
        ),
        (
            json!({"contentType": "binaryData", "inputDataFieldName": "file"}),
            Content::Binary("file".to_owned()),
        ),
        (
            json!({"contentType": "multipart-form-data", "bodyParameters": parameters(json!([
                {"name": "a", "value": 1},
                {"parameterType": "formBinaryData", "name": "f", "inputDataFieldName": "data"},
            ]))}),
            Content::Multipart(vec![
                ("a".to_owned(), Part::Text("1".to_owned())),
                ("f".to_owned(), Part::Binary("data".to_owned())),
            ]),
        ),
    ] {
        let mut shape = shape;
        shape["sendBody"] = json!(true);
        assert_eq!(current(shape.clone()).content, expected, "{shape}");
    }
    let form =
        json!({"sendBody": true, "contentType": "form-urlencoded", "bodyParameters": fields()});
    let Content::Form(form) = current(form).content else {
        panic!("no form");
    };
    assert_eq!(pairs(&form), "a=1&b=x y");
}

#[test]
fn options_say_what_becomes_of_the_answer() {
    let plan = current(json!({"options": {
        "timeout": 5000,
        "redirect": {"redirect": {"maxRedirects": 3}},
        "response": {"response": {
            "fullResponse": true, "neverError": true, "responseFormat": "file",
            "outputPropertyName": "report",
        }},
    }}));
    assert_eq!((plan.timeout_ms, plan.redirects.most), (5000, 3));
    assert!(plan.reading.full && plan.reading.any_status);
    assert_eq!(plan.reading.format, Format::File);
    assert_eq!(plan.reading.output, "report");
    let off = json!({"options": {"redirect": {"redirect": {"followRedirects": false}}}});
    assert_eq!(current(off).redirects.most, 0);
    let on = json!({"options": {"redirect": {"redirect": {"followRedirects": true}}}});
    assert_eq!(read(3.0, Some("GET"), on).redirects.most, 21);
}

#[test]
fn the_credential_that_is_needed_is_named() {
    for (version, parameters, expected) in [
        (4.2, json!({"authentication": "none"}), None),
        (
            4.2,
            json!({"authentication": "genericCredentialType", "genericAuthType": "httpQueryAuth"}),
            Some("httpQueryAuth"),
        ),
        (
            4.2,
            json!({"authentication": "predefinedCredentialType", "nodeCredentialType": "chatApi"}),
            Some("chatApi"),
        ),
        (
            1.0,
            json!({"authentication": "headerAuth"}),
            Some("httpHeaderAuth"),
        ),
        (1.0, json!({"authentication": "oAuth2"}), Some("oAuth2Api")),
        (
            2.0,
            json!({"authentication": "genericCredentialType", "genericAuthType": "httpBasicAuth"}),
            Some("httpBasicAuth"),
        ),
    ] {
        let expected = match expected {
            None => Authentication::None,
            Some(name) => Authentication::Needed(name.to_owned()),
        };
        let plan = read(version, Some("GET"), parameters.clone());
        assert_eq!(plan.authentication, expected, "{parameters}");
    }
}

#[test]
fn what_only_old_versions_say_is_read_in_their_shape_where_nobody_says_the_version() {
    for parameters in [
        json!({"url": "https://a.example", "authentication": "headerAuth"}),
        json!({"url": "https://a.example", "authentication": "headerAuth", "allowUnauthorizedCerts": true}),
    ] {
        let parameters = parameters.as_object().unwrap();
        let plan = super::read(parameters, None, None).unwrap();
        let expected = Authentication::Needed("httpHeaderAuth".to_owned());
        assert_eq!(plan.authentication, expected);
        assert_eq!(plan.insecure, parameters.len() == 3);
    }
}

#[test]
fn what_cannot_be_had_is_refused_with_what_to_do() {
    for (parameters, words) in [
        (
            json!({"options": {"proxy": "http://p:8080"}}),
            "--proxy URL",
        ),
        (
            json!({"provideSslCertificates": true}),
            "in front of the server",
        ),
        (
            json!({"options": {"sendCredentialsOnCrossOriginRedirect": true}}),
            "a credential of its own",
        ),
        (
            json!({"method": "DELETE"}),
            "the parameter `method` says DELETE",
        ),
        (
            json!({"authentication": "magic"}),
            "no `authentication` `magic`",
        ),
        (
            json!({"sendBody": true, "contentType": "yaml"}),
            "no `contentType` `yaml`",
        ),
        (
            json!({"sendBody": true, "specifyBody": "json", "jsonBody": "{a}"}),
            "`jsonBody` is no JSON",
        ),
        (
            json!({"sendQuery": true, "specifyQuery": "json", "jsonQuery": "[1]"}),
            "`jsonQuery` is no JSON object",
        ),
        (
            json!({"options": {"response": {"response": {"responseFormat": "xml"}}}}),
            "no response format `xml`",
        ),
        (
            json!({"options": {"pagination": {"pagination": {"paginationMode": "x"}}}}),
            "no `paginationMode` `x`",
        ),
    ] {
        let said = refused(parameters.clone());
        assert!(said.contains(words), "{parameters}: {said}");
    }
}

#[test]
fn the_method_is_the_operations_or_the_parameters() {
    for (version, settled, parameters, expected) in [
        (4.2, None, json!({}), "GET"),
        (4.2, None, json!({"method": "propfind"}), "PROPFIND"),
        (1.0, None, json!({"requestMethod": "PUT"}), "PUT"),
        (4.2, Some("POST"), json!({"method": "post"}), "POST"),
    ] {
        assert_eq!(read(version, settled, parameters).method, expected);
    }
}

#[test]
fn versions_1_and_2_are_read_in_their_own_shape() {
    let list = |entries: Value| json!({"parameter": entries});
    let plan = legacy(json!({
        "queryParametersUi": list(json!([{"name": "q", "value": "1"}])),
        "headerParametersUi": list(json!([{"name": "x-a", "value": "2"}])),
        "bodyParametersUi": list(json!([{"name": "b", "value": 3}])),
        "responseFormat": "string",
        "dataPropertyName": "page",
        "options": {"fullResponse": true, "ignoreResponseCode": true, "splitIntoItems": true},
        "allowUnauthorizedCerts": true,
    }));
    assert_eq!(
        (pairs(&plan.query), pairs(&plan.headers)),
        ("q=1".into(), "x-a=2".into())
    );
    assert_eq!(plan.content, Content::Json("{\"b\":3}".to_owned()));
    assert_eq!(plan.reading.format, Format::Text);
    assert_eq!(plan.reading.output, "page");
    assert!(plan.reading.full && plan.reading.any_status && plan.reading.splits && plan.insecure);
    let plan = legacy(json!({
        "jsonParameters": true,
        "queryParametersJson": "{\"q\":1}",
        "headerParametersJson": {"x-a": 2},
        "bodyParametersJson": "{\"b\":3}",
    }));
    assert_eq!(
        (pairs(&plan.query), pairs(&plan.headers)),
        ("q=1".into(), "x-a=2".into())
    );
    assert_eq!(plan.content, Content::Json("{\"b\":3}".to_owned()));
    for (shape, expected) in [
        (json!({}), Content::None),
        (
            json!({"jsonParameters": true, "bodyParametersJson": "<a/>",
                "options": {"bodyContentType": "raw", "bodyContentCustomMimeType": "text/xml"}}),
            Content::Text("<a/>".to_owned(), "text/xml".to_owned()),
        ),
        (
            json!({"bodyParametersUi": list(json!([{"name": "b", "value": 3}])),
                "options": {"bodyContentType": "form-urlencoded"}}),
            Content::Form(vec![("b".to_owned(), "3".to_owned())]),
        ),
        (
            json!({"jsonParameters": true, "sendBinaryData": true}),
            Content::Binary("data".to_owned()),
        ),
        (
            json!({"jsonParameters": true, "sendBinaryData": true, "binaryPropertyName": "a:x, b",
                "options": {"bodyContentType": "multipart-form-data"}}),
            Content::Multipart(vec![
                ("a".to_owned(), Part::Binary("x".to_owned())),
                ("b".to_owned(), Part::Binary("b".to_owned())),
            ]),
        ),
    ] {
        assert_eq!(legacy(shape.clone()).content, expected, "{shape}");
    }
    for (options, most, changing) in [
        (json!({}), 21, false),
        (json!({"followRedirect": false}), 0, false),
        (json!({"followAllRedirects": true}), 21, true),
    ] {
        let plan = legacy(json!({"options": options}));
        assert_eq!(
            (plan.redirects.most, plan.redirects.changing),
            (most, changing)
        );
    }
}

#[test]
fn pagination_is_read() {
    let pagination = |pagination: Value| {
        current(json!({"options": {"pagination": {"pagination": pagination}}})).pages
    };
    assert_eq!(pagination(json!({"paginationMode": "off"})), None);
    let pages = pagination(json!({
        "parameters": parameters(json!([
            {"name": "page", "value": 2},
            {"type": "headers", "name": "x", "value": "y"},
            {"type": "body", "name": "after", "value": null},
        ])),
        "paginationCompleteWhen": "receiveSpecificStatusCodes",
        "statusCodesWhenComplete": "404, 410",
        "limitPagesFetched": true,
        "requestInterval": 250,
    }))
    .unwrap();
    assert_eq!(
        pages.set,
        [
            (Place::Query, "page".to_owned(), json!(2)),
            (Place::Header, "x".to_owned(), json!("y")),
            (Place::Body, "after".to_owned(), Value::Null),
        ]
    );
    assert_eq!(pages.end, End::Statuses(vec![404, 410]));
    assert_eq!((pages.most, pages.interval_ms), (Some(100), 250));
    let pages = pagination(json!({
        "paginationMode": "responseContainsNextURL", "nextURL": "/next",
        "limitPagesFetched": true, "maxRequests": 5,
    }))
    .unwrap();
    assert_eq!(
        (pages.next.as_deref(), pages.most),
        (Some("/next"), Some(5))
    );
    assert_eq!(pages.end, End::Empty);
    for (value, expected) in [
        (json!(true), true),
        (json!(false), false),
        (json!(null), false),
        (json!(0), false),
        (json!("false"), false),
        (json!("yes"), true),
        (json!([]), true),
    ] {
        let pages = pagination(json!({
            "paginationCompleteWhen": "other", "completeExpression": value,
        }))
        .unwrap();
        assert_eq!(pages.end, End::Asked(expected), "{value}");
    }
}
