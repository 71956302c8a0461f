//! A body of HCL as the tree that Terraform's JSON gives: `{"resource": {"aws_vpc": {"main": {…}}}}`.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::ops::Range;

use hcl_edit::Span as _;
use hcl_edit::expr::{Expression, FuncCall, ObjectKey, Traversal, TraversalOperator};
use hcl_edit::structure::{Block, Body, Structure};
use hcl_edit::template::{Element, StringTemplate};
use ipnet::IpNet;

use super::super::keyed::COMPUTED;
use crate::read::json::{Member, Node, Value};
use crate::text::{Located, Span};

/// How many references are followed, all in all: a text may refer to itself.
const MOST_REFERENCES: usize = 2_000;
/// How deep a reference may lead to another.
const DEEPEST: usize = 8;

/// The tree, and the places of references that were followed.
pub(super) struct Built<'a> {
    pub root: Node<'a>,
    pub references: Vec<Span>,
}

/// Builds the tree of a body. `text` is what was parsed, `place` where its bytes stand in the paste.
pub(super) fn build<'a>(body: &'a Body, text: &'a str, place: &'a dyn Fn(usize, usize) -> Span) -> Built<'a> {
    let definitions = definitions(body);
    let tree = Tree {
        text,
        place,
        definitions,
        followed: RefCell::default(),
        references: RefCell::default(),
        budget: Cell::new(MOST_REFERENCES),
    };
    // Variables last: a default that something refers to is a range of that thing.
    let (variables, others): (Vec<_>, Vec<_>) = body.iter().partition(|structure| is_variable(structure));
    let mut members: Vec<Member<'_>> = others.into_iter().map(|structure| tree.structure(structure)).collect();
    let unused = |structure: &&Structure| !tree.is_followed(structure);
    members.extend(variables.into_iter().filter(unused).map(|structure| tree.structure(structure)).collect::<Vec<_>>());
    let root = Node { value: Value::Object(members), span: place(0, text.len()) };
    Built { root, references: tree.references.into_inner() }
}

fn is_variable(structure: &Structure) -> bool {
    structure.as_block().is_some_and(|block| block.has_ident("variable"))
}

/// What can be referred to: `var.x`, `local.x`, `aws_vpc.main.cidr_block`.
fn definitions(body: &Body) -> BTreeMap<String, &Expression> {
    let mut found = BTreeMap::new();
    for block in body.blocks() {
        let labels: Vec<&str> = block.labels.iter().map(hcl_edit::structure::BlockLabel::as_str).collect();
        for attribute in block.body.attributes() {
            let name = attribute.key.as_str();
            let path = match (block.ident.as_str(), labels.as_slice()) {
                ("variable", [variable]) if name == "default" => format!("var.{variable}"),
                ("locals", []) => format!("local.{name}"),
                ("resource", [kind, label]) => format!("{kind}.{label}.{name}"),
                _ => continue,
            };
            found.insert(path, &attribute.value);
        }
    }
    found
}

struct Tree<'a> {
    text: &'a str,
    place: &'a dyn Fn(usize, usize) -> Span,
    definitions: BTreeMap<String, &'a Expression>,
    /// Paths that were referred to.
    followed: RefCell<BTreeSet<String>>,
    references: RefCell<Vec<Span>>,
    budget: Cell<usize>,
}

impl<'a> Tree<'a> {
    fn is_followed(&self, structure: &Structure) -> bool {
        let label =
            structure.as_block().and_then(|block| block.labels.first()).map(|label| format!("var.{}", label.as_str()));
        label.is_some_and(|path| self.followed.borrow().contains(&path))
    }

    fn structure(&self, structure: &'a Structure) -> Member<'a> {
        match structure {
            Structure::Attribute(attribute) => {
                let key = Located::new(attribute.key.as_str().into(), self.span(attribute.key.span()));
                Member { key, value: self.node(&attribute.value, 0) }
            }
            Structure::Block(block) => self.block(block),
        }
    }

    fn block(&self, block: &'a Block) -> Member<'a> {
        let span = self.span(block.span());
        let mut members: Vec<Member<'_>> = block.body.iter().map(|structure| self.structure(structure)).collect();
        members.extend(self.identity(block));
        let mut value = Node { value: Value::Object(members), span };
        for label in block.labels.iter().rev() {
            let key = Located::new(label.as_str().into(), self.span(label.span()));
            value = Node { value: Value::Object(vec![Member { key, value }]), span };
        }
        Member { key: Located::new(block.ident.as_str().into(), self.span(block.ident.span())), value }
    }

    /// What others call the block: the identifier that references to it get too, and a name where it has no other.
    fn identity(&self, block: &'a Block) -> Vec<Member<'a>> {
        let labels: Vec<&str> = block.labels.iter().map(hcl_edit::structure::BlockLabel::as_str).collect();
        let id = match (block.ident.as_str(), labels.as_slice()) {
            ("resource", [kind, label]) => format!("{kind}.{label}"),
            ("module", [label]) => format!("module.{label}"),
            ("variable", [_]) => String::new(),
            _ => return Vec::new(),
        };
        let Some(label) = block.labels.last() else { return Vec::new() };
        let span = self.span(label.span());
        let member = |key: &'a str, value: Cow<'a, str>| Member {
            key: Located::new(key.into(), span),
            value: Node { value: Value::String(value), span },
        };
        let id = Some(id).filter(|id| !id.is_empty() && !block.body.has_attribute("id"));
        id.map(|id| member("id", id.into())).into_iter().chain([member("name", label.as_str().into())]).collect()
    }

    /// An expression as a value. `depth` counts the references that led here.
    fn node(&self, expression: &'a Expression, depth: usize) -> Node<'a> {
        let span = self.span(expression.span());
        let value = match expression {
            Expression::Null(_) => Value::Null,
            Expression::Bool(value) => Value::Bool(*value.value()),
            Expression::Number(number) => Value::Number(number.value().to_string().into()),
            Expression::String(text) => Value::String(text.value().into()),
            Expression::Array(array) => Value::Array(array.iter().map(|element| self.node(element, depth)).collect()),
            Expression::Object(object) => Value::Object(
                object
                    .iter()
                    .map(|(key, value)| Member { key: self.key(key), value: self.node(value.expr(), depth) })
                    .collect(),
            ),
            Expression::Parenthesis(inner) => return self.node(inner.inner(), depth),
            Expression::Conditional(both) => {
                Value::Array(vec![self.node(&both.true_expr, depth), self.node(&both.false_expr, depth)])
            }
            // The old and the new value of a plan.
            Expression::BinaryOp(both) => {
                Value::Array(vec![self.node(&both.lhs_expr, depth), self.node(&both.rhs_expr, depth)])
            }
            Expression::Traversal(path) => return self.reference(path, span, depth),
            Expression::FuncCall(call) => self.call(call, depth),
            Expression::StringTemplate(template) => {
                self.template(template, depth).map_or_else(unknown, |text| Value::String(text.into()))
            }
            Expression::ForExpr(each) if self.source(each.span()).contains("cidr") => computed(),
            _ => unknown(),
        };
        Node { value, span }
    }

    fn key(&self, key: &'a ObjectKey) -> Located<Cow<'a, str>> {
        match key {
            ObjectKey::Ident(name) => Located::new(name.as_str().into(), self.span(name.span())),
            ObjectKey::Expression(expression) => {
                Located::new(expression.as_str().unwrap_or_default().into(), self.span(expression.span()))
            }
        }
    }

    /// What a reference leads to: a value of the same text, another resource, or something unknown.
    fn reference(&self, path: &Traversal, span: Span, depth: usize) -> Node<'a> {
        let names = names(path);
        let found = (1..=names.len()).rev().find_map(|length| {
            let name = names.get(..length)?.join(".");
            Some((self.definitions.get(&name).copied()?, name))
        });
        if let Some((expression, name)) = found.filter(|_| depth < DEEPEST && self.budget.get() > 0) {
            self.budget.set(self.budget.get() - 1);
            self.followed.borrow_mut().insert(name);
            self.references.borrow_mut().push(span);
            let node = self.node(expression, depth + 1);
            return element(path, &node).unwrap_or(node);
        }
        let is_identity =
            matches!(names.last().map(String::as_str), Some("id" | "name" | "self_link" | "vpc_id" | "network_id"));
        let value = match names.as_slice() {
            [kind, label, ..]
                if is_identity && !matches!(kind.as_str(), "var" | "local" | "data" | "each" | "count") =>
            {
                Value::String(format!("{kind}.{label}").into())
            }
            _ => unknown(),
        };
        Node { value, span }
    }

    fn call(&self, call: &'a FuncCall, depth: usize) -> Value<'a> {
        let arguments: Vec<Node<'_>> = call.args.iter().map(|argument| self.node(argument, depth)).collect();
        match call.name.name.as_str() {
            "cidrsubnet" => subnet(&arguments).map_or_else(computed, |net| Value::String(net.to_string().into())),
            "cidrsubnets" => subnets(&arguments).map_or_else(computed, |nets| {
                let node =
                    |net: IpNet| Node { value: Value::String(net.to_string().into()), span: self.span(call.span()) };
                Value::Array(nets.into_iter().map(node).collect())
            }),
            name if name.starts_with("cidr") => computed(),
            _ => Value::Array(arguments),
        }
    }

    /// The text of a template whose every part is known.
    fn template(&self, template: &StringTemplate, depth: usize) -> Option<String> {
        let mut text = String::new();
        for part in template {
            match part {
                Element::Literal(literal) => text.push_str(literal.as_str()),
                Element::Interpolation(inner) => match self.node(&inner.expr, depth).value {
                    Value::String(known) | Value::Number(known) if !known.starts_with("${") => text.push_str(&known),
                    _ => return None,
                },
                Element::Directive(_) => return None,
            }
        }
        Some(text)
    }

    fn source(&self, range: Option<Range<usize>>) -> &str {
        range.and_then(|range| self.text.get(range)).unwrap_or("")
    }

    fn span(&self, range: Option<Range<usize>>) -> Span {
        let range = range.unwrap_or(0..0);
        let end = self.text.len();
        (self.place)(range.start.min(end), range.end.min(end))
    }
}

/// A value that only Terraform knows, marked so that a range left out is told.
const fn unknown() -> Value<'static> {
    Value::String(Cow::Borrowed("${}"))
}

/// Ranges that only Terraform computes.
fn computed() -> Value<'static> {
    Value::String(format!("{COMPUTED}}}").into())
}

/// The names of a path: `aws_vpc.main[0].id` without the index.
fn names(path: &Traversal) -> Vec<String> {
    let head = path.expr.as_variable().map(|name| name.as_str().to_owned());
    let names = path.operators.iter().filter_map(|operator| match operator.value() {
        TraversalOperator::GetAttr(name) => Some(name.as_str().to_owned()),
        _ => None,
    });
    head.into_iter().chain(names).collect()
}

/// The element that the last index or name of a path picks; `None` where it picks none.
fn element<'a>(path: &Traversal, node: &Node<'a>) -> Option<Node<'a>> {
    match path.operators.last()?.value() {
        TraversalOperator::Index(Expression::Number(index)) => {
            node.elements().get(usize::try_from(index.value().as_u64()?).ok()?)
        }
        TraversalOperator::Index(Expression::String(key)) => node.get(key.value()),
        TraversalOperator::GetAttr(name) => node.get(name.as_str()),
        _ => None,
    }
    .cloned()
}

/// `cidrsubnet(prefix, newbits, netnum)`.
fn subnet(arguments: &[Node<'_>]) -> Option<IpNet> {
    let [prefix, bits, number] = arguments else { return None };
    let net = prefix.str()?.parse::<IpNet>().ok()?.trunc();
    part(net, u8::try_from(number_of(bits)?).ok()?, number_of(number)?)
}

/// `cidrsubnets(prefix, newbits...)`: one behind the other, each at the next place of its size.
fn subnets(arguments: &[Node<'_>]) -> Option<Vec<IpNet>> {
    let (prefix, all_bits) = arguments.split_first()?;
    let net = prefix.str()?.parse::<IpNet>().ok()?.trunc();
    // Where the next one begins, as a part of the whole: the number of so many bits.
    let mut next = (0u128, 0u8);
    let mut found = Vec::new();
    for bits in all_bits {
        let bits = u8::try_from(number_of(bits)?).ok().filter(|bits| *bits <= 64)?;
        let (number, old) = next;
        let number = if bits >= old { number << (bits - old) } else { number.div_ceil(1 << (old - bits)) };
        found.push(part(net, bits, number)?);
        next = (number + 1, bits);
    }
    Some(found)
}

fn number_of(node: &Node<'_>) -> Option<u128> {
    match &node.value {
        Value::Number(text) => text.parse().ok(),
        _ => None,
    }
}

/// The part of a prefix with so many more bits and such a number.
fn part(net: IpNet, bits: u8, number: u128) -> Option<IpNet> {
    let length = net.prefix_len().checked_add(bits).filter(|length| *length <= net.max_prefix_len())?;
    let fits = bits < 128 && number >> bits == 0;
    let shift = u32::from(net.max_prefix_len() - length);
    let part = number.checked_shl(shift).filter(|_| fits)?;
    let address = match net.addr() {
        IpAddr::V4(v4) => IpAddr::V4(Ipv4Addr::from_bits(v4.to_bits() | u32::try_from(part).ok()?)),
        IpAddr::V6(v6) => IpAddr::V6(Ipv6Addr::from_bits(v6.to_bits() | part)),
    };
    IpNet::new(address, length).ok()
}
