//! What expressions cost, from items to values.
//!
//! `cargo bench -p jackfield-expression --bench expressions` prints the median of some rounds for
//! each: a session, compiling, and two expressions for each of 10,000 items. Beside them stands
//! what `serde_json` needs to write and to read the same items, in turns with them, so that a
//! machine that becomes slower makes both slower.

#![expect(
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a bench, which says what it has measured"
)]

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use jackfield_expression::{
    Code, CodeMode, Compiled, Data, Dialect, Evaluator, Place, Script, Session, Settings,
};
use jackfield_item::Item;
use jackfield_sandbox::{Cache, Sandbox};
use serde_json::{Map, Value, json};

const ITEMS: usize = 10_000;
const MANY_ITEMS: usize = 100_000;
const ROUNDS: usize = 5;

/// Two expressions that a step or, with an equals sign, a node of an export could have.
const PAIRS: [(&str, [&str; 2]); 14] = [
    (
        "numbers",
        ["{{ $json.price * 1.2 }}", "{{ $json.price - $json.a }}"],
    ),
    (
        "text",
        [
            "{{ $json.name.toUpperCase() }}",
            "{{ $json.name.slice(0, 4) }}",
        ],
    ),
    (
        "lists",
        [
            "{{ $json.tags.map(tag => tag + '!').join() }}",
            "{{ $json.tags.filter(tag => tag !== 'b') }}",
        ],
    ),
    (
        "conditions",
        [
            "{{ $json.a > 3 && $json.b !== 'x' }}",
            "{{ $json.missing ?? $json.a === 1 }}",
        ],
    ),
    (
        "in text",
        [
            "Order {{ $json.a }}: {{ $json.name }} for {{ $json.price * 1.2 }}",
            "#{{ $itemIndex + 1 }}",
        ],
    ),
    (
        "another step",
        [
            "{{ $('Before').item.json.price + 1 }}",
            "{{ $('Before').first().json.name + $json.a }}",
        ],
    ),
    (
        "changes of its own",
        [
            "{{ [...$json.tags].sort() }}",
            "{{ $json.tags.reduce((all, tag) => { all[tag] = 1; return all }, {}) }}",
        ],
    ),
    (
        "the whole item",
        [
            "{{ Object.keys($json).length }}",
            "{{ $json[$json.b] ?? 'none' }}",
        ],
    ),
    (
        "dates",
        [
            "{{ $now.plus({ days: $json.a }).toISODate() }}",
            "{{ DateTime.fromISO('2024-07-01').weekday + $json.a }}",
        ],
    ),
    (
        "export: numbers",
        ["={{ $json.price * 1.2 }}", "={{ $json.price - $json.a }}"],
    ),
    (
        "export: in text",
        [
            "=Order {{ $json.a }}: {{ $json.name }} for {{ $json.price * 1.2 }}",
            "=#{{ $itemIndex + 1 }}",
        ],
    ),
    (
        "export: another node",
        [
            "={{ $('Before').item.json.price }}",
            "={{ $('Before').item.json.name }}",
        ],
    ),
    (
        "export: methods",
        [
            "={{ $json.name.toSnakeCase() }}",
            "={{ $json.tags.first().toUpperCase() }}",
        ],
    ),
    (
        "export: what fails",
        [
            "={{ $json.missing.x + 1 }}",
            "={{ $json.missing?.x ?? $json.a + 1 }}",
        ],
    ),
];

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let cache = Cache::open(&Path::new(env!("CARGO_TARGET_TMPDIR")).join("compiled")).ok();
    let evaluator = Evaluator::new(&Sandbox::new(cache).expect("an engine"));
    begin(&evaluator).await;
    for fields in [6, 60] {
        println!("{ITEMS} items of {fields} fields");
        compare(&evaluator, ITEMS, fields).await;
    }
    code(&evaluator).await;
    growth(&evaluator).await;
}

/// A session, its scripts and one item: what a step costs that has little to do.
async fn begin(evaluator: &Evaluator) {
    let items = items(1, 6);
    let [mut session, mut compile, mut first, mut warm] = [const { Vec::new() }; 4];
    let scripts = scripts(&["{{ $json.price * 1.2 }}"]);
    // Loading the component is once for a process.
    session_of(evaluator, &items).await;
    for _ in 0..ROUNDS * 4 {
        let began = Instant::now();
        let mut begun = session_of(evaluator, &items).await;
        session.push(began.elapsed());
        let began = Instant::now();
        begun
            .compile(scripts.first().expect("one"))
            .await
            .expect("an expression");
        compile.push(began.elapsed());
        for times in [&mut first, &mut warm] {
            let began = Instant::now();
            begun.evaluate(&[0], &[0]).await.expect("a value");
            times.push(began.elapsed());
        }
    }
    println!("one session");
    line("begin", median(session), None);
    line("compile an expression", median(compile), None);
    line("evaluate it for an item", median(first), None);
    line("and once more", median(warm), None);
}

async fn compare(evaluator: &Evaluator, count: usize, fields: usize) {
    let mut json = Vec::new();
    let mut rounds: Vec<Vec<Duration>> = vec![Vec::new(); PAIRS.len()];
    for _ in 0..ROUNDS {
        json.push(write_and_read(&items(count, fields)));
        for ((_, pair), times) in PAIRS.iter().zip(&mut rounds) {
            times.push(evaluate(evaluator, pair, items(count, fields)).await);
        }
    }
    line("their JSON, written and read", median(json), None);
    for ((name, _), times) in PAIRS.iter().zip(rounds) {
        line(name, median(times), Some(count * 2));
    }
}

/// Code for all items at once, and for each of them, beside their JSON.
async fn code(evaluator: &Evaluator) {
    let codes = [
        (
            "code for all items",
            CodeMode::AllItems,
            "for (const item of $input.all()) item.json.total = item.json.price * 1.2;\nreturn $input.all();",
        ),
        (
            "code for each item",
            CodeMode::EachItem,
            "$json.total = $json.price * 1.2;\nreturn item;",
        ),
    ];
    let mut rounds: Vec<Vec<Duration>> = vec![Vec::new(); codes.len()];
    for _ in 0..ROUNDS {
        for ((_, mode, source), times) in codes.iter().zip(&mut rounds) {
            let data = Arc::new(Items(items(ITEMS, 6)));
            let began = Instant::now();
            let output = evaluator
                .run_code(&Settings::default(), data, &Code::new(*mode, *source))
                .await
                .expect("items");
            times.push(began.elapsed());
            assert_eq!(output.items.len(), ITEMS);
        }
    }
    println!("code for {ITEMS} items of 6 fields");
    for ((name, ..), times) in codes.iter().zip(rounds) {
        line(name, median(times), None);
    }
}

/// Ten times the items are to take ten times the time.
async fn growth(evaluator: &Evaluator) {
    let pair = [
        "{{ $json.price * 1.2 }}",
        "{{ $json.a > 3 && $json.b !== 'x' }}",
    ];
    let mut few = Vec::new();
    let mut many = Vec::new();
    for _ in 0..ROUNDS {
        few.push(evaluate(evaluator, &pair, items(ITEMS, 6)).await);
        many.push(evaluate(evaluator, &pair, items(MANY_ITEMS, 6)).await);
    }
    let (few, many) = (median(few), median(many));
    println!("growth");
    line(&format!("{ITEMS} items"), few, Some(ITEMS * 2));
    line(&format!("{MANY_ITEMS} items"), many, Some(MANY_ITEMS * 2));
    println!(
        "  {:<30} {:>9.2}",
        "ratio",
        many.as_secs_f64() / few.as_secs_f64()
    );
}

/// A step's two expressions for all items, in a session that is begun and compiled.
async fn evaluate(evaluator: &Evaluator, pair: &[&str], items: Arc<[Item]>) -> Duration {
    let all: Vec<usize> = (0..items.len()).collect();
    let mut session = session_of(evaluator, &items).await;
    for script in scripts(pair) {
        session.compile(&script).await.expect("an expression");
    }
    let began = Instant::now();
    let rows = session.evaluate(&[0, 1], &all).await.expect("values");
    let took = began.elapsed();
    assert!(rows.len() == items.len() && rows.iter().all(|row| row.len() == 2));
    took
}

fn write_and_read(items: &[Item]) -> Duration {
    let began = Instant::now();
    let json: Vec<&Value> = items.iter().map(Item::json).collect();
    let text = serde_json::to_string(&json).expect("JSON");
    let read: Vec<Value> = serde_json::from_str(&text).expect("JSON");
    let took = began.elapsed();
    assert_eq!(read.len(), items.len());
    took
}

fn line(name: &str, time: Duration, expressions: Option<usize>) {
    let each = expressions.map_or_else(String::new, |count| {
        format!(
            "{:>9.2} µs an expression",
            time.as_secs_f64() * 1e6 / count as f64
        )
    });
    println!("  {name:<30} {time:>9.1?}{each}");
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times.get(times.len() / 2).copied().unwrap_or_default()
}

fn items(count: usize, fields: usize) -> Arc<[Item]> {
    (0..count)
        .map(|index| {
            let mut json = Map::from_iter([
                ("name".to_owned(), json!(format!("Item number {index}"))),
                ("price".to_owned(), json!(index as f64 * 0.25 + 0.5)),
                ("a".to_owned(), json!(index % 7)),
                (
                    "b".to_owned(),
                    json!(if index % 2 == 0 { "x" } else { "y" }),
                ),
                ("tags".to_owned(), json!(["a", "b", "c"])),
                ("active".to_owned(), json!(index % 3 == 0)),
            ]);
            for number in json.len()..fields {
                json.insert(
                    format!("field{number}"),
                    json!(format!("value {number} of {index}")),
                );
            }
            Item::new(json)
        })
        .collect()
}

fn scripts(templates: &[&str]) -> Vec<Script> {
    let mut scripts = Vec::new();
    for template in templates {
        let dialect = if template.starts_with('=') {
            Dialect::N8n
        } else {
            Dialect::Steps
        };
        Compiled::compile(&Value::from(*template), dialect, &mut scripts).expect("a template");
    }
    assert_eq!(scripts.len(), templates.len());
    scripts
}

async fn session_of(evaluator: &Evaluator, items: &Arc<[Item]>) -> Session {
    let settings = Settings {
        now_ms: 1_719_835_200_000,
        seed: 42,
        zone: "Europe/Zurich".to_owned(),
        facts: json!({"workflow": {"name": "bench"}, "execution": {"id": "run-1"}}),
        ..Settings::default()
    };
    evaluator
        .session(&settings, Arc::new(Items(Arc::clone(items))))
        .await
        .expect("a session")
}

/// The input of a step that comes behind one other, `Before`, which gave the same items.
struct Items(Arc<[Item]>);

impl Data for Items {
    fn count(&self) -> usize {
        self.0.len()
    }

    fn item(&self, index: usize) -> Option<Item> {
        self.0.get(index).cloned()
    }

    fn node_count(&self, _: &str, _: Option<u32>, _: Option<u32>) -> Result<usize, String> {
        Ok(self.0.len())
    }

    fn node_item(&self, _: &str, at: Place) -> Option<Item> {
        self.item(at.index)
    }

    fn paired(&self, _: &str, item: usize) -> Result<Place, String> {
        Ok(Place::at(item))
    }

    fn environment(&self, name: &str) -> Result<String, String> {
        Err(format!("{name} is not set"))
    }
}
