//! Code, and the two nodes before it: what is run, and how.

use jackfield_descriptor::Fault;

use super::kind::NodeType;
use super::read::{Parameters, invalid};
use super::visit::{Code, CodeStyle, Deed, Visit};

/// Code that gives every item a field, as n8n's editor begins with; a file that says nothing means
/// that.
const FOR_ALL: &str =
    "return $input.all().map((item) => { item.json.myNewField = 1; return item; });";
const FOR_EACH: &str = "$input.item.json.myNewField = 1; return $input.item;";
const OLD_FOR_ALL: &str = "items[0].json.myVariable = 1; return items;";
const OLD_FOR_EACH: &str = "item.myVariable = 1; return item;";

pub(super) fn carry_out(kind: NodeType, mut visit: Visit<'_>) -> Result<Deed, Fault> {
    let written = visit.once()?;
    let parameters = Parameters(&written);
    let (name, default, style) = match kind {
        NodeType::Function => ("functionCode", OLD_FOR_ALL, CodeStyle::Function),
        NodeType::FunctionItem => ("functionCode", OLD_FOR_EACH, CodeStyle::FunctionItem),
        _ => {
            let language = parameters.text("language", "javaScript");
            if language != "javaScript" {
                return Err(invalid("is written in Python, which is not run here")
                    .hint("write the code in JavaScript (`\"language\": \"javaScript\"`)"));
            }
            if parameters.text("mode", "runOnceForAllItems") == "runOnceForEachItem" {
                ("jsCode", FOR_EACH, CodeStyle::EachItem)
            } else {
                ("jsCode", FOR_ALL, CodeStyle::AllItems)
            }
        }
    };
    Ok(Deed::Script(Code {
        source: parameters.text(name, default).into_owned(),
        style,
    }))
}
