//! The command line of `jackfield credential`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::Plugins;

/// Where credentials come from besides the environment and the store.
#[derive(Debug, Args)]
pub(crate) struct CredentialSources {
    /// A JSON file of credentials by name, or a decrypted n8n credential export
    #[arg(id = "credentials-file", long = "credentials", value_name = "FILE")]
    pub(crate) credentials_file: Option<PathBuf>,
    /// A directory with a directory for each credential, and in it a file for each field, such as
    /// `team-chat/access-token` [default: JACKFIELD_CREDENTIALS_DIR]
    #[arg(id = "credentials-dir", long = "credentials-dir", value_name = "DIR")]
    pub(crate) credentials_dir: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum CredentialVerb {
    /// Save a credential in the store, encrypted, after it has been tried
    Add(AddCredential),
    /// List the credentials there are, and where each comes from
    List(ListCredentials),
    /// Show everything about a credential but its secret
    Show(ShowCredential),
    /// Find out whose credential it is and what it may do
    Check(CheckCredential),
    /// Change a credential in the store
    Edit(EditCredential),
    /// Give a credential in the store another name
    Rename(RenameCredential),
    /// Remove a credential from the store
    Remove(RemoveCredential),
    /// Replace the token of a credential in the store by a new one, and revoke the old one
    Rotate(RotateCredential),
    /// Save the credentials of an n8n export in the store
    Import(ImportCredentials),
    /// Say how to get a token, step by step
    Guide(Guide),
}

/// What a credential consists of besides its name and its type.
#[derive(Debug, Args)]
pub(crate) struct Fields {
    /// Where the platform is, such as `https://chat.example.com`
    #[arg(long, value_name = "URL")]
    pub(crate) base_url: Option<String>,
    #[command(flatten)]
    pub(crate) token: TokenSource,
    /// Ignore SSL Issues (insecure): accept any certificate. Whoever is on the way can then read
    /// and change everything, the token included; prefer --ca-file
    #[arg(
        long,
        value_name = "true|false",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "true"
    )]
    pub(crate) ignore_ssl: Option<bool>,
    /// A PEM file of certificate authorities that are accepted besides the system's
    #[arg(long, value_name = "FILE")]
    pub(crate) ca_file: Option<PathBuf>,
    /// The proxy: a URL, `env` (what HTTPS_PROXY and its like say), `none`, or `@FILE`, a file
    /// with one of these, for a proxy with a password
    #[arg(long, value_name = "URL|env|none|@FILE")]
    pub(crate) proxy: Option<String>,
    /// What may be done with it, such as 'POST /api/v4/posts'; may be given several times. Without
    /// it everything may
    #[arg(long = "allow", value_name = "METHOD PATH")]
    pub(crate) allow: Vec<String>,
    /// The last day on which the token is valid: 2027-01-31 or 31-01-2027
    #[arg(long, value_name = "DAY")]
    pub(crate) expires: Option<String>,
    /// A further field that its type has and that is no secret; may be given several times
    #[arg(long = "field", value_name = "NAME=VALUE")]
    pub(crate) fields: Vec<String>,
    /// The id by which the platform knows the token, which is not the token
    #[arg(long, value_name = "ID")]
    pub(crate) token_id: Option<String>,
    /// What the token is called on the platform
    #[arg(long, value_name = "TEXT")]
    pub(crate) description: Option<String>,
    /// Whose token it is [default: what the platform says]
    #[arg(long, value_name = "TEXT")]
    pub(crate) account: Option<String>,
}

/// Where the token comes from. It is never an argument: everybody on the machine can read those.
#[derive(Debug, Args)]
#[group(multiple = false)]
pub(crate) struct TokenSource {
    /// Read the token from standard input
    #[arg(long)]
    pub(crate) token_stdin: bool,
    /// Read the token from a file
    #[arg(long, value_name = "FILE")]
    pub(crate) token_file: Option<PathBuf>,
    /// Take the token that a program prints, such as 'op read op://vault/chat/token'. It is run
    /// now, without a shell, and not again later
    #[arg(long, value_name = "COMMAND")]
    pub(crate) token_command: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct AddCredential {
    /// The name that workflows know it by
    pub(crate) name: String,
    /// Its type, such as the name of a connector
    #[arg(long = "type", value_name = "TYPE")]
    pub(crate) credential_type: Option<String>,
    /// What is refused: see [`TokenSource`]
    #[arg(long, hide = true, value_name = "TOKEN")]
    pub(crate) token: Option<String>,
    #[command(flatten)]
    pub(crate) fields: Fields,
    /// Save it without asking the platform whether it works
    #[arg(long)]
    pub(crate) no_check: bool,
    /// Put it in the place of one of the same name
    #[arg(long)]
    pub(crate) replace: bool,
    #[command(flatten)]
    pub(crate) sources: CredentialSources,
    #[command(flatten)]
    pub(crate) plugins: Plugins,
}

#[derive(Debug, Args)]
pub(crate) struct ListCredentials {
    #[command(flatten)]
    pub(crate) sources: CredentialSources,
    /// Print the list as JSON
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct ShowCredential {
    /// The credential's name
    pub(crate) name: String,
    #[command(flatten)]
    pub(crate) sources: CredentialSources,
    /// Print it as JSON
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct CheckCredential {
    /// The credential's name
    #[arg(required_unless_present = "permissions")]
    pub(crate) name: Option<String>,
    /// Say which permissions the operations of this workflow need, instead of asking the platform;
    /// with a name, only of those that use the credential
    #[arg(long, value_name = "FILE")]
    pub(crate) permissions: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) credentials: CredentialSources,
    #[command(flatten)]
    pub(crate) plugins: Plugins,
    /// Print the report as JSON
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct EditCredential {
    /// The credential's name
    pub(crate) name: String,
    #[command(flatten)]
    pub(crate) fields: Fields,
    /// Ask for a new token
    #[arg(long, conflicts_with_all = ["token_stdin", "token_file", "token_command"])]
    pub(crate) token: bool,
    /// Take something out: ca-file, proxy, allow, expires, token-id, description, account, or a
    /// further field; may be given several times
    #[arg(long = "clear", value_name = "FIELD")]
    pub(crate) clear: Vec<String>,
    /// Save it without asking the platform whether it works
    #[arg(long)]
    pub(crate) no_check: bool,
    #[command(flatten)]
    pub(crate) sources: CredentialSources,
    #[command(flatten)]
    pub(crate) plugins: Plugins,
}

#[derive(Debug, Args)]
pub(crate) struct RenameCredential {
    /// The credential's name
    pub(crate) name: String,
    /// Its new name
    pub(crate) new_name: String,
    #[command(flatten)]
    pub(crate) sources: CredentialSources,
}

#[derive(Debug, Args)]
pub(crate) struct RemoveCredential {
    /// The credential's name
    pub(crate) name: String,
    /// Do not ask
    #[arg(short, long)]
    pub(crate) yes: bool,
    #[command(flatten)]
    pub(crate) sources: CredentialSources,
}

#[derive(Debug, Args)]
pub(crate) struct RotateCredential {
    /// The credential's name
    pub(crate) name: String,
    #[command(flatten)]
    pub(crate) sources: CredentialSources,
    #[command(flatten)]
    pub(crate) plugins: Plugins,
}

#[derive(Debug, Args)]
pub(crate) struct ImportCredentials {
    /// What `n8n export:credentials --all --output=FILE` wrote, with or without `--decrypted`
    pub(crate) file: PathBuf,
    /// A file with n8n's encryption key, or n8n's `config` file [default: N8N_ENCRYPTION_KEY, or
    /// the file that N8N_ENCRYPTION_KEY_FILE names]
    #[arg(long, value_name = "FILE")]
    pub(crate) key_file: Option<PathBuf>,
    /// A JSON file with n8n's data keys by their ids, for an n8n that rotates its encryption keys
    #[arg(long, value_name = "FILE")]
    pub(crate) data_keys: Option<PathBuf>,
    /// Where the platform is, for credentials that do not say
    #[arg(long, value_name = "URL")]
    pub(crate) base_url: Option<String>,
    /// A workflow file of n8n, in which addresses for --base-url are looked for; may be given
    /// several times
    #[arg(long = "workflow", value_name = "FILE")]
    pub(crate) workflows: Vec<PathBuf>,
    /// Import only the credential of this name; may be given several times
    #[arg(long = "only", value_name = "NAME")]
    pub(crate) only: Vec<String>,
    /// Save them without asking the platforms whether they work
    #[arg(long)]
    pub(crate) no_check: bool,
    /// Put them in the place of those of the same names
    #[arg(long)]
    pub(crate) replace: bool,
    #[command(flatten)]
    pub(crate) sources: CredentialSources,
    #[command(flatten)]
    pub(crate) plugins: Plugins,
}

#[derive(Debug, Args)]
pub(crate) struct Guide {
    /// The credential's type [default: list the types there are]
    #[arg(value_name = "TYPE")]
    pub(crate) credential_type: Option<String>,
    #[command(flatten)]
    pub(crate) plugins: Plugins,
}
