//! Data of other steps, as expressions read it.

mod support;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use jackfield_expression::{Data, Place};
use jackfield_item::Item;
use serde_json::{Value, json};
use support::{evaluator, item, session_over};

/// Items of which every third comes from no item of `Post`, and the others from one of fewer.
struct Steps {
    count: usize,
    read: Arc<AtomicUsize>,
}

impl Steps {
    fn new(count: usize) -> (Self, Arc<AtomicUsize>) {
        let read = Arc::new(AtomicUsize::new(0));
        let steps = Self {
            count,
            read: Arc::clone(&read),
        };
        (steps, read)
    }
}

impl Data for Steps {
    fn count(&self) -> usize {
        self.count
    }

    fn item(&self, index: usize) -> Option<Item> {
        Some(item(&json!({"n": index})))
    }

    fn node_count(&self, name: &str, _: Option<u32>, _: Option<u32>) -> Result<usize, String> {
        match name {
            "Post" => Ok(self.count / 2),
            "None" => Ok(0),
            _ => Err(format!("there is no step `{name}`")),
        }
    }

    fn node_item(&self, name: &str, Place { index, .. }: Place) -> Option<Item> {
        if name == "None" {
            return None;
        }
        self.read.fetch_add(1, Ordering::Relaxed);
        let json = if index.is_multiple_of(2) {
            json!({"id": index, "even": [index]})
        } else {
            json!({"id": index})
        };
        Some(item(&json))
    }

    fn paired(&self, _: &str, item: usize) -> Result<Place, String> {
        match item % 3 {
            0 => Err(format!("nobody knows where {item} comes from")),
            _ => Ok(Place::at(item / 2)),
        }
    }

    fn environment(&self, _: &str) -> Result<String, String> {
        Err("it is not allowed".to_owned())
    }
}

#[tokio::test]
async fn the_item_that_an_item_comes_from_is_found_for_each_or_missed() {
    let (steps, _) = Steps::new(1100);
    let templates = [
        "{{ $('Post').item.json.id + 1 }}",
        "{{ $('Post').item.json.even ?? $json.n }}",
        "{{ Object.keys($('Post').item.json).length }}",
    ];
    let mut session = session_over(&evaluator(), Arc::new(steps), &templates).await;
    let all: Vec<usize> = (0..1100).collect();
    for scripts in [&[0, 1, 2][..], &[1], &[2]] {
        let rows = session.evaluate_each(scripts, &all).await.unwrap();
        for (n, row) in rows.into_iter().enumerate() {
            if n % 3 == 0 {
                let failed = row.unwrap_err();
                assert_eq!((failed.item, failed.script), (n, scripts[0]));
                let words = format!("nobody knows where {n} comes from");
                assert_eq!(failed.error.message, words);
                continue;
            }
            let id = n / 2;
            let even = id.is_multiple_of(2);
            let expected = [
                json!(id + 1),
                if even { json!([id]) } else { json!(n) },
                json!(if even { 2 } else { 1 }),
            ];
            let expected: Vec<&Value> = scripts.iter().map(|script| &expected[*script]).collect();
            let row = row.unwrap();
            assert_eq!(row.iter().flatten().collect::<Vec<_>>(), expected);
        }
    }
}

#[tokio::test]
async fn a_step_that_is_not_there_is_named_and_one_without_items_is_told() {
    let (steps, _) = Steps::new(4);
    let templates = [
        "{{ $('Pots').item.json.id ?? 'none' }}",
        "{{ $('None').item.json.id ?? 'none' }}",
        "{{ $('None').first().json.id ?? 'none' }}",
        "{{ $json.n < 9 ? 'unread' : $('Pots').item.json.id + $('None').last().json.id }}",
    ];
    let mut session = session_over(&evaluator(), Arc::new(steps), &templates).await;
    for (script, words) in [
        (0, "there is no step `Pots`"),
        (1, "there are no items"),
        (2, "`$('None')` gave no items"),
    ] {
        let failed = session.evaluate(&[script], &[1, 2]).await.unwrap_err();
        assert_eq!(failed.error.message, words);
    }
    let rows = session.evaluate(&[3], &[0, 1, 2, 3]).await.unwrap();
    assert!(
        rows.iter()
            .flatten()
            .flatten()
            .all(|value| value == "unread")
    );
}

#[tokio::test]
async fn nothing_is_read_that_no_expression_looks_at() {
    let (steps, read) = Steps::new(1000);
    let templates = [
        "{{ $json.n < 0 ? $('Post').all() : $('Post').all }}{{ $json.n }}",
        "{{ $json.n + $('Post').first().json.id }}",
        "{{ $('Post').all().length + $('Post').all().length }}",
    ];
    let mut session = session_over(&evaluator(), Arc::new(steps), &templates).await;
    let all: Vec<usize> = (0..1000).collect();
    session.evaluate_each(&[0], &all).await.unwrap();
    assert_eq!(read.load(Ordering::Relaxed), 0);
    session.evaluate(&[1], &all).await.unwrap();
    // Once for each call into the sandbox, of which there are fewer than items.
    assert!(read.swap(0, Ordering::Relaxed) < 20);
    session.evaluate(&[2], &all).await.unwrap();
    assert_eq!(read.load(Ordering::Relaxed), 500);
}
