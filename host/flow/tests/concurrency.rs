//! Several items at the same time, and items with which a node fails.

#![expect(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "helpers of tests, which fail by panicking"
)]

mod support;

use std::collections::{BTreeSet, VecDeque};
use std::time::Duration;

use jackfield_descriptor::{Delivery, Fault, FaultKind};
use jackfield_flow::nodes::Moment;
use jackfield_flow::{
    CallId, CallOutcome, Command, Evaluation, Event, Failure, Finish, Interpreter, Next, Origin,
};
use jackfield_workflow::Workflow;
use serde_json::{Value, json};
use support::{item, numbers, step, workflow};

/// An interpreter that has evaluated its first node, and the calls it asks for.
fn begun(workflow: &Workflow, items: u64) -> (Interpreter, Vec<Command>) {
    let (mut interpreter, _) = Interpreter::start(workflow, numbers(0..items));
    let count = usize::try_from(items).unwrap();
    let commands = interpreter.apply(acting(0, count)).unwrap();
    (interpreter, commands)
}

fn acting(node: usize, count: usize) -> Event {
    Event::Evaluated {
        node,
        run: 0,
        moment: Moment::default(),
        result: Ok(vec![Evaluation::Act(json!({})); count]),
    }
}

fn id(item: usize, page: u32) -> CallId {
    CallId {
        node: 0,
        run: 0,
        item,
        page,
    }
}

fn calls(commands: &[Command]) -> Vec<(usize, u32)> {
    commands
        .iter()
        .map(|command| match command {
            Command::Call { call, .. } => (call.item, call.page),
            other => panic!("{other:?}"),
        })
        .collect()
}

fn done(item: usize, page: u32) -> Event {
    again(item, page, None)
}

fn again(item: usize, page: u32, next: Option<Duration>) -> Event {
    let made = support::item(&json!({"of": item, "page": page}));
    Event::Called {
        call: id(item, page),
        result: Ok(CallOutcome {
            items: vec![made],
            next: next.map(|after| Next {
                after,
                state: "more".to_owned(),
            }),
        }),
    }
}

fn failed(item: usize, delivery: Delivery) -> Event {
    let mut fault = Fault::new(FaultKind::NotFound, format!("no {item}"));
    fault.delivery = delivery;
    Event::Called {
        call: id(item, 0),
        result: Err(fault),
    }
}

fn output(interpreter: &Interpreter, node: usize, output: usize) -> Vec<Value> {
    let outputs = support::outputs(interpreter);
    outputs[node][output]
        .iter()
        .map(|item| item.json().clone())
        .collect()
}

fn failure(commands: &[Command]) -> &Failure {
    match commands {
        [Command::Finish(Finish::Failed(failure))] => failure,
        other => panic!("{other:?}"),
    }
}

#[test]
fn so_many_calls_are_under_way_and_the_output_keeps_the_order_of_the_items() {
    let workflow = workflow(&json!([step("a", &json!({"concurrency": 3}))]));
    let (mut interpreter, commands) = begun(&workflow, 5);
    assert_eq!(calls(&commands), [(0, 0), (1, 0), (2, 0)]);
    assert_eq!(calls(&interpreter.apply(done(2, 0)).unwrap()), [(3, 0)]);
    assert_eq!(calls(&interpreter.apply(done(0, 0)).unwrap()), [(4, 0)]);
    assert!(interpreter.apply(done(4, 0)).unwrap().is_empty());
    assert!(interpreter.apply(done(3, 0)).unwrap().is_empty());
    let end = interpreter.apply(done(1, 0)).unwrap();
    assert!(matches!(end[..], [Command::Finish(Finish::Completed)]));
    let of: Vec<_> = output(&interpreter, 0, 0)
        .iter()
        .map(|item| item["of"].clone())
        .collect();
    assert_eq!(of, [0, 1, 2, 3, 4]);
}

#[test]
fn an_item_that_waits_for_its_next_page_holds_its_place_among_those_under_way() {
    let workflow = workflow(&json!([step("a", &json!({"concurrency": 2}))]));
    let (mut interpreter, _) = begun(&workflow, 3);
    let wait = Duration::from_secs(1);
    let timer = interpreter.apply(again(0, 0, Some(wait))).unwrap();
    assert!(
        matches!(timer[..], [Command::Timer { call, after }] if call == id(0, 1) && after == wait)
    );
    assert_eq!(calls(&interpreter.apply(done(1, 0)).unwrap()), [(2, 0)]);
    assert!(interpreter.apply(Event::Fired { call: id(1, 1) }).is_err());
    assert_eq!(
        calls(&interpreter.apply(Event::Fired { call: id(0, 1) }).unwrap()),
        [(0, 1)]
    );
    assert!(interpreter.apply(done(2, 0)).unwrap().is_empty());
    interpreter.apply(done(0, 1)).unwrap();
    let pages: Vec<_> = output(&interpreter, 0, 0)
        .iter()
        .map(|item| (item["of"].clone(), item["page"].clone()))
        .collect();
    assert_eq!(
        pages,
        [
            (json!(0), json!(0)),
            (json!(0), json!(1)),
            (json!(1), json!(0)),
            (json!(2), json!(0))
        ]
    );
}

#[test]
fn after_a_failure_nothing_new_is_begun_and_what_is_under_way_is_waited_for() {
    let workflow = workflow(&json!([step("a", &json!({"concurrency": 3}))]));
    let (mut interpreter, _) = begun(&workflow, 9);
    assert!(
        interpreter
            .apply(failed(1, Delivery::Answered))
            .unwrap()
            .is_empty()
    );
    // Another page is something new as well.
    assert!(
        interpreter
            .apply(again(0, 0, Some(Duration::ZERO)))
            .unwrap()
            .is_empty()
    );
    let end = interpreter.apply(done(2, 0)).unwrap();
    assert_eq!(failure(&end).item, Some(1));
    let of: Vec<_> = output(&interpreter, 0, 0)
        .iter()
        .map(|item| item["of"].clone())
        .collect();
    assert_eq!(of, [0, 2]);
}

#[test]
fn a_run_that_has_failed_does_not_wait_for_timers() {
    let workflow = workflow(&json!([step("a", &json!({"concurrency": 2}))]));
    let (mut interpreter, _) = begun(&workflow, 2);
    interpreter
        .apply(again(0, 0, Some(Duration::from_secs(3600))))
        .unwrap();
    let end = interpreter.apply(failed(1, Delivery::Answered)).unwrap();
    assert_eq!(failure(&end).item, Some(1));
}

#[test]
fn of_several_failures_the_one_counts_of_which_the_least_is_known() {
    let workflow = workflow(&json!([step("a", &json!({"concurrency": 3}))]));
    let (mut interpreter, _) = begun(&workflow, 3);
    interpreter.apply(failed(0, Delivery::Answered)).unwrap();
    interpreter
        .apply(failed(2, Delivery::OutcomeUnknown))
        .unwrap();
    let end = interpreter.apply(failed(1, Delivery::Answered)).unwrap();
    assert_eq!(failure(&end).item, Some(2));
}

#[test]
fn a_failed_item_goes_on_in_its_place_with_its_fault() {
    let workflow = workflow(&json!([step("a", &json!({"onError": "continue"}))]));
    let (mut interpreter, _) = begun(&workflow, 3);
    interpreter.apply(done(0, 0)).unwrap();
    interpreter.apply(failed(1, Delivery::Answered)).unwrap();
    let tolerated = interpreter.take_tolerated();
    assert_eq!((tolerated.len(), tolerated[0].item), (1, Some(1)));
    assert!(interpreter.take_tolerated().is_empty());
    interpreter.apply(done(2, 0)).unwrap();
    assert_eq!(
        output(&interpreter, 0, 0),
        [
            json!({"of": 0, "page": 0}),
            json!({"n": 1, "error": {"kind": "not-found", "message": "no 1"}}),
            json!({"of": 2, "page": 0}),
        ]
    );
}

#[test]
fn failed_items_leave_by_the_error_output_and_are_traced_through_it() {
    let workflow = workflow(&json!([
        step("a", &json!({"onError": "output"})),
        step("after", &json!({})),
        step(
            "rescue",
            &json!({"needs": {"step": "a", "output": "error"}})
        ),
    ]));
    let (mut interpreter, _) = begun(&workflow, 3);
    for event in [
        failed(0, Delivery::Answered),
        done(1, 0),
        failed(2, Delivery::Answered),
    ] {
        interpreter.apply(event).unwrap();
    }
    let mut asked = VecDeque::from([acting(1, 1)]);
    let mut seen = BTreeSet::new();
    let lineage = loop {
        let commands = interpreter.apply(asked.pop_front().unwrap()).unwrap();
        match &commands[0] {
            Command::Call { call, .. } => {
                seen.insert(call.node);
                asked.push_back(Event::Called {
                    call: *call,
                    result: Ok(CallOutcome {
                        items: vec![item(&json!({}))],
                        next: None,
                    }),
                });
            }
            Command::Evaluate { node: 2, items, .. } => {
                let n: Vec<_> = items.iter().map(|item| item.json()["n"].clone()).collect();
                assert_eq!(n, [0, 2]);
                break interpreter.lineage();
            }
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(seen, BTreeSet::from([1]));
    // The error output is counted behind the main one, which has one item.
    let failed = Origin {
        run: 0,
        output: 1,
        index: 0,
    };
    assert_eq!(lineage.paired(0, 0), Ok(failed));
    let second = Origin { index: 1, ..failed };
    assert_eq!(lineage.paired(1, 0), Ok(second));
    let items = lineage.output(0, 1, None).unwrap();
    assert_eq!(items[1].json()["n"], 2);
    assert_eq!(items[1].json()["error"]["message"], "no 2");
    assert_eq!(lineage.output(0, 0, None).unwrap().len(), 1);
}

#[test]
fn an_item_without_parameters_is_a_failed_one() {
    let fault = Fault::new(FaultKind::InvalidParameter, "undefined");
    let evaluated = || Event::Evaluated {
        node: 0,
        run: 0,
        moment: Moment::default(),
        result: Ok(vec![
            Evaluation::Act(json!({})),
            Evaluation::Fail(fault.clone()),
        ]),
    };
    // Where failures stop the run this is known before the first call.
    let (mut interpreter, _) =
        Interpreter::start(&workflow(&json!([step("a", &json!({}))])), numbers(0..2));
    let end = interpreter.apply(evaluated()).unwrap();
    assert_eq!(failure(&end).item, Some(1));

    let tolerant = workflow(&json!([step("a", &json!({"onError": "continue"}))]));
    let (mut interpreter, _) = Interpreter::start(&tolerant, numbers(0..2));
    assert_eq!(calls(&interpreter.apply(evaluated()).unwrap()), [(0, 0)]);
    let end = interpreter.apply(done(0, 0)).unwrap();
    assert!(matches!(end[..], [Command::Finish(Finish::Completed)]));
    assert_eq!(
        output(&interpreter, 0, 0)[1]["error"]["message"],
        "undefined"
    );
}
