//! The contract in `wit/`, as Rust.

#![allow(
    missing_docs,
    unreachable_pub,
    clippy::allow_attributes,
    clippy::all,
    clippy::must_use_candidate,
    clippy::semicolon_if_nothing_returned,
    clippy::use_self,
    reason = "generated from wit/"
)]

wasmtime::component::bindgen!({
    path: "../../wit",
    world: "connector",
    imports: {
        "jackfield:connector/credentials@0.1.0.[method]credential.save": async | trappable,
        "jackfield:connector/credentials@0.1.0.[method]credential.send": async | trappable,
        "jackfield:connector/credentials@0.1.0.[method]credential.send-sealing": async | trappable,
        "jackfield:connector/open-web@0.1.0.send": async | trappable,
        default: trappable,
    },
    exports: { default: async },
    with: {
        "jackfield:connector/credentials.credential": crate::imports::CredentialHandle,
        "jackfield:connector/blobs.blob": jackfield_item::Blob,
    },
});

/// `rotation`, which a component need not have.
pub(crate) mod rotating {
    wasmtime::component::bindgen!({
        path: "../../wit",
        inline: "
            package jackfield:host;
            world rotating {
                export jackfield:connector/rotation@0.1.0;
            }
        ",
        world: "jackfield:host/rotating",
        exports: { default: async },
        with: {
            "jackfield:connector/blobs": super::jackfield::connector::blobs,
            "jackfield:connector/credentials": super::jackfield::connector::credentials,
            "jackfield:connector/faults": super::jackfield::connector::faults,
            "jackfield:connector/messages": super::jackfield::connector::messages,
        },
    });
}
