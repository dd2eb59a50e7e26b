//! The README's table of what is proved.

use super::carriage::PLACES;
use super::{address, carriage, contract, echo, headers, limits, redirects, saving};
use crate::readme;

/// Every promise with the file that holds its cases, and how many those are.
fn promises() -> Vec<(&'static str, &'static str, usize)> {
    let places: usize = PLACES.iter().map(|place| place.cases.len()).sum();
    vec![
        (
            "A request goes to the credential's scheme, host, port and base path",
            "address",
            address::CASES.len(),
        ),
        (
            "A credential is used for what its `allow` list names",
            "address",
            address::BEYOND.len(),
        ),
        (
            "No spelling of an address leads to a metadata service or to the machine",
            "address",
            address::ADDRESSES.len() + address::CLOSED.len(),
        ),
        (
            "What frames, routes or authenticates a request is the host's, and a line ends where it says",
            "headers",
            headers::CASES.len(),
        ),
        (
            "The token goes into its place, once, and its stand-in nowhere else",
            "carriage",
            carriage::CASES.len() + places,
        ),
        (
            "No answer says the token to a connector, as it is or coded",
            "echo",
            echo::ECHOES.len() + echo::NEW_TOKENS.len(),
        ),
        (
            "A new token is saved for the platform that made it, where the step says so",
            "saving",
            saving::CASES.len() + saving::UNDECLARED.len() + saving::FOREIGN.len(),
        ),
        (
            "A redirect leads nowhere",
            "redirects",
            redirects::CASES.len() + redirects::DOWNGRADES.len(),
        ),
        (
            "A connector takes no more time, memory, words or answers than it may",
            "limits",
            limits::WAITS.len() + limits::CROSSES.len(),
        ),
        (
            "What breaks the contract ends as a fault, and nobody takes another's name",
            "contract",
            contract::CALLS.len() + contract::LOADS.len() + contract::CLAIMS.len(),
        ),
    ]
}

#[test]
fn the_table_of_the_readme_is_what_is_tested() {
    let mut table = "| promise | cases | test |\n|---|---|---|\n".to_owned();
    let mut sum = 0;
    for (promise, file, cases) in promises() {
        let path = format!("tests/e2e/hostile/{file}.rs");
        table += &format!("| {promise} | {cases} | [`{file}.rs`]({path}) |\n");
        sum += cases;
    }
    table += &format!("| together | {sum} | |\n");
    let readme = readme::read("README.md");
    assert!(readme.contains(&table), "the README should say\n{table}");
}
