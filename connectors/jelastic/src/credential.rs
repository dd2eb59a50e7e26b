//! The access token: where it goes, and how people get one.

use jackfield_sdk::{BaseUrl, CredentialType, Placement};

pub(crate) fn credential_type() -> CredentialType {
    CredentialType {
        name: "jelastic".to_owned(),
        title: "Jelastic access token".to_owned(),
        placement: vec![Placement::Form {
            name: "session".to_owned(),
        }],
        guide: [
            "In the dashboard (Virtuozzo Application Platform 5.5 or later), click on your account at the top on the right, then Settings > Access Tokens > Generate.",
            "Give it a description and, if you want, a day on which it expires, and tick the API methods that the workflow needs: `jackfield credential check --permissions FILE` lists them.",
            "Copy the token, 40 characters, which shows only once. The number in the list is its id and not the token.",
            "The base URL is where the dashboard is, mostly https://app.PLATFORM-DOMAIN. The /1.0 that the API has behind it is cut off; `jca.` is the panel of administrators, and the domain without `app.` the provider's web site.",
        ]
        .map(ToOwned::to_owned)
        .to_vec(),
        permissions_guide: [
            "Settings > Access Tokens > Generate, or Edit for a token that you have: the field above the list of API methods finds them by name.",
            "When a gateway gives up waiting for a long action, Jackfield looks what became of it, for which the token needs the methods GetEnvInfo (environment.control) and GetCurrentActions (environment.tracking). With GetEnvInfo it also sees whether the name of a new environment is free.",
            "The presets there (Extended Access, IDE Plugins, Marketplace, Maven Plugin) are wider than a workflow needs.",
        ]
        .map(ToOwned::to_owned)
        .to_vec(),
        rotation_guide: [
            "Generate a second token with the same API methods: Settings > Access Tokens > Generate.",
            "Put it in the place of the first: `jackfield credential edit NAME`, which asks for the token and tries it.",
            "Remove the first one in the dashboard: Settings > Access Tokens. `Regenerate` there would end the old token before the new one is saved.",
        ]
        .map(ToOwned::to_owned)
        .to_vec(),
        base_url: BaseUrl {
            example: "https://app.example.com".to_owned(),
            strip_suffixes: vec!["/1.0".to_owned()],
        },
        public_fields: Vec::new(),
        n8n_aliases: Vec::new(),
    }
}
