//! What an environment is doing.

use serde_json::Value;

pub(crate) const RUNNING: i64 = 1;
pub(crate) const DOWN: i64 = 2;
pub(crate) const ASLEEP: i64 = 4;
/// There is no such environment, said as a status of it.
pub(crate) const NONE: i64 = 8;
pub(crate) const BROKEN: i64 = 11;

/// The status in an answer to `GetEnvInfo`.
pub(crate) fn of(info: &Value) -> Option<i64> {
    info.pointer("/env/status").and_then(Value::as_i64)
}

/// Whether an environment of this status is on its way to another one.
pub(crate) fn is_passing(status: i64) -> bool {
    matches!(status, 3 | 6 | 7 | 9 | 10 | 12..=15)
}

/// The status as people say it.
pub(crate) fn in_words(status: i64) -> String {
    let words = match status {
        RUNNING => "running",
        DOWN => "down",
        3 => "launching",
        ASLEEP => "asleep",
        6 => "being created",
        7 => "being cloned",
        9 => "being exported",
        10 => "being migrated",
        BROKEN => "broken",
        12 => "being updated",
        13 => "stopping",
        14 => "going to sleep",
        15 => "being restored",
        other => return format!("in status {other}"),
    };
    words.to_owned()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    #[test]
    fn every_status_that_passes_has_a_name_of_its_own() {
        let passing: Vec<i64> = (0..20)
            .filter(|status| super::is_passing(*status))
            .collect();
        assert_eq!(passing, [3, 6, 7, 9, 10, 12, 13, 14, 15]);
        for status in passing {
            assert!(!super::in_words(status).contains("status"), "{status}");
        }
        assert_eq!(super::in_words(99), "in status 99");
    }

    #[test]
    fn the_status_is_that_of_the_environment() {
        let info = json!({"env": {"status": 13}, "nodes": [{"status": 1}]});
        assert_eq!(super::of(&info), Some(13));
        assert_eq!(super::of(&json!({"env": {}})), None);
    }
}
