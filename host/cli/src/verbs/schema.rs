//! `jackfield schema`.

use jackfield_descriptor::Descriptor;

use crate::args::{Global, Schema as Arguments};
use crate::connectors::Connectors;
use crate::failure::Failure;
use crate::report;
use crate::terminal::give;

/// Prints the JSON Schema of the steps spelling, or of reports.
pub(crate) async fn schema(global: &Global, arguments: &Arguments) -> Result<(), Failure> {
    let schema = if arguments.report {
        report::schema().to_value()
    } else if arguments.connectors {
        let mut connectors = Connectors::new(global, &arguments.plugins).await?;
        connectors.load_all().await?;
        let descriptors: Vec<&Descriptor> = connectors.descriptors().collect();
        jackfield_workflow::schema_for_connectors(&descriptors)
    } else {
        jackfield_workflow::schema().to_value()
    };
    give(&format!("{schema:#}\n"))
}
