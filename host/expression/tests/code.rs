//! The code of nodes: how it runs, what it is given, and what it may give back.

mod support;

use std::sync::Arc;

use jackfield_expression::Code;
use jackfield_expression::CodeMode::{AllItems, EachItem, Function, FunctionItem};
use serde_json::{Value, json};
use support::code::{fail, hold, run};
use support::evaluator;
use support::n8n::{Nodes, settings};

#[tokio::test]
async fn code_waits_for_what_it_awaits() {
    hold(
        AllItems,
        &[
            ("return [{ a: await 1 }]", json!([{"a": 1}])),
            (
                "const wait = ms => new Promise(done => setTimeout(done, ms));\n\
                 const from = Date.now();\nawait wait(3600000);\nreturn { waited: Date.now() - from };",
                json!([{"waited": 3_600_000}]),
            ),
            (
                "const f = async (x, { y } = { y: 1 }) => { const z = await x; return z + y };\n\
                 return (await Promise.all([f(1), f(2), 5])).map(n => ({ n }));",
                json!([{"n": 2}, {"n": 3}, {"n": 5}]),
            ),
            (
                "async function f() { throw new Error('no') }\n\
                 try { await f() } catch (error) { return { caught: error.message } } finally { await 0 }",
                json!([{"caught": "no"}]),
            ),
            (
                "const log = [];\nsetTimeout(() => log.push('late'), 5);\nPromise.resolve().then(() => log.push('job'));\n\
                 log.push('first');\nqueueMicrotask(() => log.push('next'));\nawait new Promise(r => setTimeout(r, 10));\nreturn { log };",
                json!([{"log": ["first", "job", "next", "late"]}]),
            ),
            (
                "const log = []; let n = 0; const id = setInterval(() => { log.push(n++); if (n > 2) clearInterval(id) }, 100);\n\
                 await new Promise(r => setTimeout(r, 1000)); return { log }",
                json!([{"log": [0, 1, 2]}]),
            ),
            (
                "const all = await Promise.allSettled([1, Promise.reject(new Error('x'))]);\n\
                 return { all: all.map(a => a.status), race: await Promise.race([new Promise(r => setTimeout(r, 9, 'slow')), 'fast']),\n\
                 any: await Promise.any([Promise.reject(1), 2]) }",
                json!([{"all": ["fulfilled", "rejected"], "race": "fast", "any": 2}]),
            ),
            (
                "async function* g() { yield 1; const x = await Promise.resolve(2); yield x; yield* [3, 4] }\n\
                 const found = []; for await (const x of g()) found.push(x);\n\
                 for await (const x of [Promise.resolve(5), 6]) found.push(x); return { found }",
                json!([{"found": [1, 2, 3, 4, 5, 6]}]),
            ),
            (
                "class C { n = 2; async m(x) { return this.n * await x } static async s() { return 's' } get g() { return 1 } }\n\
                 const o = { async m() { return await (async () => this.k)() }, k: 7 };\n\
                 return { m: await new C().m(4), s: await C.s(), o: await o.m() }",
                json!([{"m": 8, "s": "s", "o": 7}]),
            ),
            (
                "async function f(a, b = 2, ...rest) { var a; return [a, b, rest, arguments.length] }\nreturn { f: await f(1, undefined, 3, 4) }",
                json!([{"f": [1, 2, [3, 4], 4]}]),
            ),
            (
                "return $input.all().reduce(async (all, item) => [...await all, { n: item.json.n }], [])",
                json!([{"n": 7}, {"n": 8}]),
            ),
            (
                "const thenable = { then(done) { done(3) } };\nreturn { n: await thenable, isPromise: (async () => {})() instanceof Promise }",
                json!([{"n": 3, "isPromise": true}]),
            ),
            (
                "const f = ({ g = async () => await 4 } = {}) => g(); const { h = await f() } = {}; return { h }",
                json!([{"h": 4}]),
            ),
            (
                "const until = Date.now() + 5000; while (Date.now() < until); return { done: true }",
                json!([{"done": true}]),
            ),
        ],
    )
    .await;
    hold(
        EachItem,
        &[(
            "return { n: await Promise.resolve($json.n) }",
            json!([{"n": 7}, {"n": 8}]),
        )],
    )
    .await;
    fail(
        AllItems,
        &[
            (
                "await new Promise(() => {}); return []",
                "the code waits for a promise that nothing settles",
            ),
            (
                "\nawait Promise.reject(new Error('said'));\n",
                "said [line 2]",
            ),
            (
                "const f = async () => {\n\n  null.x;\n};\nawait f();",
                "[line 3]",
            ),
            (
                "class A { m() {} } class B extends A { async m() { super.m() } }",
                "`super` in an async method",
            ),
        ],
    )
    .await;
}

#[tokio::test]
async fn code_for_all_items_gives_a_list_of_objects_or_one() {
    hold(
        AllItems,
        &[
            ("return items", Value::from_iter(Nodes::new().items.iter().map(|item| item.json().clone()))),
            ("return $input.all().map(item => ({ json: { n: item.json.n + 1 } }))", json!([{"n": 8}, {"n": 9}])),
            ("return [{ a: 1 }, { b: 2 }]", json!([{"a": 1}, {"b": 2}])),
            ("return { a: 1 }", json!([{"a": 1}])),
            ("return { json: { a: 1 } }", json!([{"a": 1}])),
            ("return []", json!([])),
            ("for (const item of $input.all()) item.json = { n: item.json.n, added: true };\nreturn $input.all();", json!([{"n": 7, "added": true}, {"n": 8, "added": true}])),
            ("return { json: { d: new Date(0), u: undefined, m: NaN, i: $now } }", json!([{"d": "1970-01-01T00:00:00.000Z", "m": null, "i": "2024-07-01T14:00:00.000+02:00"}])),
            ("return [{ binary: {} }]", json!([{}])),
            ("return $json.n === $input.first().json.n ? { n: $json.n, i: $itemIndex } : null", json!([{"n": 7, "i": 0}])),
            ("const $json = { own: 1 }; return $json", json!([{"own": 1}])),
            ("let items = [{ own: 1 }]; function max() { return 2 } return items.map(i => ({ ...i, m: max() }))", json!([{"own": 1, "m": 2}])),
            ("undeclared = 5; return { n: undeclared, t: typeof this }", json!([{"n": 5, "t": "object"}])),
            ("// only\n/* comments */ return { a: 1 } // end", json!([{"a": 1}])),
        ],
    )
    .await;
    fail(
        AllItems,
        &[
            (
                "1 + 1",
                "the code returned nothing | return a list of objects",
            ),
            ("return 5", "the code returned a number"),
            ("return 'x'", "the code returned text"),
            ("return null", "the code returned null"),
            (
                "return [1]",
                "element 0 of what the code returned is a number",
            ),
            (
                "return [{}, []]",
                "element 1 of what the code returned is a list",
            ),
            (
                "return [{ json: {}, extra: 1 }]",
                "has `extra` beside `json` | the fields of an item belong under `json`",
            ),
            ("return [{ a: 1 }, { json: {} }]", "has `a` beside"),
            (
                "return [{ json: 5 }]",
                "the `json` of an item that the code returned is a number",
            ),
            (
                "return [{ json: {}, binary: 5 }]",
                "the `binary` of an item that the code returned is a number",
            ),
            ("return [{ json: { n: 10n } }]", "BigInt"),
        ],
    )
    .await;
}

#[tokio::test]
async fn code_for_each_item_gives_one_object_or_none() {
    hold(
        EachItem,
        &[
            ("return { n: $json.n, i: $itemIndex, same: item.json === $json && $input.item === item }", json!([{"n": 7, "i": 0, "same": true}, {"n": 8, "i": 1, "same": true}])),
            ("return $json.n > 7 ? item : null", json!([{"n": 8, "b": "second"}])),
            ("item.json = { only: item.json.n }; return item", json!([{"only": 7}, {"only": 8}])),
            ("return { json: { pair: $('Webhook').item.json.id } }", json!([{"pair": "Webhook-0-1-1"}, {"pair": "Webhook-0-1-0"}])),
        ],
    )
    .await;
    fail(
        EachItem,
        &[
            (
                "return [{ a: 1 }]",
                "the code returned a list, and it runs once for each item [for item 0]",
            ),
            ("", "the code returned nothing [for item 0]"),
            ("return 5", "the code returned a number"),
            ("return { json: {}, other: 1 }", "has `other` beside `json`"),
            (
                "const n = $json.n;\nif (n === 8) throw new Error('eight');\nreturn {};",
                "eight [line 2, for item 1]",
            ),
        ],
    )
    .await;
    let mut code = Code::new(
        EachItem,
        "if ($json.n === 7) throw new Error('seven');\nreturn { n: $json.n }",
    );
    code.continues = true;
    let output = run(&code).await.unwrap();
    let found: Vec<Value> = output
        .items
        .into_iter()
        .map(|item| Value::Object(item.json))
        .collect();
    assert_eq!(
        found,
        [
            json!({"error": "seven [line 1, for item 0]"}),
            json!({"n": 8})
        ]
    );
}

#[tokio::test]
async fn older_nodes_are_given_what_they_expect() {
    hold(
        Function,
        &[
            ("items[0].json.added = 1; return [items[0]].map(i => ({ json: { a: i.json.added } }))", json!([{"a": 1}])),
            ("return items.map(item => ({ json: { n: item.json.n } }))", json!([{"n": 7}, {"n": 8}])),
            ("const data = getWorkflowStaticData('global'); data.x = 1; return [{ json: { ...data, p: this.getNodeParameter('plain') } }]", json!([{"x": 1, "p": "text"}])),
        ],
    )
    .await;
    fail(
        Function,
        &[
            ("return { json: {} }", "the code returned an object"),
            ("return [{ a: 1 }]", "has no `json`"),
            ("return", "the code returned nothing"),
        ],
    )
    .await;
    hold(
        FunctionItem,
        &[
            (
                "item.added = item.n + 1; return { n: item.n, added: item.added, index }",
                json!([{"n": 7, "added": 8, "index": 0}, {"n": 8, "added": 9, "index": 1}]),
            ),
            (
                "const b = getBinaryData(); return { names: Object.keys(b) }",
                json!([{"names": ["data"]}, {"names": []}]),
            ),
        ],
    )
    .await;
    fail(
        FunctionItem,
        &[("return 5", "the code returned a number [for item 0]")],
    )
    .await;
}

#[tokio::test]
async fn code_compares_items() {
    let nodes = Nodes::of(&[
        json!({"n": 3}),
        json!({"n": 1}),
        json!({"n": 3}),
        json!({"n": 2}),
    ]);
    let evaluator = evaluator();
    let sort = async |source: &str| {
        let code = Code::new(AllItems, source);
        let nodes = Arc::new(nodes.clone());
        evaluator.sort_by_code(&settings(), nodes, &code).await
    };
    let order = sort("return a.json.n - b.json.n").await.unwrap().order;
    assert_eq!(order, [1, 3, 0, 2]);
    let order = sort("if (a.json.n > b.json.n) return -1;\nreturn a.json.n < b.json.n ? 1 : 0");
    assert_eq!(order.await.unwrap().order, [0, 2, 3, 1]);
    let error = sort("a.json.n - b.json.n").await.unwrap_err();
    assert!(error.message.contains("must return a number"), "{error}");
    let error = sort("return a.jsn.n").await.unwrap_err();
    assert_eq!(error.line, Some(1));
}

#[tokio::test]
async fn code_sees_the_roots() {
    hold(
        AllItems,
        &[
            ("return $('Webhook').all().map(item => ({ id: item.json.id }))", json!([{"id": "Webhook-0-1-0"}, {"id": "Webhook-0-1-1"}])),
            ("return { a: $node['Webhook'].json.id, b: $items('Webhook', 1)[0].json.id, c: $items().length, d: $('Webhook').first().json.id }",
             json!([{"a": "Webhook-0-1-0", "b": "Webhook-1-1-0", "c": 2, "d": "Webhook-0-1-0"}])),
            ("return { w: $workflow.name, e: $execution.id, v: $vars.region, r: $runIndex, m: $mode, p: $prevNode.name, x: $env.ALLOWED, q: $parameter.computed, n: $now.toISODate(), t: $today.hour }",
             json!([{"w": "Test", "e": "run-1", "v": "eu", "r": 2, "m": "cli", "p": "Webhook", "x": "value", "q": 8, "n": "2024-07-01", "t": 0}])),
            ("return { j: $jmespath($input.first().json, 'users[*].name'), d: DateTime.fromISO('2024-01-31').plus({ months: 1 }).toISODate(), i: $if(true, 1, 2), m: $max(1, 3) }",
             json!([{"j": ["Ann", "Bob"], "d": "2024-02-29", "i": 1, "m": 3}])),
            ("return { last: $input.last().json.b, params: $input.params.path, response: $response.body.next, luxon: require('luxon').DateTime === DateTime }",
             json!([{"last": "second", "params": "hook", "response": 2, "luxon": true}])),
            ("return { name: this.getNode().name, flow: this.getWorkflow().id, items: this.getInputData().length }", json!([{"name": "Set", "flow": "w1", "items": 2}])),
        ],
    )
    .await;
    fail(
        AllItems,
        &[
            ("\n$('Webhok').first()", "there is no node `Webhok`"),
            ("$('Later').all()", "the node `Later` has not run"),
            ("return $env.SECRET", "run the workflow with --allow-env SECRET"),
            ("return $secrets", "`$secrets` is for credentials only"),
            ("const fs = require('fs')", "`require('fs')` is not there: code has no modules [line 1] | `luxon`, `crypto`"),
            ("await fetch('https://a.example')", "`fetch()` is not there: code reaches no network [line 1] | use an HTTP Request node"),
            ("await this.helpers.httpRequest({})", "`helpers.httpRequest()` is not there"),
            ("await $helpers.httpRequest({})", "`helpers.httpRequest()` is not there"),
            ("import fs from 'fs'", "the code is no JavaScript: "),
            ("return process.env", "process is not defined [line 1]"),
        ],
    )
    .await;
}
