//! Values of a model's types, as RFC 4506 lays them out. It shares no code with
//! what idlc generates, nor with `idlc-xdr`.

use std::fmt::Write as _;

use idlc::model::{
    DiscriminantKind, Field, Interface, Label, Model, Procedure, Shape, Struct, Type, Union,
};

/// How often each procedure is called: with other lengths, other arms, and by
/// turns with and without what is optional.
const ROUNDS: u32 = 4;

/// Nothing is optional, and nothing repeated, deeper than this.
const DEPTH_MAX: u32 = 4;

/// One call of a procedure.
#[derive(Debug, Clone)]
pub(super) struct Call {
    pub(super) procedure: String,
    pub(super) number: u32,
    round: u32,
    pub(super) arguments: Vec<u8>,
    pub(super) answer: Vec<u8>,
}

impl Call {
    pub(super) fn name(&self) -> String {
        format!("{} {}", self.procedure, self.round)
    }

    pub(super) fn arguments_hex(&self) -> String {
        hex(&self.arguments)
    }

    pub(super) fn answer_hex(&self) -> String {
        hex(&self.answer)
    }
}

pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").unwrap();
        text
    })
}

/// The calls of an interface. The null procedure is called by other means.
pub(super) fn calls(interface: &Interface, model: &Model) -> Vec<Call> {
    let procedures = interface.procedures.iter().filter(|it| it.number != 0);
    procedures
        .flat_map(|procedure| (0..ROUNDS).map(move |round| call(procedure, round, model)))
        .collect()
}

fn call(procedure: &Procedure, round: u32, model: &Model) -> Call {
    let mut arguments = Sample::new(model, round, 1);
    for argument in &procedure.arguments {
        arguments.value(&argument.ty, 0);
    }
    let mut answer = Sample::new(model, round, 50);
    let is_ok = round.is_multiple_of(2);
    match &procedure.raises {
        Some(_) if is_ok => answer.word(1),
        Some(error) => {
            answer.word(0);
            answer.value(error, 0);
        }
        None => {}
    }
    if procedure.raises.is_none() || is_ok {
        for ty in procedure.returned() {
            answer.value(ty, 0);
        }
    }
    Call {
        procedure: procedure.name.clone(),
        number: procedure.number,
        round,
        arguments: arguments.bytes,
        answer: answer.bytes,
    }
}

/// Values, one after another; no two numbers are alike.
struct Sample<'a> {
    model: &'a Model,
    round: u32,
    count: u8,
    bytes: Vec<u8>,
}

impl<'a> Sample<'a> {
    fn new(model: &'a Model, round: u32, count: u8) -> Self {
        Self {
            model,
            round,
            count,
            bytes: Vec::new(),
        }
    }

    fn word(&mut self, word: u32) {
        self.bytes.extend(word.to_be_bytes());
    }

    /// From 1 to 99.
    fn next(&mut self) -> u8 {
        self.count = self.count % 99 + 1;
        self.count
    }

    /// Every other round a negative one.
    fn next_signed(&mut self) -> i8 {
        let next = self.next().cast_signed();
        if self.round.is_multiple_of(2) {
            next
        } else {
            -next
        }
    }

    /// As many as the round says, if there may be as many.
    fn count(&self, max: Option<u32>, depth: u32) -> u32 {
        let wanted = if depth < DEPTH_MAX { self.round } else { 0 };
        wanted.min(max.unwrap_or(u32::MAX))
    }

    fn padded(&mut self, bytes: &[u8]) {
        self.bytes.extend(bytes);
        self.bytes.resize(self.bytes.len().next_multiple_of(4), 0);
    }

    fn opaque(&mut self, len: u32) {
        let bytes: Vec<u8> = (0..len).map(|_| self.next()).collect();
        self.padded(&bytes);
    }

    fn value(&mut self, ty: &Type, depth: u32) {
        match ty {
            Type::Short | Type::Int => {
                let number = self.next_signed();
                self.bytes.extend(i32::from(number).to_be_bytes());
            }
            Type::Hyper => {
                let number = self.next_signed();
                self.bytes.extend((i64::from(number) << 40).to_be_bytes());
            }
            // C leaves open whether a `char` has a sign.
            Type::Char | Type::UnsignedChar | Type::UnsignedShort | Type::UnsignedInt => {
                let number = self.next();
                self.word(number.into());
            }
            Type::UnsignedHyper => {
                let number = self.next();
                self.bytes.extend((u64::from(number) << 56).to_be_bytes());
            }
            Type::Float => {
                let number = self.next_signed();
                self.bytes.extend((f32::from(number) / 4.0).to_be_bytes());
            }
            Type::Double => {
                let number = self.next_signed();
                self.bytes.extend((f64::from(number) / 4.0).to_be_bytes());
            }
            Type::Quadruple => self.opaque(16),
            Type::Bool => {
                let number = self.next();
                self.word(u32::from(number).wrapping_add(self.round) % 2);
            }
            Type::String { max } => {
                let len = self.count(*max, depth);
                let letters: Vec<u8> = (0..len).map(|_| b'a' + self.next() % 26).collect();
                self.word(len);
                self.padded(&letters);
            }
            Type::Opaque { max } => {
                let len = self.count(*max, depth);
                self.word(len);
                self.opaque(len);
            }
            Type::FixedOpaque { len } => self.opaque(*len),
            Type::FixedArray { element, len } => {
                (0..*len).for_each(|_| self.value(element, depth + 1));
            }
            Type::Array { element, max } => {
                let len = self.count(*max, depth);
                self.word(len);
                (0..len).for_each(|_| self.value(element, depth + 1));
            }
            Type::Optional { target, .. } => {
                let is_there = self.count(Some(1), depth) == 1;
                self.word(is_there.into());
                if is_there {
                    self.value(target, depth + 1);
                }
            }
            Type::Boxed { target } => self.value(target, depth),
            Type::List { node } => {
                for _ in 0..self.count(None, depth) {
                    self.word(1);
                    self.value(&Type::Named(*node), depth + 1);
                }
                self.word(0);
            }
            Type::Named(id) => {
                let model = self.model;
                self.shape(&model.definition(*id).unwrap().shape, depth);
            }
        }
    }

    fn shape(&mut self, shape: &Shape, depth: u32) {
        match shape {
            Shape::Alias(target) => self.value(target, depth),
            Shape::Enum(values) => {
                let at = self.round as usize % values.len();
                self.bytes.extend(values[at].value.to_be_bytes());
            }
            Shape::Struct(Struct { fields, .. }) => {
                for field in fields {
                    self.value(&field.ty, depth + 1);
                }
            }
            Shape::Union(union) => self.union(union, depth),
            Shape::Extern { path } => panic!("{path} is not known here"),
        }
    }

    fn union(&mut self, union: &Union, depth: u32) {
        let cases = union.arms.iter().map(|arm| {
            let number = self.number(arm.label, union.kind);
            (number, arm.field.as_ref())
        });
        let mut cases: Vec<(i64, Option<&Field>)> = cases.collect();
        if let Some(default) = &union.default {
            let others = self.values(union.kind);
            let other = others
                .into_iter()
                .find(|it| cases.iter().all(|(taken, _)| taken != it));
            // Where every value has a case, the default is never taken.
            cases.extend(other.map(|other| (other, default.field.as_ref())));
        }
        let (number, field) = cases[self.round as usize % cases.len()];
        // The last four bytes are the word, signed or not.
        self.bytes.extend(&number.to_be_bytes()[4..]);
        if let Some(field) = field {
            self.value(&field.ty, depth + 1);
        }
    }

    fn number(&self, label: Label, kind: DiscriminantKind) -> i64 {
        match label {
            Label::Enumerator(index) => self.values(kind)[index],
            Label::Bool(yes) => yes.into(),
            Label::Number(number) => number,
        }
    }

    /// Values that a discriminant may have: all of an enum, in its order.
    fn values(&self, kind: DiscriminantKind) -> Vec<i64> {
        match kind {
            DiscriminantKind::Enum(id) => match &self.model.definition(id).unwrap().shape {
                Shape::Enum(values) => values.iter().map(|it| it.value.into()).collect(),
                other => panic!("{other:?} is no enum"),
            },
            DiscriminantKind::Bool => vec![0, 1],
            DiscriminantKind::Int | DiscriminantKind::UnsignedInt => (7..99).collect(),
        }
    }
}
