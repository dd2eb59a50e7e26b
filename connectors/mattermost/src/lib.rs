//! Mattermost, through its API v4, with a personal access token or a bot's token.
//!
//! Parameters carry the names that n8n's Mattermost node gives them, so that those of an export
//! arrive unchanged; what goes beyond n8n stands beside them.

mod admin;
mod any_call;
mod api;
mod attachments;
mod blank;
mod channels;
mod check;
mod errors;
mod field;
mod files;
mod links;
mod messages;
mod moment;
mod names;
mod new_tokens;
mod operation;
mod pages;
mod parameters;
mod patience;
mod reactions;
mod rotate;
mod subject;
mod teams;
mod tokens;
mod users;
mod webhook;

use jackfield_sdk::{
    BaseUrl, Call, Connector, CredentialType, Fault, N8nNode, OperationDescription, Outcome,
    Placement, Selector,
};

use operation::Operation;
use parameters::Parameters;

/// Every operation, by resource.
static OPERATIONS: &[&[Operation]] = &[
    messages::OPERATIONS,
    channels::OPERATIONS,
    reactions::OPERATIONS,
    users::OPERATIONS,
    teams::OPERATIONS,
    files::OPERATIONS,
    admin::OPERATIONS,
    new_tokens::OPERATIONS,
    any_call::OPERATIONS,
    webhook::OPERATIONS,
];

fn connector() -> Connector {
    Connector::new("mattermost", env!("CARGO_PKG_VERSION"))
        .title("Mattermost")
        .summary(
            "Posts messages and looks after channels, people and files on a Mattermost server.",
        )
        .link(
            "API reference",
            "https://developers.mattermost.com/api-documentation/",
        )
        .credential_type(credential_type())
        .credential_type(webhook::credential_type())
        .n8n_node(n8n_node())
        .check_with(check::check)
        .rotate_with(rotate::rotate)
        .table(describe, execute)
}

fn operations() -> impl Iterator<Item = &'static Operation> {
    OPERATIONS.iter().flat_map(|some| some.iter())
}

fn describe() -> Vec<OperationDescription> {
    operations().map(Operation::describe).collect()
}

fn execute(call: &Call) -> Option<Result<Outcome, Fault>> {
    let operation = operations().find(|operation| operation.name == call.operation())?;
    let outcome =
        parameters(call, operation).and_then(|parameters| (operation.run)(call, &parameters));
    Some(outcome.map_err(|fault| operation.explained(fault)))
}

/// The parameters of a call, as far as they can be read without their operation.
fn parameters(call: &Call, operation: &Operation) -> Result<Parameters, Fault> {
    let mut parameters = Parameters::of_call(call)?;
    blank::refuse(operation.fields, &parameters)?;
    links::resolve(call.credential()?, &mut parameters)?;
    Ok(parameters)
}

/// How n8n's node says what it does.
fn n8n_node() -> N8nNode {
    let texts = |pairs: &[(&str, &str)]| {
        let owned = |(key, value): &(&str, &str)| ((*key).to_owned(), (*value).to_owned());
        pairs.iter().map(owned).collect()
    };
    N8nNode {
        name: "n8n-nodes-base.mattermost".to_owned(),
        versions: vec![1.0],
        resource: Some(Selector {
            parameter: Some("resource".to_owned()),
            default: Some("message".to_owned()),
            ..Selector::default()
        }),
        operation: Some(Selector {
            parameter: Some("operation".to_owned()),
            defaults: texts(&[
                ("channel", "create"),
                ("message", "post"),
                ("reaction", "create"),
            ]),
            // The names of older exports.
            aliases: texts(&[("del", "delete"), ("desactive", "deactive")]),
            ..Selector::default()
        }),
        ..N8nNode::default()
    }
}

fn credential_type() -> CredentialType {
    CredentialType {
        name: "mattermost".to_owned(),
        title: "Mattermost access token".to_owned(),
        placement: vec![Placement::Bearer],
        guide: [
            "An administrator has to allow tokens once: System Console > Integrations > Integration Management > Enable Personal Access Tokens; and, for a person: System Console > User Management > Users > the person > Manage Roles > Allow this account to generate personal access tokens.",
            "In Mattermost, click on your picture (at the top on the right; in versions before 6.0 on the three bars beside your name, at the top on the left), then Profile (before 6.0: Account Settings) > Security > Personal Access Tokens > Create Token, and say what it is for.",
            "Copy the Access Token, which shows only once. The Token ID beside it is not the token; note it as well, for by it the token can be found and replaced later.",
            "A bot account serves as well, and may do less: Product menu (the nine dots; before 6.0 the three bars) > Integrations > Bot Accounts > Add Bot Account. Its token shows at the end. Add the bot to the team, and to the channels that it is to post to.",
        ]
        .map(ToOwned::to_owned)
        .to_vec(),
        permissions_guide: [
            "A token may do what its account may. Permissions are those of the account's roles: System Console > User Management > Permissions; a bot can be given the role post:channels or post:all (Integrations > Bot Accounts > Edit).",
        ]
        .map(ToOwned::to_owned)
        .to_vec(),
        rotation_guide: Vec::new(),
        base_url: BaseUrl {
            example: "https://chat.example.com".to_owned(),
            strip_suffixes: vec!["/api/v4".to_owned()],
        },
        public_fields: vec!["token-id".to_owned(), names::DEFAULT_TEAM.to_owned()],
        n8n_aliases: vec!["mattermostApi".to_owned()],
    }
}

jackfield_sdk::export!(connector);
