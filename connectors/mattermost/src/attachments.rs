//! Message attachments as n8n stores them, turned into those of Mattermost's API.
//!
//! n8n wraps lists in an object (`fields.item`, `actions.item`, `options.option`,
//! `integration.item`, `context.property`). An attachment that already has the API's shape passes
//! unchanged. An action without an integration, on which n8n's node throws, is sent without one.

use serde_json::{Map, Value};

pub(crate) fn from_n8n(mut attachment: Map<String, Value>) -> Value {
    let is_wrapped = attachment.get("fields").is_some_and(Value::is_object);
    unwrap_list(&mut attachment, "fields", "item");
    if let (true, Some(Value::Array(fields))) = (is_wrapped, attachment.get_mut("fields")) {
        for field in fields.iter_mut().filter_map(Value::as_object_mut) {
            // n8n's default, and not that of the API.
            field.entry("short").or_insert(Value::Bool(true));
        }
    }
    unwrap_list(&mut attachment, "actions", "item");
    if let Some(Value::Array(actions)) = attachment.get_mut("actions") {
        for action in actions.iter_mut().filter_map(Value::as_object_mut) {
            convert_action(action);
        }
    }
    Value::Object(attachment)
}

fn convert_action(action: &mut Map<String, Value>) {
    remove_if(action, "type", "button");
    remove_if(action, "data_source", "custom");
    unwrap_list(action, "options", "option");
    unwrap_object(action, "integration", "item");
    if let Some(Value::Object(integration)) = action.get("integration") {
        let mut integration = integration.clone();
        if let Some(Value::Object(context)) = integration.get("context")
            && let Some(Value::Array(properties)) = context.get("property")
        {
            let context = properties.iter().filter_map(property).collect();
            integration.insert("context".to_owned(), Value::Object(context));
        }
        action.insert("integration".to_owned(), Value::Object(integration));
    }
}

fn property(property: &Value) -> Option<(String, Value)> {
    let name = property.get("name")?.as_str()?;
    Some((
        name.to_owned(),
        property.get("value").cloned().unwrap_or(Value::Null),
    ))
}

/// Puts the list that stands under `inner` in the place of the object that wraps it.
fn unwrap_list(object: &mut Map<String, Value>, outer: &str, inner: &str) {
    if let Some(Value::Object(wrapper)) = object.get(outer) {
        match wrapper.get(inner).cloned() {
            Some(list) => object.insert(outer.to_owned(), list),
            None => object.remove(outer),
        };
    }
}

/// Puts the object that stands under `inner` in the place of the one that wraps it; an empty
/// wrapper goes.
fn unwrap_object(object: &mut Map<String, Value>, outer: &str, inner: &str) {
    if let Some(Value::Object(wrapper)) = object.get(outer) {
        match wrapper
            .get(inner)
            .filter(|inner| inner.is_object())
            .cloned()
        {
            Some(item) => object.insert(outer.to_owned(), item),
            None if wrapper.is_empty() => object.remove(outer),
            None => None,
        };
    }
}

fn remove_if(object: &mut Map<String, Value>, key: &str, value: &str) {
    if object.get(key).is_some_and(|candidate| candidate == value) {
        object.remove(key);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    fn converted(attachment: &Value) -> Value {
        super::from_n8n(attachment.as_object().unwrap().clone())
    }

    #[test]
    fn the_lists_that_n8n_wraps_are_unwrapped() {
        let attachment = json!({
            "title": "Build",
            "fields": {"item": [{"title": "Branch", "value": "main", "short": true}]},
            "actions": {"item": [{
                "type": "button",
                "data_source": "custom",
                "name": "Retry",
                "options": {"option": [{"text": "a", "value": "b"}]},
                "integration": {"item": {
                    "url": "https://ci.example.com",
                    "context": {"property": [{"name": "build", "value": "7"}]},
                }},
            }]},
        });
        assert_eq!(
            converted(&attachment),
            json!({
                "title": "Build",
                "fields": [{"title": "Branch", "value": "main", "short": true}],
                "actions": [{
                    "name": "Retry",
                    "options": [{"text": "a", "value": "b"}],
                    "integration": {"url": "https://ci.example.com", "context": {"build": "7"}},
                }],
            })
        );
    }

    #[test]
    fn a_menu_keeps_where_its_choices_come_from() {
        for (action, expected) in [
            (
                json!({"type": "select", "data_source": "users", "name": "a", "options": {}}),
                json!({"type": "select", "data_source": "users", "name": "a"}),
            ),
            (
                json!({"type": "select", "data_source": "custom", "options": {"option": [{"text": "a", "value": "b"}]}}),
                json!({"type": "select", "options": [{"text": "a", "value": "b"}]}),
            ),
        ] {
            assert_eq!(
                converted(&json!({"actions": {"item": [action]}})),
                json!({"actions": [expected]})
            );
        }
    }

    #[test]
    fn fields_are_short_in_n8n_and_long_in_the_api() {
        let field = json!([{"title": "a", "value": "b"}]);
        assert_eq!(
            converted(&json!({"fields": {"item": field}})),
            json!({"fields": [{"title": "a", "value": "b", "short": true}]})
        );
        assert_eq!(
            converted(&json!({"fields": field})),
            json!({"fields": field})
        );
    }

    #[test]
    fn empty_wrappers_are_left_out() {
        assert_eq!(
            converted(&json!({"text": "x", "fields": {}, "actions": {}})),
            json!({"text": "x"})
        );
        assert_eq!(
            converted(&json!({"actions": {"item": [{"name": "a", "integration": {}}]}})),
            json!({"actions": [{"name": "a"}]})
        );
    }

    #[test]
    fn an_integration_needs_no_context() {
        let integration = json!({"item": {"url": "https://ci.example.com"}});
        assert_eq!(
            converted(&json!({"actions": {"item": [{"name": "a", "integration": integration}]}})),
            json!({"actions": [{"name": "a", "integration": {"url": "https://ci.example.com"}}]})
        );
    }

    #[test]
    fn an_attachment_of_the_api_passes_unchanged() {
        let attachment = json!({
            "fields": [{"title": "a", "value": 1}],
            "actions": [{"id": "x", "type": "select", "integration": {"url": "https://a.example"}}],
        });
        assert_eq!(converted(&attachment), attachment);
    }
}
