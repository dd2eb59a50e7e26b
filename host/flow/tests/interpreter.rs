//! The interpreter, driven by hand: no connector, no clock.

#![expect(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "helpers of tests, which fail by panicking"
)]

mod support;

use std::collections::BTreeMap;
use std::time::Duration;

use jackfield_descriptor::{Fault, FaultKind};
use jackfield_flow::nodes::Moment;
use jackfield_flow::{
    CallId, CallOutcome, Command, Evaluation, Event, Failure, Finish, Interpreter, Lineage, Next,
    UnexpectedEvent, Unpaired,
};
use jackfield_item::Item;
use jackfield_workflow::Workflow;
use serde_json::{Value, json};
use support::{numbers, step, workflow};

/// Runs a workflow in which each call gives one item `{"by": node, "of": the item}`, a node whose
/// name begins with `skip` skips every second item, and keeps the order of the calls.
fn run(workflow: &Workflow, input: Vec<Item>) -> (BTreeMap<String, Vec<Value>>, Vec<CallId>) {
    let (mut interpreter, mut commands) = Interpreter::start(workflow, input);
    let mut calls = Vec::new();
    while let Some(command) = commands.pop() {
        assert!(commands.is_empty(), "one thing at a time");
        let event = match command {
            Command::Finish(Finish::Completed) => break,
            Command::Finish(Finish::Failed(failure)) => panic!("{failure:?}"),
            Command::Evaluate { node, items, .. } => Event::Evaluated {
                node,
                run: 0,
                moment: Moment::default(),
                result: Ok(items
                    .iter()
                    .enumerate()
                    .map(|(index, _)| {
                        if workflow.nodes[node].name.starts_with("skip") && index % 2 == 1 {
                            Evaluation::Skip
                        } else {
                            Evaluation::Act(json!({}))
                        }
                    })
                    .collect()),
            },
            Command::Call { call, item, .. } => {
                calls.push(call);
                let by = &workflow.nodes[call.node].name;
                let made = json!({"by": by, "of": item.json()});
                Event::Called {
                    call,
                    result: Ok(CallOutcome {
                        items: vec![support::item(&made)],
                        next: None,
                    }),
                }
            }
            Command::Timer { call, .. } => Event::Fired { call },
            other => panic!("{other:?}"),
        };
        commands = interpreter.apply(event).unwrap();
    }
    let outputs = workflow
        .nodes
        .iter()
        .zip(support::outputs(&interpreter))
        .map(|(node, outputs)| {
            let items = outputs[0].iter().map(|item| item.json().clone()).collect();
            (node.name.clone(), items)
        })
        .collect();
    (outputs, calls)
}

#[test]
fn steps_follow_one_another_and_each_acts_on_every_item_in_order() {
    let workflow = workflow(&json!([step("a", &json!({})), step("b", &json!({}))]));
    let (outputs, calls) = run(&workflow, numbers(0..2));
    assert_eq!(
        outputs["b"],
        [
            json!({"by": "b", "of": {"by": "a", "of": {"n": 0}}}),
            json!({"by": "b", "of": {"by": "a", "of": {"n": 1}}}),
        ]
    );
    let order: Vec<_> = calls.iter().map(|call| (call.node, call.item)).collect();
    assert_eq!(order, [(0, 0), (0, 1), (1, 0), (1, 1)]);
}

#[test]
fn needs_takes_the_items_of_the_named_steps_one_after_the_other() {
    let workflow = workflow(&json!([
        step("a", &json!({})),
        step("b", &json!({"needs": []})),
        step("c", &json!({"needs": ["b", "a"]})),
        step("d", &json!({"needs": "a"})),
    ]));
    let (outputs, _) = run(&workflow, numbers([7]));
    let by: Vec<_> = outputs["c"].iter().map(|item| &item["of"]["by"]).collect();
    assert_eq!(by, ["b", "a"]);
    assert_eq!(outputs["b"], [json!({"by": "b", "of": {"n": 7}})]);
    assert_eq!(outputs["d"][0]["of"]["by"], "a");
}

#[test]
fn an_item_that_does_not_meet_the_condition_goes_on_unchanged_in_its_place() {
    let workflow = workflow(&json!([step("skip", &json!({}))]));
    let (outputs, calls) = run(&workflow, numbers(0..3));
    assert_eq!(
        outputs["skip"],
        [
            json!({"by": "skip", "of": {"n": 0}}),
            json!({"n": 1}),
            json!({"by": "skip", "of": {"n": 2}}),
        ]
    );
    assert_eq!(calls.len(), 2);
}

#[test]
fn a_step_without_items_does_nothing() {
    let workflow = workflow(&json!([step("a", &json!({})), step("b", &json!({}))]));
    let (outputs, calls) = run(&workflow, Vec::new());
    assert!(calls.is_empty());
    assert!(outputs["a"].is_empty() && outputs["b"].is_empty());
}

#[test]
fn a_connector_that_wants_to_be_called_again_is_after_its_wait() {
    let workflow = workflow(&json!([step("a", &json!({}))]));
    let (mut interpreter, _) = Interpreter::start(&workflow, numbers([1]));
    let act = Event::Evaluated {
        node: 0,
        run: 0,
        moment: Moment::default(),
        result: Ok(vec![Evaluation::Act(json!({"p": 1}))]),
    };
    interpreter.apply(act).unwrap();
    let call = |page| CallId {
        node: 0,
        run: 0,
        item: 0,
        page,
    };
    let answer = |page, next: Option<(u64, &str)>| Event::Called {
        call: call(page),
        result: Ok(CallOutcome {
            items: numbers([u64::from(page)]),
            next: next.map(|(after, state)| Next {
                after: Duration::from_millis(after),
                state: state.to_owned(),
            }),
        }),
    };
    let commands = interpreter.apply(answer(0, Some((0, "one")))).unwrap();
    let Command::Call {
        call: again,
        state,
        parameters,
        ..
    } = &commands[0]
    else {
        panic!("{commands:?}");
    };
    assert_eq!((*again, state.as_deref()), (call(1), Some("one")));
    assert_eq!(*parameters, json!({"p": 1}));
    let commands = interpreter.apply(answer(1, Some((250, "two")))).unwrap();
    let Command::Timer { call: timed, after } = &commands[0] else {
        panic!("{commands:?}");
    };
    assert_eq!((*timed, *after), (call(2), Duration::from_millis(250)));
    let commands = interpreter.apply(Event::Fired { call: call(2) }).unwrap();
    let Command::Call { state, .. } = &commands[0] else {
        panic!("{commands:?}");
    };
    assert_eq!(state.as_deref(), Some("two"));
    let commands = interpreter.apply(answer(2, None)).unwrap();
    assert!(matches!(commands[0], Command::Finish(Finish::Completed)));
    let output = support::outputs(&interpreter).remove(0);
    let pages: Vec<_> = output[0]
        .iter()
        .map(|item| item.json()["n"].clone())
        .collect();
    assert_eq!(pages, [0, 1, 2]);
}

#[test]
fn a_fault_ends_the_run_and_keeps_what_was_done() {
    let workflow = workflow(&json!([step("a", &json!({})), step("b", &json!({}))]));
    let (mut interpreter, _) = Interpreter::start(&workflow, numbers(0..2));
    let evaluations = vec![Evaluation::Act(json!({})), Evaluation::Act(json!({}))];
    interpreter
        .apply(Event::Evaluated {
            node: 0,
            run: 0,
            moment: Moment::default(),
            result: Ok(evaluations),
        })
        .unwrap();
    let call = |item| CallId {
        node: 0,
        run: 0,
        item,
        page: 0,
    };
    let done = CallOutcome {
        items: numbers([5]),
        next: None,
    };
    interpreter
        .apply(Event::Called {
            call: call(0),
            result: Ok(done),
        })
        .unwrap();
    let fault = Fault::new(FaultKind::NotFound, "gone");
    let commands = interpreter
        .apply(Event::Called {
            call: call(1),
            result: Err(fault.clone()),
        })
        .unwrap();
    let Command::Finish(Finish::Failed(Failure {
        node,
        item,
        fault: failed,
    })) = &commands[0]
    else {
        panic!("{commands:?}");
    };
    assert_eq!((*node, *item, failed), (0, Some(1), &fault));
    assert_eq!(support::outputs(&interpreter).len(), 1);
    assert_eq!(
        support::outputs(&interpreter)[0][0][0].json(),
        &json!({"n": 5})
    );
}

#[test]
fn an_event_that_was_not_asked_for_is_refused_and_changes_nothing() {
    let workflow = workflow(&json!([step("a", &json!({}))]));
    let (mut interpreter, _) = Interpreter::start(&workflow, numbers(0..2));
    let evaluated = |node, count| Event::Evaluated {
        node,
        run: 0,
        moment: Moment::default(),
        result: Ok(vec![Evaluation::Skip; count]),
    };
    let stray = CallId {
        node: 0,
        run: 0,
        item: 0,
        page: 0,
    };
    assert_eq!(
        interpreter.apply(Event::Fired { call: stray }).unwrap_err(),
        UnexpectedEvent
    );
    assert_eq!(
        interpreter.apply(evaluated(1, 2)).unwrap_err(),
        UnexpectedEvent
    );
    assert_eq!(
        interpreter.apply(evaluated(0, 1)).unwrap_err(),
        UnexpectedEvent
    );
    let commands = interpreter.apply(evaluated(0, 2)).unwrap();
    assert!(matches!(commands[0], Command::Finish(Finish::Completed)));
    assert_eq!(
        interpreter.apply(evaluated(0, 2)).unwrap_err(),
        UnexpectedEvent
    );
}

#[test]
fn the_same_events_lead_to_the_same_commands() {
    let workflow = workflow(&json!([
        step("a", &json!({})),
        step("skip", &json!({})),
        step("c", &json!({"needs": ["a", "skip"]})),
    ]));
    let first = run(&workflow, numbers(0..5));
    let second = run(&workflow, numbers(0..5));
    assert_eq!(first, second);
}

#[test]
fn an_item_is_traced_to_the_one_it_comes_from() {
    let workflow = workflow(&json!([
        step("a", &json!({})),
        step("skip", &json!({})),
        step("b", &json!({"needs": []})),
        step("both", &json!({"needs": ["b", "skip"]})),
        step("end", &json!({})),
    ]));
    let (mut interpreter, mut commands) = Interpreter::start(&workflow, numbers(0..2));
    // Carried out by hand up to the last node, each call giving two items.
    let lineage = loop {
        let event = match commands.pop().unwrap() {
            Command::Evaluate { node: 4, .. } => break interpreter.lineage(),
            Command::Evaluate { node, items, .. } => Event::Evaluated {
                node,
                run: 0,
                moment: Moment::default(),
                result: Ok(vec![Evaluation::Act(json!({})); items.len()]),
            },
            Command::Call { call, .. } => Event::Called {
                call,
                result: Ok(CallOutcome {
                    items: numbers(0..2),
                    next: None,
                }),
            },
            other => panic!("{other:?}"),
        };
        commands = interpreter.apply(event).unwrap();
    };
    // `both` was given the 4 items of `b`, then the 8 of `skip`, and made 2 of each.
    assert_eq!(lineage.output(3, 0, None).unwrap().len(), 24);
    assert_eq!(paired(&lineage, 0, 3), Ok(0));
    assert_eq!(paired(&lineage, 7, 2), Ok(3));
    assert_eq!(paired(&lineage, 7, 1), Err(Unpaired::Elsewhere));
    assert_eq!(paired(&lineage, 8, 1), Ok(0));
    assert_eq!(paired(&lineage, 23, 1), Ok(7));
    assert_eq!(paired(&lineage, 23, 0), Ok(3));
    assert_eq!(paired(&lineage, 99, 0), Err(Unpaired::Elsewhere));
}

/// Which item of a node's main output an item comes from.
fn paired(lineage: &Lineage, item: usize, target: usize) -> Result<usize, Unpaired> {
    lineage.paired(item, target).map(|origin| {
        assert_eq!((origin.run, origin.output), (0, 0));
        origin.index
    })
}
