//! Templates of the clouds' own deployment tools (`CloudFormation`, ROS, ARM): resources with a type, and parameters with defaults.

use std::collections::BTreeMap;

use super::path::{Parameter, Path, member, same};
use crate::order;
use crate::read::json::{Member, Node};

/// Whether a member holds the parameters of a template, and not values of another kind.
pub(super) fn is_parameters(member: &Member<'_>) -> bool {
    same(&member.key.value, "parameters")
        && member.value.members().iter().any(|member| default(&member.value).is_some())
}

/// The parameters of a template, by name.
pub(super) fn parameters<'n>(root: &'n Node<'n>) -> BTreeMap<&'n str, Parameter<'n>> {
    let lists = root.members().iter().filter(|member| is_parameters(member));
    order::map(lists.flat_map(|list| list.value.members()).filter_map(|member| {
        Some((&*member.key.value, Parameter { key: &member.key, value: default(&member.value)? }))
    }))
}

fn default<'n>(parameter: &'n Node<'n>) -> Option<&'n Node<'n>> {
    member(parameter, &["default", "defaultvalue"])
}

/// The parameter that a value of a resource names: `VpcCidr` behind `!Ref`, `[parameters('vnetPrefix')]`.
pub(super) fn refers<'n>(
    parameters: &BTreeMap<&'n str, Parameter<'n>>,
    node: &Node<'_>,
    path: &Path<'_>,
) -> Option<(&'n str, &'n Node<'n>)> {
    let text = node.str().filter(|_| !parameters.is_empty() && !path.is_reference)?;
    let inner = text.strip_prefix("[parameters('").and_then(|rest| rest.strip_suffix("')]"));
    let (name, parameter) = parameters.get_key_value(inner.unwrap_or(text))?;
    path.outward().any(|object| member(object, &["type"]).is_some()).then_some((*name, parameter.value))
}

/// The resource of a template that a value belongs to.
pub(super) fn resource<'n>(path: &Path<'n>) -> Option<&'n Node<'n>> {
    path.outward().find(|object| kind(object).is_some())
}

/// `AWS::EC2::Subnet`.
pub(super) fn kind<'n>(object: &'n Node<'_>) -> Option<&'n str> {
    member(object, &["type"]).and_then(Node::str).filter(|kind| kind.contains("::"))
}

/// The resource that a value names: `{"Ref": "Vpc"}`, `{"Fn::GetAtt": ["Vpc", "VpcId"]}`, `Vpc.VpcId` behind `!GetAtt`.
pub(super) fn reference<'n>(node: &'n Node<'_>) -> Option<&'n str> {
    let attribute = || member(node, &["fngetatt"]).and_then(|path| path.list().first());
    let text = node.str().or_else(|| member(node, &["ref"]).or_else(attribute)?.str())?;
    text.split('.').next()
}
