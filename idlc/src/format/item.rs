//! Items: what stands on its own in a file, an `impl` or a `trait`.

use super::assign::assign;
use super::attribute::attributes;
use super::expression::expression;
use super::flat::flat;
use super::function::function;
use super::import::import;
use super::place::{Place, STEP, WIDTH, break_line, lines, width};
use quote::ToTokens;
use syn::{
    Attribute, Field, Fields, Generics, ImplItem, Item, ItemEnum, ItemImpl, ItemStatic, ItemStruct,
    ItemTrait, TraitItem, Variant,
};

/// What rustfmt wants to have left behind the bounds of a trait on one line.
const BOUNDS_RESERVE: usize = 10;

/// What rustfmt allows between the parentheses of a variant with several
/// values on one line.
const VALUES_WIDTH: usize = 60;

/// The text of an item. What generated code never has stays on one line.
pub(super) fn item(item: &Item) -> String {
    let place = Place::line(0).before(1);
    match item {
        Item::Const(it) => {
            let head = format!("{}const {}: {} =", vis(&it.vis), it.ident, flat(&it.ty));
            with_value(&it.attrs, &head, &it.expr, place)
        }
        Item::Static(it) => statik(it, place),
        Item::Type(it) => {
            let head = format!("{}type {}{} =", vis(&it.vis), it.ident, flat(&it.generics));
            let line = assign(&head, place, |place| place.hold(flat(&it.ty)));
            attributes(&it.attrs, 0)
                + &line.unwrap_or_else(|| format!("{head} {}", flat(&it.ty)))
                + ";"
        }
        Item::Use(it) => import(it),
        Item::Struct(it) => structure(it),
        Item::Enum(it) => enumeration(it),
        Item::Impl(it) => implementation(it),
        Item::Trait(it) => interface(it),
        Item::Fn(it) => function(&it.attrs, &it.vis, &it.sig, Some(&it.block), 0),
        _ => flat(item),
    }
}

fn vis(visibility: &impl ToTokens) -> String {
    let text = flat(visibility);
    if text.is_empty() { text } else { text + " " }
}

fn with_value(attrs: &[Attribute], head: &str, value: &syn::Expr, place: Place) -> String {
    let line = assign(head, place, |place| expression(value, place));
    let line = line.unwrap_or_else(|| format!("{head} {}", flat(value)));
    attributes(attrs, place.indent) + &line + ";"
}

fn statik(it: &ItemStatic, place: Place) -> String {
    let name = format!("{}static {}:", vis(&it.vis), it.ident);
    let head = format!("{name} {} =", flat(&it.ty));
    if width(&head) <= WIDTH {
        return with_value(&it.attrs, &head, &it.expr, place);
    }
    let second = format!("{} =", flat(&it.ty));
    let value = expression(&it.expr, place.behind(STEP + width(&second) + 1));
    let value = value.unwrap_or_else(|| flat(&it.expr));
    attributes(&it.attrs, 0) + &format!("{name}{}{second} {value};", break_line(STEP))
}

fn structure(it: &ItemStruct) -> String {
    let head = format!("{}struct {}{}", vis(&it.vis), it.ident, flat(&it.generics));
    let body = match &it.fields {
        Fields::Named(fields) if fields.named.is_empty() => " {}".to_owned(),
        Fields::Named(fields) => {
            let lines: String = fields.named.iter().map(named_field).collect();
            format!(" {{{lines}\n}}")
        }
        Fields::Unnamed(_) | Fields::Unit => flat(&it.fields) + ";",
    };
    attributes(&it.attrs, 0) + &head + &body
}

fn named_field(field: &Field) -> String {
    let place = Place::line(STEP).before(1);
    let name = field.ident.as_ref().map(flat).unwrap_or_default();
    let head = format!("{}{name}:", vis(&field.vis));
    let line = assign(&head, place, |place| place.hold(flat(&field.ty)));
    let line = line.unwrap_or_else(|| format!("{head} {}", flat(&field.ty)));
    break_line(STEP) + &attributes(&field.attrs, STEP) + &line + ","
}

fn enumeration(it: &ItemEnum) -> String {
    let head = format!("{}enum {}{}", vis(&it.vis), it.ident, flat(&it.generics));
    let lines: String = it.variants.iter().map(variant).collect();
    let body = if lines.is_empty() {
        " {}".to_owned()
    } else {
        format!(" {{{lines}\n}}")
    };
    attributes(&it.attrs, 0) + &head + &body
}

fn variant(it: &Variant) -> String {
    let value = it
        .discriminant
        .as_ref()
        .map(|(_, value)| format!(" = {}", flat(value)));
    let values = flat(&it.fields);
    let mut line = format!("{}{values}{}", it.ident, value.unwrap_or_default());
    if let Fields::Unnamed(fields) = &it.fields
        && (STEP + width(&line) + 1 > WIDTH
            || fields.unnamed.len() > 1 && width(&values) > VALUES_WIDTH + 2)
    {
        let types = lines(fields.unnamed.iter().map(unnamed_field), 2 * STEP);
        line = format!("{}({types}{})", it.ident, break_line(STEP));
    }
    break_line(STEP) + &attributes(&it.attrs, STEP) + &line + ","
}

/// A value of a variant that has a line of its own.
fn unnamed_field(field: &Field) -> String {
    let attributes = attributes(&field.attrs, 2 * STEP);
    let ty = flat(&field.ty);
    // Short attributes stay in front of the type.
    let line = attributes.replace(&break_line(2 * STEP), " ") + &ty;
    if 2 * STEP + width(&line) < WIDTH && !line.contains('\n') {
        return line;
    }
    attributes + &ty
}

fn implementation(it: &ItemImpl) -> String {
    let of = it
        .trait_
        .as_ref()
        .map(|(path, _)| format!("{} for ", flat(path)))
        .unwrap_or_default();
    let generics = flat(&it.generics);
    let head = format!("impl{generics} {of}{}", flat(&it.self_ty));
    let members: Vec<(bool, String)> = it.items.iter().map(impl_member).collect();
    let line = format!(
        "{head} {}",
        it.generics
            .where_clause
            .as_ref()
            .map(flat)
            .unwrap_or_default()
    );
    if members.is_empty() && width(&line) + " {}".len() <= WIDTH {
        return attributes(&it.attrs, 0) + line.trim_end() + " {}";
    }
    attributes(&it.attrs, 0) + &head + &bounds(&it.generics) + &body(&members)
}

fn interface(it: &ItemTrait) -> String {
    let head = format!("{}trait {}{}", vis(&it.vis), it.ident, flat(&it.generics));
    let supertraits = flat(&it.supertraits);
    let members: Vec<(bool, String)> = it.items.iter().map(trait_member).collect();
    let line = format!("{head}: {supertraits}");
    let head = match supertraits.as_str() {
        "" => head + " ",
        _ if width(&line) + BOUNDS_RESERVE <= WIDTH => line + " ",
        _ => format!("{head}:{}{supertraits}\n", break_line(STEP)),
    };
    attributes(&it.attrs, 0) + &head + &body(&members)
}

/// The end of a head: the bounds, each on its line, and what stands in front
/// of `{`.
fn bounds(generics: &Generics) -> String {
    match &generics.where_clause {
        None => " ".to_owned(),
        Some(clause) => {
            let lines = lines(clause.predicates.iter().map(flat), STEP);
            format!("\nwhere{lines}\n")
        }
    }
}

fn impl_member(member: &ImplItem) -> (bool, String) {
    let place = Place::line(STEP).before(1);
    match member {
        ImplItem::Fn(it) => (
            true,
            function(&it.attrs, &it.vis, &it.sig, Some(&it.block), STEP),
        ),
        ImplItem::Const(it) => {
            let head = format!("{}const {}: {} =", vis(&it.vis), it.ident, flat(&it.ty));
            (
                !it.attrs.is_empty(),
                with_value(&it.attrs, &head, &it.expr, place),
            )
        }
        _ => (false, flat(member)),
    }
}

fn trait_member(member: &TraitItem) -> (bool, String) {
    match member {
        TraitItem::Fn(it) => (
            true,
            function(&it.attrs, &NoVisibility, &it.sig, it.default.as_ref(), STEP),
        ),
        _ => (false, flat(member)),
    }
}

/// A member of a trait has none.
struct NoVisibility;

impl ToTokens for NoVisibility {
    fn to_tokens(&self, _: &mut proc_macro2::TokenStream) {}
}

/// `{ … }` of members, each with whether a blank line sets it off.
fn body(members: &[(bool, String)]) -> String {
    if members.is_empty() {
        return "{}".to_owned();
    }
    let mut text = String::from("{");
    for (at, (apart, member)) in members.iter().enumerate() {
        if at > 0 && *apart {
            text.push('\n');
        }
        text.push_str(&break_line(STEP));
        text.push_str(member);
    }
    text + "\n}"
}
