//! Jelastic requests, held to the table of the API's public methods.

use jackfield_standin::{Jelastic, Received};

const TABLE: &str = include_str!("../../../connectors/jelastic/src/methods.txt");

/// Every request so far calls a public method, with parameters that it has and all that it needs,
/// and with the token in the form and nowhere else.
#[track_caller]
pub(crate) fn assert_documented(platform: &Jelastic) {
    for request in platform.received() {
        assert_method(&request);
    }
}

#[track_caller]
fn assert_method(request: &Received) {
    assert_eq!((request.method.as_str(), &request.query), ("POST", &None));
    let is_elsewhere = |text: &str| text.contains(Jelastic::TOKEN);
    let mut others = request.headers.iter().map(|(_, value)| value);
    assert!(!others.any(|value| is_elsewhere(value)), "{request:?}");
    let mut segments = request.path.strip_prefix("/1.0/").unwrap().split('/');
    let mut segment = || segments.next().unwrap();
    let service = format!("{}.{}", segment(), segment());
    assert_eq!(segment(), "rest", "{request:?}");
    let method = segment();
    let parameters: Vec<&str> = TABLE
        .lines()
        .skip_while(|line| *line != service)
        .skip(1)
        .take_while(|line| line.starts_with(' '))
        .map(|line| line.split_whitespace().collect::<Vec<_>>())
        .find(|words| words[0] == method)
        .unwrap_or_else(|| panic!("{service}.{method} is no public method"))
        .split_off(1);
    let name = |spelled: &'static str| spelled.split([':', '?']).next().unwrap();
    let form = request.form();
    let session = ("session".to_owned(), Jelastic::TOKEN.to_owned());
    assert!(form.contains(&session), "{request:?}");
    for (field, _) in &form {
        let is_known = field == "session" || parameters.iter().any(|known| name(known) == field);
        assert!(is_known, "{method} has no {field}");
    }
    for needed in parameters.iter().filter(|known| !known.contains('?')) {
        let is_there = form.iter().any(|(field, _)| field == name(needed));
        assert!(is_there, "{method} needs {needed}");
    }
}
