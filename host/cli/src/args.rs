//! The command line.

mod credential;

use std::path::{Path, PathBuf};

use clap::{ArgAction, Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

pub(crate) use credential::{
    AddCredential, CheckCredential, CredentialSources, CredentialVerb, EditCredential, Fields,
    Guide, ImportCredentials, ListCredentials, RemoveCredential, RenameCredential,
    RotateCredential, ShowCredential, TokenSource,
};

/// Runs JSON workflow files. Every connector is a WebAssembly component that never sees the secret
/// it acts with.
#[derive(Debug, Parser)]
#[command(name = "jackfield", version, after_help = EXIT_CODES)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) verb: Verb,
    #[command(flatten)]
    pub(crate) global: Global,
}

const EXIT_CODES: &str = "\
Exit codes: 0 success, 1 internal error, 2 usage, 3 invalid workflow or input, 4 credential,
5 refused by the platform, 6 platform unavailable (a retry may help), 7 denied by the gate,
8 timeout or limit (a retry may help), 9 interrupted, 10 connector failed, 11 outcome unknown";

/// Options of every verb.
#[derive(Debug, Args)]
pub(crate) struct Global {
    /// Say nothing on standard error but errors and security warnings
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub(crate) quiet: bool,
    /// Say what happens; twice: also what connectors log for their developers
    #[arg(short, long, global = true, action = ArgAction::Count)]
    pub(crate) verbose: u8,
    /// Whether to use colours. `auto` means on a terminal, unless NO_COLOR is set or TERM is `dumb`;
    /// CLICOLOR_FORCE means always
    #[arg(long, global = true, value_enum, value_name = "WHEN", default_value_t = ColorChoice::Auto)]
    pub(crate) color: ColorChoice,
    /// Where compiled connectors are kept [default: the user's cache directory]
    #[arg(long, global = true, value_name = "DIR")]
    pub(crate) cache_dir: Option<PathBuf>,
    /// Where the credential store is kept [default: JACKFIELD_STATE_DIR, or `jackfield` in the
    /// user's state directory]
    #[arg(long, global = true, value_name = "DIR")]
    pub(crate) state_dir: Option<PathBuf>,
}

/// When to use colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ColorChoice {
    /// On a terminal.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Verb {
    /// Run a workflow
    Run(Run),
    /// Find everything that is wrong with a workflow, and try its credentials, without running it
    Check(Check),
    /// Draw a workflow
    Graph(Graph),
    /// Write a workflow that n8n has exported as steps
    Convert(Convert),
    /// Print the JSON Schema of workflow files, by which an editor completes them, or of reports
    Schema(Schema),
    /// Look at connectors
    Connector {
        #[command(subcommand)]
        verb: ConnectorVerb,
    },
    /// Look after credentials
    Credential {
        #[command(subcommand)]
        verb: CredentialVerb,
    },
    /// Show everything at work, on this machine only
    Demo,
    /// Print the script by which a shell completes commands
    Completions(Completions),
    /// Print the manual page, or write one for each command
    Man(Man),
}

impl Verb {
    /// What is to be reported, of a verb that works with a file.
    pub(crate) fn reporting(&self) -> Option<(&Reporting, &Path)> {
        match self {
            Self::Run(run) => Some((&run.reporting, &run.file)),
            Self::Check(check) => Some((&check.reporting, &check.file)),
            _ => None,
        }
    }
}

/// How a person or a program learns what came of it.
#[derive(Debug, Args)]
pub(crate) struct Reporting {
    /// What standard error is for: people, programs, or GitHub Actions
    #[arg(id = "report", long = "report", value_enum, value_name = "FORM", default_value_t = Form::Text)]
    pub(crate) form: Form,
    /// Also write the report as JSON into this file, whatever `--report` says
    #[arg(id = "report-file", long = "report-file", value_name = "FILE")]
    pub(crate) file: Option<PathBuf>,
}

/// The form in which something is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Form {
    /// Text, as it happens
    Text,
    /// One JSON document at the end, and nothing else (`jackfield schema --report`)
    Json,
    /// Workflow commands of GitHub Actions, which become annotations
    Github,
}

/// Where connectors come from besides those that are built in.
#[derive(Debug, Args)]
pub(crate) struct Plugins {
    /// A connector to use besides those built in; may be given several times
    #[arg(long = "plugin", value_name = "PATH.wasm")]
    pub(crate) paths: Vec<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct Run {
    /// The workflow file
    pub(crate) file: PathBuf,
    /// The items to begin with: JSON, `@FILE`, or `-` for standard input. An array is a list of
    /// items, an object is one item [default: one empty item]. In an n8n export they are what the
    /// trigger would give, with or without `json` around their fields
    #[arg(
        long,
        visible_alias = "items",
        value_name = "JSON|@FILE|-",
        allow_hyphen_values = true
    )]
    pub(crate) input: Option<String>,
    #[command(flatten)]
    pub(crate) exports: ForExports,
    #[command(flatten)]
    pub(crate) credentials: CredentialSources,
    /// What goes to standard output: the items of the last step, a line each; those of all steps,
    /// as one object; or nothing
    #[arg(long, value_enum, default_value_t = Output::Last)]
    pub(crate) output: Output,
    /// Send what only reads, and show what would change something instead of sending it. Standard
    /// output stays empty, for there are no results
    #[arg(long, conflicts_with = "output")]
    pub(crate) dry_run: bool,
    #[command(flatten)]
    pub(crate) plugins: Plugins,
    #[command(flatten)]
    pub(crate) network: Network,
    /// A host that connectors may reach without a credential: `api.example.com` over https,
    /// `api.example.com:8443` at another port, `http://127.0.0.1:8080` without TLS; no path, no
    /// wildcard. A private address must be written as such, a name reaches public ones only. May be
    /// given several times
    #[arg(long = "allow-host", value_name = "[SCHEME://]HOST[:PORT]")]
    pub(crate) allowed_hosts: Vec<String>,
    /// An environment variable that expressions may read as `$env.NAME`; may be given several times
    #[arg(long = "allow-env", value_name = "NAME")]
    pub(crate) allowed_variables: Vec<String>,
    /// The time zone of `$now`, `$today` and `DateTime`, such as `Europe/Zurich` [default: the
    /// system's]
    #[arg(long, value_name = "ZONE")]
    pub(crate) timezone: Option<String>,
    #[command(flatten)]
    pub(crate) reporting: Reporting,
}

/// What only files that n8n has exported need.
#[derive(Debug, Args)]
#[command(next_help_heading = "Options for n8n exports")]
pub(crate) struct ForExports {
    /// The workflow of a file with several, by its id or its name
    #[arg(long, value_name = "ID|NAME")]
    pub(crate) workflow: Option<String>,
    /// The node to begin with [default: the trigger; of several, the one that a person pulls]
    #[arg(long, value_name = "NODE")]
    pub(crate) start: Option<String>,
    /// Let the items pinned in n8n stand for what triggers give, and nodes that nothing here serves
    #[arg(long)]
    pub(crate) pinned: bool,
    /// A directory with the exports of other workflows: those that this one runs, and the one for
    /// its errors, are found there by id, by name and by file name
    #[arg(long = "workflows", value_name = "DIR")]
    pub(crate) directory: Option<PathBuf>,
    /// The credential that a label of the export stands for, such as `'Team chat=team-chat'`; may
    /// be given several times [default: the one of that name, or else the only one of its type]
    #[arg(id = "credential", long = "credential", value_name = "LABEL=NAME")]
    pub(crate) credentials: Vec<String>,
}

/// How platforms are reached, and how much a connector may use.
#[derive(Debug, Args)]
pub(crate) struct Network {
    /// A proxy for whatever has none of its own: `http://proxy.example.com:3128`, `env` for that of
    /// HTTPS_PROXY, HTTP_PROXY and NO_PROXY, or `@FILE`, a file with one of these, for a proxy with
    /// a password [default: none]
    #[arg(long, value_name = "URL|env|@FILE")]
    pub(crate) proxy: Option<String>,
    /// The address of a host, instead of the one that the system's resolver would find; may be
    /// given several times
    #[arg(long = "resolve", value_name = "HOST=ADDRESS")]
    pub(crate) settled: Vec<String>,
    /// How much a connector may use: `memory=64MiB`, `answer=8MiB` (in its memory), `blob=64MiB`
    /// (an answer that it does not look into), `requests=1000` (in a call), `rate=1000` (requests a
    /// second to one origin). These are the defaults; may be given several times
    #[arg(long = "limit", value_name = "NAME=VALUE")]
    pub(crate) limits: Vec<String>,
}

/// What goes to standard output.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Output {
    /// The items of the last step.
    Last,
    /// The items of all steps.
    All,
    /// Nothing.
    None,
}

#[derive(Debug, Args)]
pub(crate) struct Check {
    /// The workflow file
    pub(crate) file: PathBuf,
    /// Send nothing: do not try the credentials, and do not miss those that are not configured here
    #[arg(long)]
    pub(crate) offline: bool,
    /// The items that the workflow will be given, as for `jackfield run`
    #[arg(
        long,
        visible_alias = "items",
        value_name = "JSON|@FILE|-",
        allow_hyphen_values = true
    )]
    pub(crate) input: Option<String>,
    #[command(flatten)]
    pub(crate) exports: ForExports,
    /// A host that connectors may reach without a credential, as for `jackfield run`; may be given
    /// several times
    #[arg(long = "allow-host", value_name = "[SCHEME://]HOST[:PORT]")]
    pub(crate) allowed_hosts: Vec<String>,
    /// An environment variable that expressions may read, as for `jackfield run`; may be given
    /// several times
    #[arg(long = "allow-env", value_name = "NAME")]
    pub(crate) allowed_variables: Vec<String>,
    #[command(flatten)]
    pub(crate) credentials: CredentialSources,
    #[command(flatten)]
    pub(crate) plugins: Plugins,
    #[command(flatten)]
    pub(crate) reporting: Reporting,
}

#[derive(Debug, Args)]
pub(crate) struct Schema {
    /// Complete `uses` and `with` by the connectors there are
    #[arg(long)]
    pub(crate) connectors: bool,
    /// The schema of what `--report json` and `--report-file` give, instead
    #[arg(long, conflicts_with_all = ["connectors", "paths"])]
    pub(crate) report: bool,
    #[command(flatten)]
    pub(crate) plugins: Plugins,
}

/// Steps can say less than n8n: what they cannot is listed, and then nothing is written. Look the
/// result over: a step takes a value to be missing for a mistake, where n8n goes on with nothing.
#[derive(Debug, Args)]
pub(crate) struct Convert {
    /// The file that n8n has exported
    pub(crate) file: PathBuf,
    /// The workflow of a file with several, by its id or its name
    #[arg(long, value_name = "ID|NAME")]
    pub(crate) workflow: Option<String>,
    /// The node to begin with [default: the trigger]
    #[arg(long, value_name = "NODE")]
    pub(crate) start: Option<String>,
    #[command(flatten)]
    pub(crate) plugins: Plugins,
}

#[derive(Debug, Args)]
pub(crate) struct Graph {
    /// The workflow file
    pub(crate) file: PathBuf,
    /// As text for Mermaid, or as a picture
    #[arg(long, value_enum, default_value_t = Drawing::Mermaid)]
    pub(crate) format: Drawing,
    /// The workflow of an n8n export with several, by its id or its name
    #[arg(long, value_name = "ID|NAME")]
    pub(crate) workflow: Option<String>,
}

/// What a workflow is drawn as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Drawing {
    /// A Mermaid flowchart.
    Mermaid,
    /// An SVG picture.
    Svg,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ConnectorVerb {
    /// List the connectors and their operations
    List(ListConnectors),
    /// Describe a connector: credentials, operations, parameters
    Describe(DescribeConnector),
}

#[derive(Debug, Args)]
pub(crate) struct ListConnectors {
    #[command(flatten)]
    pub(crate) plugins: Plugins,
}

#[derive(Debug, Args)]
pub(crate) struct DescribeConnector {
    /// The name of a connector or of one of its operations, such as `weather/report.get`, or
    /// the path of a component
    #[arg(value_name = "NAME[/OPERATION]|PATH")]
    pub(crate) connector: String,
    /// Print the descriptor as the connector gives it
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Completions {
    /// The shell
    pub(crate) shell: Shell,
}

#[derive(Debug, Args)]
pub(crate) struct Man {
    /// Write a page for each command into this directory, instead of the main one to standard
    /// output
    #[arg(long, value_name = "DIR")]
    pub(crate) dir: Option<PathBuf>,
}
