//! Which nodes of an environment.

use jackfield_sdk::{Fault, FaultKind};

use crate::fields::Fields;

/// Parameters of what is done on nodes: those that name the nodes, and others.
macro_rules! on_nodes {
    ($(#[doc = $about:literal])* struct $name:ident { $($others:tt)* }) => {
        $crate::parameters::parameters! {
            $(#[doc = $about])*
            struct $name one_of("nodeGroup", "nodeId") {
                /// The environment's name, the first part of its domain.
                env_name: String,
                /// The group (layer) of nodes, such as `cp`, `bl`, `sqldb`.
                node_group: Option<String>,
                /// One node by its id.
                node_id: Option<u64>,
                $($others)*
            }
        }

        impl $name {
            fn target(&self) -> Result<$crate::target::Target<'_>, ::jackfield_sdk::Fault> {
                let group = self.node_group.as_deref();
                $crate::target::Target::new(&self.env_name, group, self.node_id)
            }
        }
    };
}

pub(crate) use on_nodes;

/// Nodes of an environment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Target<'a> {
    pub(crate) env_name: &'a str,
    pub(crate) nodes: Nodes<'a>,
}

/// One node by its id, or all of a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Nodes<'a> {
    One(u64),
    Group(&'a str),
}

impl<'a> Target<'a> {
    /// Exactly one of the two: of both the platform would act on the node, and for want of both on
    /// nothing.
    pub(crate) fn new(
        env_name: &'a str,
        group: Option<&'a str>,
        id: Option<u64>,
    ) -> Result<Self, Fault> {
        let fault = |message: &str| Fault::new(FaultKind::InvalidParameter, message);
        let nodes = match (id, group) {
            (Some(id), None) => Nodes::One(id),
            (None, Some(group)) => Nodes::Group(group),
            (Some(_), Some(_)) => {
                return Err(fault("both `nodeId` and `nodeGroup` are given")
                    .hint("leave one of them out: the platform would act on the one node only"));
            }
            (None, None) => {
                return Err(fault("neither `nodeId` nor `nodeGroup` is given")
                    .hint("`nodeGroup` is a layer of the environment such as `cp`; `environment.get` gives the nodes with their ids and groups"));
            }
        };
        Ok(Self { env_name, nodes })
    }

    /// The fields that name it.
    pub(crate) fn fields(self) -> Fields {
        let fields = Fields::of(self.env_name);
        match self.nodes {
            Nodes::One(id) => fields.text("nodeId", id),
            Nodes::Group(group) => fields.text("nodeGroup", group),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_is_a_node_or_a_group_and_not_both() {
        let one = Target::new("shop", None, Some(7)).unwrap();
        assert_eq!(one.nodes, Nodes::One(7));
        let group = Target::new("shop", Some("cp"), None).unwrap();
        assert_eq!(group.nodes, Nodes::Group("cp"));
        for (group, id) in [(None, None), (Some("cp"), Some(7))] {
            let fault = Target::new("shop", group, id).unwrap_err();
            assert_eq!(fault.kind, "invalid-parameter");
            assert!(fault.message.contains("`nodeId`"), "{}", fault.message);
        }
    }
}
