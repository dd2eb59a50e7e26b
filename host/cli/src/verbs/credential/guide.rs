//! `jackfield credential guide`.

use jackfield_descriptor::CredentialType;

use super::type_named;
use crate::args::{Global, Guide};
use crate::connectors::Connectors;
use crate::failure::Failure;
use crate::terminal::show;

/// Says how to get a token.
pub(super) async fn guide(global: &Global, arguments: &Guide) -> Result<(), Failure> {
    let mut connectors = Connectors::new(global, &arguments.plugins).await?;
    connectors.load_all().await?;
    let Some(name) = &arguments.credential_type else {
        let types = connectors.credential_types();
        let lines: String = types
            .map(|known| format!("{}  {}\n", known.name, known.title))
            .collect();
        return show(&lines);
    };
    let credential_type = type_named(&connectors, name)?;
    show(&format!("{}\n", steps(&credential_type).join("\n")))
}

/// How to get a token, in lines.
pub(super) fn steps(credential_type: &CredentialType) -> Vec<String> {
    let mut lines = vec![format!("How to get a {}:", credential_type.title)];
    lines.extend(
        credential_type
            .guide
            .iter()
            .enumerate()
            .map(|(index, step)| format!("  {}. {step}", index + 1)),
    );
    if !credential_type.base_url.example.is_empty() {
        lines.push(format!(
            "  The base URL looks like {}",
            credential_type.base_url.example
        ));
    }
    lines
}
