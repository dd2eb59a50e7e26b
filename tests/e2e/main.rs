//! End-to-end tests: the program as a process, real servers on loopback, real TLS.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "helpers of tests stand outside `#[test]` functions, where the permission does not reach"
)]

mod architecture;
mod cache;
mod check;
mod check_details;
mod check_files;
mod check_online;
mod color;
mod command_line;
mod concurrency;
mod conformance;
mod convert;
mod core_steps;
mod corpus;
mod corpus_broken;
mod corpus_chat;
mod corpus_core;
mod corpus_hooks;
mod corpus_loops;
mod corpus_web;
mod credential_check;
mod credential_facts;
mod credential_import;
mod credential_kill;
mod credential_places;
mod credential_pty;
mod credential_rotate;
mod credential_store;
mod credential_values;
mod credentials;
mod demo;
mod dry_run;
mod examples;
mod excerpts;
mod export_branches;
mod export_calls;
mod export_errors;
mod export_http;
mod export_loops;
mod export_pairing;
mod export_runs;
mod export_safety;
mod exports;
mod expressions;
mod faults_busy;
mod faults_jelastic;
mod faults_mattermost;
mod faults_network;
mod flow;
mod gate;
mod gate_allow;
mod gate_limits;
mod gate_proxy;
mod hostile;
mod http;
mod http_answers;
mod http_credentials;
mod http_pages;
mod http_redirects;
mod input;
mod jelastic;
mod manual;
mod mattermost;
mod mattermost_api;
mod mattermost_channels;
mod mattermost_exports;
mod mattermost_files;
mod mattermost_lists;
mod mattermost_messages;
mod mattermost_names;
mod mattermost_repeats;
mod mattermost_users;
mod mattermost_webhooks;
mod on_error;
mod pages;
mod patience;
mod plugins;
mod progress;
mod readme;
mod report;
mod report_github;
mod retry;
mod run;
mod sandbox;
mod schema;
mod secrecy;
mod secrecy_written;
mod signals;
mod slots;
mod sources;
mod support;
mod templates;
mod terminal;
mod tls;
