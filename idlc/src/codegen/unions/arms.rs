//! The arms of a union as variants: their names, and which values of the
//! discriminant are left over.

use crate::codegen::context::Context;
use crate::codegen::{literal, names, rust_type};
use crate::model::{DiscriminantKind, Docs, Enumerator, Field, Label, Shape, TypeId, Union};
use proc_macro2::{Ident, TokenStream};
use quote::quote;

/// Names for the default arm, the first of which that no case has.
const DEFAULT_NAMES: [&str; 3] = ["Default", "Otherwise", "DefaultArm"];

/// A variant of the enum that a union becomes.
pub(super) struct Variant<'a> {
    pub(super) ident: Ident,
    pub(super) docs: &'a Docs,
    pub(super) field: Option<&'a Field>,
    /// The value of the discriminant as a pattern: `Stat::Ok`, `true`, `-1`.
    pub(super) pattern: TokenStream,
    /// The same as a value that can be told to encode itself.
    pub(super) value: TokenStream,
}

/// All variants.
pub(super) struct Arms<'a> {
    pub(super) cases: Vec<Variant<'a>>,
    /// Left out where the cases already cover every value.
    pub(super) default: Option<Variant<'a>>,
    /// The values that no case has: nothing if there are none, their pattern
    /// if there is a single one, else `_`.
    pub(super) rest: Option<TokenStream>,
}

impl<'a> Arms<'a> {
    pub(super) fn of(it: &'a Union, cx: &'a Context<'_>) -> Self {
        let discriminant = Discriminant::of(it, cx);
        let cases: Vec<Variant<'a>> = it
            .arms
            .iter()
            .map(|arm| {
                let (ident, pattern, value) = discriminant.label(arm.label);
                Variant {
                    ident,
                    docs: &arm.docs,
                    field: arm.field.as_ref(),
                    pattern,
                    value,
                }
            })
            .collect();
        let rest = discriminant.rest(it);
        let default = it
            .default
            .as_ref()
            .zip(rest.clone())
            .map(|(arm, pattern)| Variant {
                ident: default_name(&cases),
                docs: &arm.docs,
                field: arm.field.as_ref(),
                pattern,
                value: quote!(discriminant),
            });
        Self {
            cases,
            default,
            rest,
        }
    }

    /// The names of all variants.
    pub(super) fn names(&self) -> Vec<String> {
        self.cases
            .iter()
            .chain(&self.default)
            .map(|variant| variant.ident.to_string())
            .collect()
    }
}

fn default_name(cases: &[Variant<'_>]) -> Ident {
    let is_free = |name: &&&str| cases.iter().all(|case| case.ident != **name);
    let name = DEFAULT_NAMES.iter().find(is_free).unwrap_or(&"Default_");
    names::of_file(name)
}

/// What the labels of a union's cases mean.
enum Discriminant<'a> {
    Enum {
        ty: TokenStream,
        values: &'a [Enumerator],
        variants: &'a [String],
        is_open: bool,
    },
    Bool,
    Number(&'static str),
}

impl<'a> Discriminant<'a> {
    fn of(it: &Union, cx: &'a Context<'_>) -> Self {
        match it.kind {
            DiscriminantKind::Enum(id) => Self::of_enum(id, cx),
            DiscriminantKind::Bool => Self::Bool,
            DiscriminantKind::Int => Self::Number("i32"),
            DiscriminantKind::UnsignedInt => Self::Number("u32"),
        }
    }

    fn of_enum(id: TypeId, cx: &'a Context<'_>) -> Self {
        let values = match cx.model.definition(id).map(|it| &it.shape) {
            Some(Shape::Enum(values)) => values.as_slice(),
            _ => &[],
        };
        Self::Enum {
            ty: rust_type::named(id, cx),
            values,
            variants: cx.variants(id),
            is_open: cx.is_open(id),
        }
    }

    /// The variant's name, the pattern and the value of a label.
    fn label(&self, label: Label) -> (Ident, TokenStream, TokenStream) {
        match (self, label) {
            (Self::Enum { variants, .. }, Label::Enumerator(at)) => {
                let name = variants.get(at).map_or("Unknown", String::as_str);
                let value = self.enum_value(at);
                (names::of_file(name), value.clone(), value)
            }
            (Self::Number(ty), Label::Number(number)) => {
                let sign = if number < 0 { "Minus" } else { "" };
                let name = format!("Case{sign}{}", number.unsigned_abs());
                (
                    names::of_file(&name),
                    literal::plain(number),
                    literal::typed(number, ty),
                )
            }
            (_, Label::Bool(true)) => (names::of_file("True"), quote!(true), quote!(true)),
            // A label of another kind than the discriminant's cannot be
            // written down by the resolver.
            (_, _) => (names::of_file("False"), quote!(false), quote!(false)),
        }
    }

    fn enum_value(&self, at: usize) -> TokenStream {
        let Self::Enum {
            ty,
            values,
            variants,
            ..
        } = self
        else {
            return TokenStream::new();
        };
        let own = values
            .get(at)
            .and_then(|value| value.alias_of)
            .unwrap_or(at);
        let variant = variants.get(own).map(|name| names::of_file(name));
        quote!(#ty::#variant)
    }

    /// The values that no case has.
    fn rest(&self, it: &Union) -> Option<TokenStream> {
        let left: Vec<TokenStream> = match self {
            Self::Number(_) | Self::Enum { is_open: true, .. } => return Some(quote!(_)),
            Self::Bool => {
                let has = |value| it.arms.iter().any(|arm| arm.label == Label::Bool(value));
                [true, false]
                    .into_iter()
                    .filter(|value| !has(*value))
                    .map(|value| quote!(#value))
                    .collect()
            }
            Self::Enum { values, .. } => self.uncovered(values, it),
        };
        match left.as_slice() {
            [] => None,
            [single] => Some(single.clone()),
            _ => Some(quote!(_)),
        }
    }

    fn uncovered(&self, values: &[Enumerator], it: &Union) -> Vec<TokenStream> {
        let mut covered = vec![false; values.len()];
        for arm in &it.arms {
            if let Label::Enumerator(at) = arm.label {
                let own = values
                    .get(at)
                    .and_then(|value| value.alias_of)
                    .unwrap_or(at);
                if let Some(slot) = covered.get_mut(own) {
                    *slot = true;
                }
            }
        }
        let own = (0..)
            .zip(values)
            .filter(|(_, value)| value.alias_of.is_none());
        let left = own.filter(|(at, _)| covered.get(*at) == Some(&false));
        // Whether there is one or more is all that is asked.
        left.take(2).map(|(at, _)| self.enum_value(at)).collect()
    }
}
