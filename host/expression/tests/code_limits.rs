//! The code of nodes: what leaves it besides items, what is said of its mistakes, and its limits.

mod support;

use std::time::Duration;

use jackfield_expression::CodeMode::{AllItems, EachItem, FunctionItem};
use jackfield_expression::{Code, CodeItem, Kept};
use serde_json::{Value, json};
use support::code::{fail, fields, hold, run};
use support::evaluator;

#[tokio::test]
async fn pairs_and_binary_data_are_kept_or_made() {
    let output = run(&Code::new(
        AllItems,
        "const [a, b] = $input.all();\n\
         b.binary = { copy: { ...a.binary.data, fileName: 'copy.pdf' } };\n\
         const text = Buffer.from('Grüße').toString('base64');\n\
         return [b, a, { json: { size: Buffer.from(a.binary.data.data, 'base64').length, kind: a.binary.data.fileExtension },\n\
           binary: { made: { data: text, mimeType: 'text/plain', fileName: 'a.txt' } }, pairedItem: [0, { item: 1 }] }, { json: {} }];",
    ))
    .await
    .unwrap();
    let paired: Vec<_> = output
        .items
        .iter()
        .map(|item| item.paired.clone())
        .collect();
    assert_eq!(
        paired,
        [
            Some(json!({"item": 1})),
            Some(json!({"item": 0})),
            Some(json!([0, {"item": 1}])),
            None
        ]
    );
    let sources: Vec<Vec<u32>> = output.items.iter().map(CodeItem::sources).collect();
    assert_eq!(sources, [vec![1], vec![0], vec![0, 1], vec![]]);
    let item = output.items[2].clone().into_item();
    assert_eq!((item.sources(), item.binary().len()), (&[0, 1][..], 1));
    let copy = &output.items[0].binary["copy"];
    assert_eq!(copy.name.as_deref(), Some("copy.pdf"));
    assert_eq!(copy.media_type.as_deref(), Some("application/pdf"));
    assert_eq!(copy.data.len(), 1500);
    assert_eq!(output.items[1].binary["data"].data.len(), 1500);
    let made = &output.items[2];
    assert_eq!(made.json["size"], 1500);
    assert_eq!(made.json["kind"], "pdf");
    assert_eq!(&made.binary["made"].data[..], "Grüße".as_bytes());

    let output = run(&Code::new(
        EachItem,
        "if (!$binary.data) return { n: 0 };\n\
         const bytes = await this.helpers.getBinaryDataBuffer($itemIndex, 'data');\n\
         const whole = await this.helpers.prepareBinaryData(Buffer.concat([bytes, Buffer.from('x')]), 'more.bin');\n\
         return { json: { n: bytes.length }, binary: { whole } };",
    ))
    .await
    .unwrap();
    assert_eq!(output.items[0].binary["whole"].data.len(), 1501);
    assert_eq!(output.items[0].paired, Some(json!({"item": 0})));
    assert_eq!(output.items[1].paired, Some(json!({"item": 1})));
    let output = run(&Code::new(FunctionItem, "return { n: item.n }")).await;
    assert_eq!(output.unwrap().items[0].binary["data"].data.len(), 1500);

    fail(
        AllItems,
        &[
            (
                "return [{ json: {}, binary: { x: { id: 'blob-9' } } }]",
                "the binary data `x` that the code returned have neither bytes nor an `id`",
            ),
            (
                "return [{ json: {}, binary: { x: { data: '###' } } }]",
                "the binary data `x` that the code returned are no base64",
            ),
        ],
    )
    .await;
}

#[tokio::test]
async fn what_code_writes_and_keeps_is_handed_over() {
    let mut code = Code::new(
        AllItems,
        "console.log('a', 1, { b: [2] }); console.warn(new TypeError('w'));\n\
         const kept = $getWorkflowStaticData('node'); kept.count = (kept.count ?? 0) + 1;\n\
         return { count: kept.count, other: $getWorkflowStaticData('global').x }",
    );
    code.kept = Kept {
        global: json!({"x": "g"}),
        node: json!({"count": 4}),
    };
    let output = run(&code).await.unwrap();
    assert_eq!(
        Value::Object(output.items[0].json.clone()),
        json!({"count": 5, "other": "g"})
    );
    let lines: Vec<(&str, &str)> = output
        .console
        .iter()
        .map(|line| (line.level.as_str(), line.text.as_str()))
        .collect();
    assert_eq!(
        lines,
        [("info", "a 1 {\"b\":[2]}"), ("warn", "TypeError: w")]
    );
    let kept = output.kept.unwrap();
    assert_eq!(
        (kept.global, kept.node),
        (json!({"x": "g"}), json!({"count": 5}))
    );

    let output = run(&Code::new(AllItems, "return []")).await.unwrap();
    assert_eq!(output.kept, None);
    // As far as it came.
    let failing = Code::new(AllItems, "console.log('before'); throw 'x'");
    let failed = run(&failing).await.unwrap_err();
    assert_eq!(failed.console[0].text, "before");
    assert!(failed.message.contains("it threw \"x\""), "{failed}");
    // And no more than can be read.
    let many = "for (let n = 0; n < 1e5; n += 1) console.log('line ' + n); return []";
    let console = run(&Code::new(AllItems, many)).await.unwrap().console;
    assert!(console.len() <= 1001, "{}", console.len());
    assert!(console.last().unwrap().text.contains("is not kept"));
    fail(
        AllItems,
        &[(
            "$getWorkflowStaticData('x')",
            "takes `'global'` or `'node'`",
        )],
    )
    .await;
}

#[tokio::test]
async fn code_finds_bytes_and_texts() {
    hold(
        AllItems,
        &[
            (
                "const b = Buffer.from('Grüße 𝄞'); return { hex: b.toString('hex'), back: Buffer.from(b.toString('base64'), 'base64').toString(), n: b.length,\n\
                 url: Buffer.from([251, 255]).toString('base64url'), is: Buffer.isBuffer(b), latin: Buffer.from('é', 'latin1').length, broken: Buffer.from([255, 65]).toString() }",
                json!([{"hex": "4772c3bcc39f6520f09d849e", "back": "Grüße 𝄞", "n": 12, "url": "-_8", "is": true, "latin": 1, "broken": "\u{fffd}A"}]),
            ),
            (
                "const crypto = require('crypto'); const hash = (n, v) => crypto.createHash(n).update(v).digest('hex');\n\
                 return { h: hash('sha256', 'abc').slice(0, 8), m: hash('md5', Buffer.from('abc')).slice(0, 8), k: crypto.createHmac('sha256', 'key').update('a').update('b').digest('base64'),\n\
                 b: require('node:crypto').createHash('sha1').update('abc').digest().length, u: /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(crypto.randomUUID()), same: require('buffer').Buffer === Buffer }",
                json!([{"h": "ba7816bf", "m": "90015098", "k": "XBwMlIy+9a19GR5G5ZAfoDlfhfaU+kYz9mWhpjcBe2U=", "b": 20, "u": true, "same": true}]),
            ),
            (
                "return { e: Array.from(new TextEncoder().encode('é')), d: new TextDecoder().decode(new Uint8Array([195, 169])), b: btoa('hi'), a: atob('aGk=') }",
                json!([{"e": [195, 169], "d": "é", "b": "aGk=", "a": "hi"}]),
            ),
            (
                "const o = { d: new Date(0), m: new Map([[1, 2]]), l: [1] }; o.self = o; const c = structuredClone(o);\n\
                 return { d: c.d, m: c.m.get(1), own: c.l !== o.l, self: c.self === c }",
                json!([{"d": "1970-01-01T00:00:00.000Z", "m": 2, "own": true, "self": true}]),
            ),
        ],
    )
    .await;
    fail(
        AllItems,
        &[("Buffer.from('x', 'y')", "there is no encoding `y`")],
    )
    .await;
}

#[tokio::test]
async fn mistakes_are_named_with_their_line() {
    for (source, message, line) in [
        (
            "return [\n  { a: 1 },\n  {{\n]",
            "the code is no JavaScript: Unexpected token",
            Some(3),
        ),
        (
            "const a = 1;\nconst a = 2;",
            "has already been declared",
            Some(2),
        ),
        (
            "const x = undefined;\n\nreturn x.y;",
            "TypeError: ",
            Some(3),
        ),
        (
            "function f() {\n  nothing();\n}\nf();",
            "ReferenceError: ",
            Some(2),
        ),
        ("throw new Error('mine')", "mine [line 1]", Some(1)),
        (
            "const f = x =>\n  x.y.z;\nawait 0;\nreturn f({});",
            "TypeError: ",
            Some(2),
        ),
        (
            "const a = async (\n  x,\n  y,\n) => {\n  throw new Error('five');\n};\nawait a();",
            "five [line 5]",
            Some(5),
        ),
        (
            "for (const x of [1]) {\n  await (\n    x\n  );\n  throw new Error('five');\n}",
            "five [line 5]",
            Some(5),
        ),
    ] {
        let error = run(&Code::new(AllItems, source)).await.unwrap_err();
        assert!(error.message.contains(message), "{source}\n{error}");
        assert_eq!(error.line, line, "{source}\n{error}");
    }
    for (source, message) in [
        (
            "throw { get stack() { throw 1 }, toString() { throw 2 } }",
            "it threw something that has no text",
        ),
        ("throw null", "it threw null"),
        ("throw undefined", "it threw undefined"),
        ("throw Symbol('x')", "it threw Symbol(x)"),
        (
            "const o = {}; o.o = o; throw o",
            "it threw something that has no text",
        ),
        ("return { toJSON() { throw new Error('odd') } }", "odd"),
        (
            "Object.prototype.toJSON = () => 5; return [{}]",
            "makes no sense",
        ),
        (
            "Array.prototype.map = () => 5; return [{}]",
            "makes no sense",
        ),
    ] {
        let error = run(&Code::new(AllItems, source)).await.unwrap_err();
        assert!(error.message.contains(message), "{source}\n{error}");
        assert!(!error.is_limit, "{source}\n{error}");
    }
    let evaluator = evaluator();
    assert_eq!(
        evaluator.check_code("return [await 1]").await.unwrap(),
        None
    );
    let error = evaluator.check_code("return [\n}").await.unwrap().unwrap();
    assert_eq!(
        error.message,
        "the code is no JavaScript: Unexpected token [line 2]"
    );
    let source = "class A { async m() { return super.m() } }";
    let error = evaluator.check_code(source).await.unwrap().unwrap();
    assert!(
        error.message.contains("`super` in an async method"),
        "{error}"
    );
    let nodes = Code::new(AllItems, "$('A').all(); $node['B'].json").nodes();
    assert_eq!(nodes, ["A", "B"]);
}

#[tokio::test]
async fn code_that_takes_too_much_is_stopped() {
    let limited = async |source: &str| {
        let mut code = Code::new(AllItems, source);
        code.time = Duration::from_secs(2);
        code.memory = 64 << 20;
        let error = run(&code).await.unwrap_err();
        assert!(error.is_limit, "{source}: {error}");
        error.message
    };
    for (source, words) in [
        ("for (;;) {}", "it did not end within 2 seconds"),
        (
            "await new Promise(() => setInterval(() => {}, 1))",
            "it did not end within 2 seconds",
        ),
        (
            "const hoard = []; for (;;) hoard.push('x'.repeat(1e6) + hoard.length)",
            "it needs more than 80 MiB of memory",
        ),
    ] {
        let said = limited(source).await;
        assert!(said.contains(words), "{source}: {said}");
    }
    let mut code = Code::new(EachItem, "if ($json.n === 8) for (;;) {}\nreturn {}");
    code.time = Duration::from_secs(2);
    let error = run(&code).await.unwrap_err();
    assert_eq!(
        error.message,
        "it did not end within 2 seconds [for item 1]"
    );
    fail(
        AllItems,
        &[("(function f() { return 1 + f() })()", "stack")],
    )
    .await;
}

#[tokio::test]
async fn nothing_that_code_does_is_seen_by_another_node() {
    for source in [
        "Object.prototype.polluted = 1; return []",
        "Array.prototype.map = () => 1; JSON.parse = () => 2; return []",
        "globalThis.left = 1; Promise.resolve = null; return []",
        "$input.all().push({}); $('Webhook').constructor.prototype.x = 1; return []",
    ] {
        let _ = run(&Code::new(AllItems, source)).await;
        let clean = "return { clean: ({}).polluted ?? ({}).x ?? globalThis.left ?? 'clean', map: [1].map(x => x + 1), n: $input.all().length }";
        let expected = json!([{"clean": "clean", "map": [2], "n": 2}]);
        assert_eq!(fields(AllItems, clean).await, Ok(expected), "{source}");
    }
    // Chance is the recorded one.
    let roll = "return { a: Math.random(), b: Math.random() }";
    let (first, second) = (fields(AllItems, roll).await, fields(AllItems, roll).await);
    assert_eq!(first, second);
    let first = first.unwrap();
    assert_ne!(first[0]["a"], first[0]["b"]);
    let each = fields(EachItem, roll).await.unwrap();
    assert_ne!(each[0]["a"], each[1]["a"]);
}
