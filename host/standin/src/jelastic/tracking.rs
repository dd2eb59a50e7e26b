//! Actions that take longer than a gateway waits.
//!
//! Contract: a call that was announced as slow is taken, the gateway answers 504 in the
//! platform's place, and the action is under way until it has been looked at so often; then it
//! takes effect, or is found to have had none. Time plays no part, so that tests see the same
//! every time.
//!
//! The shape of an action is our own, as no real one was seen.

use serde_json::{Value, json};

use crate::jelastic::control;
use crate::jelastic::envelope::Outcome;
use crate::jelastic::methods::Method;
use crate::jelastic::parameters::Parameters;
use crate::jelastic::world::World;
use crate::reply::Reply;

#[derive(Default)]
pub(super) struct Tracking {
    announced: Vec<Slow>,
    under_way: Vec<Action>,
    begun: i64,
}

/// A call that will be slow.
pub(super) struct Slow {
    /// The method as its path spells it, such as `stopenv`.
    pub(super) method: String,
    /// How often the action is seen under way.
    pub(super) looks: usize,
    /// Whether it takes effect in the end.
    pub(super) takes_effect: bool,
}

struct Action {
    id: i64,
    method: &'static Method,
    parameters: Parameters,
    looks: usize,
    takes_effect: bool,
    /// The environment's status before.
    before: Option<i64>,
}

impl Tracking {
    pub(super) fn announce(&mut self, slow: Slow) {
        self.announced.push(slow);
    }
}

/// Takes a call that was announced as slow; none if it was not.
pub(super) fn take(
    world: &mut World,
    method: &'static Method,
    parameters: &Parameters,
) -> Option<Reply> {
    let announced = &mut world.tracking.announced;
    let place = announced
        .iter()
        .position(|slow| slow.method == method.name().to_ascii_lowercase())?;
    let slow = announced.remove(place);
    begin(world, method, parameters, &slow);
    Some(Reply::text(
        504,
        "text/html",
        "<html><body><h1>504 Gateway Time-out</h1></body></html>",
    ))
}

/// Begins an action.
pub(super) fn begin(
    world: &mut World,
    method: &'static Method,
    parameters: &Parameters,
    slow: &Slow,
) {
    world.tracking.begun += 1;
    let id = 9_000 + world.tracking.begun;
    let before = parameters
        .find("envName")
        .and_then(|name| world.ours(name, "").ok())
        .map(|environment| {
            let before = environment.status;
            environment.status = control::meanwhile(method.name()).unwrap_or(before);
            before
        });
    let action = Action {
        id,
        method,
        parameters: parameters.clone(),
        looks: slow.looks,
        takes_effect: slow.takes_effect,
        before,
    };
    if action.looks == 0 {
        finish(world, action);
    } else {
        world.tracking.under_way.push(action);
    }
}

/// The actions under way. Looking at them is what makes them end.
#[expect(clippy::unnecessary_wraps, reason = "one signature for every method")]
pub(super) fn current(world: &mut World, _: &Parameters) -> Outcome {
    let actions: Vec<Value> = world.tracking.under_way.iter().map(described).collect();
    for action in &mut world.tracking.under_way {
        action.looks -= 1;
    }
    let (over, under_way): (Vec<Action>, Vec<Action>) =
        std::mem::take(&mut world.tracking.under_way)
            .into_iter()
            .partition(|action| action.looks == 0);
    world.tracking.under_way = under_way;
    for action in over {
        finish(world, action);
    }
    Ok(json!({ "result": 0, "array": actions }))
}

fn described(action: &Action) -> Value {
    let mut parameters = json!({});
    for name in ["envName", "env", "srcEnvName", "dstEnvName"] {
        if let (Some(value), Some(parameters)) =
            (action.parameters.find(name), parameters.as_object_mut())
        {
            parameters.insert(name.to_owned(), json!(value));
        }
    }
    json!({
        "id": action.id,
        "action": action.method.name(),
        "startDate": "2026-01-15 09:30:00",
        "parameters": parameters,
    })
}

fn finish(world: &mut World, action: Action) {
    if let (Some(name), Some(before)) = (action.parameters.find("envName"), action.before)
        && let Ok(environment) = world.ours(name, "")
    {
        environment.status = before;
    }
    if action.takes_effect {
        // Its answer is what nobody hears.
        let _ = action.method.serve(world, &action.parameters);
    }
}
