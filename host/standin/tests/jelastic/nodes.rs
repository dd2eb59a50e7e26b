//! What is done on nodes.

use jackfield_standin::Jelastic;
use serde_json::json;

use crate::control;

#[test]
fn nodes_are_meant_by_id_or_by_group() {
    let jelastic = Jelastic::start().unwrap();
    for (which, ids) in [
        ("nodeId=66012", json!([66012])),
        ("nodeGroup=cp", json!([66011])),
        ("nodeGroup=cp&nodeId=66012", json!([66012])),
    ] {
        let parameters = format!("envName=shop&{which}");
        let answer = control(&jelastic, "restartnodes", &parameters);
        let concerned: Vec<_> = answer["responses"]
            .as_array()
            .unwrap()
            .iter()
            .map(|response| response["nodeid"].clone())
            .collect();
        assert_eq!(json!(concerned), ids, "{which}");
    }
    for (which, code) in [
        ("", 3),
        ("nodeId=1", 5),
        ("nodeGroup=none", 5),
        ("nodeId=x", 3),
    ] {
        let parameters = format!("envName=shop&{which}");
        let answer = control(&jelastic, "restartnodes", &parameters);
        assert_eq!(answer["result"], code, "{which}");
    }
    let stuck = control(&jelastic, "restartnodes", "envName=stuck&nodeGroup=sqldb");
    assert_eq!(stuck["responses"][0]["result"], 4109);
}

#[test]
fn commands_are_answered_one_by_one() {
    let jelastic = Jelastic::start().unwrap();
    let list =
        "commandList=%5B%7B%22command%22%3A%22date%22%7D%2C%7B%22command%22%3A%22false%22%7D%5D";
    let parameters = format!("envName=shop&nodeId=66011&{list}");
    let answer = control(&jelastic, "execcmdbyid", &parameters);
    assert_eq!(answer["result"], 0);
    assert_eq!(answer["responses"][0]["out"], "date was run");
    assert_eq!(answer["responses"][1]["result"], 4109);
    assert_eq!(answer["responses"][1]["errOut"], "it went wrong");
}

#[test]
fn variables_are_added_and_removed() {
    let jelastic = Jelastic::start().unwrap();
    let group = "envName=shop&nodeGroup=cp";
    let vars = || control(&jelastic, "getcontainerenvvarsbygroup", group)["object"].clone();
    let add = format!("{group}&vars=%7B%22A%22%3A%221%22%7D");
    assert_eq!(control(&jelastic, "addcontainerenvvars", &add)["result"], 0);
    assert_eq!(vars(), json!({"A": "1", "LANG": "en_US.UTF-8"}));
    let remove = format!("{group}&vars=%5B%22LANG%22%5D");
    let removed = control(&jelastic, "removecontainerenvvars", &remove);
    assert_eq!(removed["result"], 0);
    assert_eq!(vars(), json!({"A": "1"}));
    let other = control(
        &jelastic,
        "getcontainerenvvars",
        "envName=shop&nodeId=66012",
    );
    assert_eq!(other["object"], json!({"LANG": "en_US.UTF-8"}));
}

#[test]
fn containers_have_the_tag_they_were_deployed_with() {
    let jelastic = Jelastic::start().unwrap();
    let parameters = "envName=shop&nodeGroup=cp&tag=1.4.2";
    assert_eq!(
        control(&jelastic, "redeploycontainers", parameters)["result"],
        0
    );
    let info = control(&jelastic, "getenvinfo", "envName=shop");
    assert_eq!(info["nodes"][0]["version"], "1.4.2");
    assert_eq!(info["nodes"][1]["version"], json!(null));
}
