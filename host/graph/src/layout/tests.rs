use std::collections::HashSet;

use proptest::prelude::*;

use super::*;

fn sizes(count: usize) -> Vec<Size> {
    (0..count)
        .map(|index| Size {
            width: 100 + 20 * (index as i32 % 7),
            height: 40 + 14 * (index as i32 % 3),
        })
        .collect()
}

/// Up to 40 boxes, and edges that lead to a box from ones before it.
fn graphs() -> impl Strategy<Value = (Vec<Size>, Vec<(usize, usize)>)> {
    let pairs = proptest::collection::vec((0..40_usize, 0..40_usize), 0..90);
    (1..40_usize, pairs).prop_map(|(count, pairs)| {
        let mut seen = HashSet::new();
        let edges = pairs
            .into_iter()
            .map(|(one, other)| (one % count, other % count))
            .filter(|(from, to)| from < to && seen.insert((*from, *to)))
            .collect();
        (sizes(count), edges)
    })
}

fn check(sizes: &[Size], edges: &[(usize, usize)]) -> Layout {
    let layout = lay_out(sizes, edges);
    assert_eq!(layout.boxes.len(), sizes.len());
    assert_eq!(layout.routes.len(), edges.len());
    for (index, one) in layout.boxes.iter().enumerate() {
        let size = (one.width, one.height);
        assert_eq!(size, (sizes[index].width, sizes[index].height));
        assert!(one.x >= 0 && one.x + one.width <= layout.size.width);
        assert!(one.y >= 0 && one.bottom() <= layout.size.height);
        for other in &layout.boxes[..index] {
            let beside = one.x >= other.x + other.width || other.x >= one.x + one.width;
            let below = one.y >= other.bottom() || other.y >= one.bottom();
            assert!(beside || below, "{one:?} lies on {other:?}");
        }
    }
    for ((from, to), route) in edges.iter().zip(&layout.routes) {
        check_route(*from, *to, route, &layout);
    }
    layout
}

fn check_route(from: usize, to: usize, route: &[Point], layout: &Layout) {
    let (source, target) = (layout.boxes[from], layout.boxes[to]);
    let (first, last) = (route[0], route[route.len() - 1]);
    assert_eq!((first.x, first.y), (source.center(), source.bottom()));
    assert_eq!((last.x, last.y), (target.center(), target.y));
    for pair in route.windows(2) {
        assert!(pair[0].y < pair[1].y, "{route:?} does not lead downwards");
        let sides = pair[0].x.min(pair[1].x)..=pair[0].x.max(pair[1].x);
        for (index, other) in layout.boxes.iter().enumerate() {
            let apart = other.x + other.width <= *sides.start() || *sides.end() <= other.x;
            let above_or_below = other.bottom() <= pair[0].y || pair[1].y <= other.y;
            assert!(
                apart || above_or_below || index == from || index == to,
                "{route:?} runs through {other:?}"
            );
        }
    }
}

proptest! {
    #[test]
    fn boxes_lie_apart_and_edges_lead_downwards_between_them((sizes, edges) in graphs()) {
        check(&sizes, &edges);
    }

    #[test]
    fn the_same_graph_has_the_same_layout((sizes, edges) in graphs()) {
        prop_assert_eq!(lay_out(&sizes, &edges), lay_out(&sizes, &edges));
    }
}

#[test]
fn nothing_has_an_empty_layout() {
    let layout = check(&[], &[]);
    assert_eq!(layout.size, Size::default());
}

#[test]
fn a_chain_is_straight() {
    let edges: Vec<(usize, usize)> = (1..200).map(|index| (index - 1, index)).collect();
    let layout = check(&sizes(200), &edges);
    for route in &layout.routes {
        assert_eq!(route.len(), 2);
        assert_eq!(route[0].x, route[1].x);
    }
    assert_eq!(layout.size.width, 220);
}

#[test]
fn children_stand_evenly_below_their_parent() {
    let sizes = vec![
        Size {
            width: 100,
            height: 40
        };
        5
    ];
    let layout = check(&sizes, &[(0, 1), (0, 2), (0, 3), (1, 4), (2, 4), (3, 4)]);
    let centers: Vec<i32> = layout.boxes.iter().map(|one| one.center()).collect();
    assert_eq!(centers, [186, 50, 186, 322, 186]);
}

#[test]
fn a_long_edge_is_straight_beside_what_it_passes() {
    let sizes = vec![
        Size {
            width: 100,
            height: 40
        };
        5
    ];
    let layout = check(&sizes, &[(0, 1), (1, 2), (2, 3), (3, 4), (0, 4)]);
    let route = &layout.routes[4];
    assert_eq!(route.len(), 4, "{route:?}");
    assert_eq!(route[1].x, route[2].x);
}

#[test]
fn long_edges_of_one_box_share_their_way() {
    let sizes = vec![
        Size {
            width: 100,
            height: 40
        };
        6
    ];
    let chain = [(0, 1), (1, 2), (2, 3), (3, 4), (3, 5)];
    let layout = check(&sizes, &[chain.as_slice(), &[(0, 4), (0, 5)]].concat());
    assert_eq!(layout.routes[5][..2], layout.routes[6][..2]);
}

#[test]
fn two_hundred_boxes_lie_apart_however_they_hang_together() {
    let fan: Vec<(usize, usize)> = (1..199)
        .flat_map(|index| [(0, index), (index, 199)])
        .collect();
    let tree: Vec<(usize, usize)> = (1..200).map(|index| ((index - 1) / 3, index)).collect();
    let grid: Vec<(usize, usize)> = (10..200)
        .flat_map(|index| [(index - 10, index), (index - 7, index)])
        .collect();
    let all: Vec<(usize, usize)> = (1..60)
        .flat_map(|to| (0..to).map(move |from| (from, to)))
        .collect();
    for edges in [fan, tree, grid, all] {
        check(&sizes(200), &edges);
    }
}
