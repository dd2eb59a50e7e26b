//! Write a connector in Rust: parameter structs, plain functions, one macro.
//!
//! ```
//! use jackfield_sdk::{
//!     Call, Connector, CredentialType, Effect, Fault, Operation, Outcome, Request,
//! };
//! use schemars::JsonSchema;
//! use serde::Deserialize;
//!
//! #[derive(Deserialize, JsonSchema)]
//! #[serde(rename_all = "camelCase", deny_unknown_fields)]
//! struct Get {
//!     /// The city, such as `Bern`.
//!     city: String,
//! }
//!
//! fn get(call: &Call, parameters: Get) -> Result<Outcome, Fault> {
//!     let request = Request::get(["v1", "weather", &parameters.city]);
//!     Outcome::json(&call.credential()?.send(&request)?.ok()?.json()?)
//! }
//!
//! fn connector() -> Connector {
//!     Connector::new("weather", env!("CARGO_PKG_VERSION"))
//!         .title("Weather")
//!         .summary("Weather reports by city.")
//!         .credential_type(CredentialType::bearer(
//!             "weather",
//!             "Weather API key",
//!             "https://api.weather.example",
//!         ))
//!         .operation(
//!             Operation::new("report.get", get)
//!                 .summary("Gets the weather report of a city.")
//!                 .effect(Effect::Read)
//!                 .credential("weather"),
//!         )
//! }
//!
//! jackfield_sdk::export!(connector);
//! ```
//!
//! The descriptor and the dispatch are made from that. On `wasm32-wasip2` the macro exports the
//! component's functions; on other targets the crate is an ordinary library.

mod call;
mod connector;
mod fault;
mod outcome;
mod request;
mod response;

#[doc(hidden)]
#[allow(
    missing_docs,
    unreachable_pub,
    clippy::allow_attributes,
    clippy::all,
    clippy::indexing_slicing,
    clippy::must_use_candidate,
    clippy::semicolon_if_nothing_returned,
    clippy::use_self,
    reason = "generated from wit/"
)]
pub mod bindings {
    wit_bindgen::generate!({
        path: "../../wit",
        world: "rotating-connector",
        pub_export_macro: true,
        export_macro_name: "export_component",
        default_bindings_module: "jackfield_sdk::bindings",
    });
}

pub use bindings::exports::jackfield::connector::rotation::{Replacement, Step};
pub use bindings::jackfield::connector::{
    blobs::Blob,
    cache, context,
    credentials::NewToken,
    faults::{Delivery, Fault},
    log,
    messages::{AnswerForm, Body, Part, PartContent, Request as RawRequest, ResponseBody, Target},
    open_web,
};
pub use call::{Call, Credential};
pub use connector::{Connector, Operation};
pub use jackfield_descriptor::{
    BaseUrl, CredentialSelector, CredentialType, Effect, Example, FaultKind, N8nNode,
    Operation as OperationDescription, Otherwise, Placement, Selector, Slot,
};
pub use outcome::Outcome;
pub use request::Request;
pub use response::Response;

/// Sends a request without a credential; any status is an answer. The request must be one to an
/// absolute URL ([`Request::url`]), and whoever runs the workflow must have allowed its host by
/// name: `jackfield run --allow-host api.example.com`.
///
/// # Errors
/// When there was no answer, or the gate did not let the request out.
pub fn open(request: &Request) -> Result<Response, Fault> {
    open_web::send(&request.to_raw()).map(Response::new)
}

/// Sends a request without a credential as the contract spells it, for bodies that refer to blobs.
///
/// # Errors
/// As for [`open`].
pub fn open_raw(request: &RawRequest<'_>) -> Result<Response, Fault> {
    open_web::send(request).map(Response::new)
}

/// Makes a component of a function `fn() -> Connector`.
///
/// Its exports exist on WebAssembly targets only, so that the crate builds and tests natively.
#[macro_export]
macro_rules! export {
    ($connector:path) => {
        #[cfg(target_family = "wasm")]
        const _: () = {
            use $crate::bindings::exports::jackfield::connector::{operations, rotation};

            struct Component;

            // Made once for an instance, not for each call.
            ::std::thread_local! {
                static CONNECTOR: $crate::Connector = $connector();
            }

            impl operations::Guest for Component {
                fn describe() -> String {
                    CONNECTOR.with(|connector| connector.describe())
                }

                fn check(credential: &operations::Credential) -> Result<String, $crate::Fault> {
                    CONNECTOR.with(|connector| connector.check(credential))
                }

                fn execute(call: operations::Call) -> Result<operations::Outcome, $crate::Fault> {
                    CONNECTOR.with(|connector| connector.execute(call))
                }
            }

            impl rotation::Guest for Component {
                fn rotate(
                    credential: &operations::Credential,
                    state: Option<String>,
                ) -> Result<rotation::Step, $crate::Fault> {
                    CONNECTOR.with(|connector| connector.rotate(credential, state))
                }
            }

    $crate::bindings::export_component!(Component with_types_in $crate::bindings);
        };

        #[cfg(not(target_family = "wasm"))]
        const _: fn() -> $crate::Connector = $connector;
    };
}
