//! Tuples: values one after another, as the arguments of a procedure.

use crate::codec::{Decode, Encode, Layout, Size};
use crate::error::DecodeError;
use crate::reader::Reader;
use crate::writer::Sink;

macro_rules! tuple {
    ($($element:ident $index:tt)+) => {
        impl<$($element: Layout),+> Layout for ($($element,)+) {
            const SIZE: Size = Size::Fixed(0)$(.then($element::SIZE))+;
        }

        impl<$($element: Encode),+> Encode for ($($element,)+) {
            #[inline]
            fn encode<'a, S: Sink<'a>>(&'a self, out: &mut S) {
                $(self.$index.encode(out);)+
            }
        }

        impl<'a, $($element: Decode<'a>),+> Decode<'a> for ($($element,)+) {
            #[inline]
            fn decode(input: &mut Reader<'a>) -> Result<Self, DecodeError> {
                Ok(($(input.field::<$element>(stringify!($index))?,)+))
            }
        }
    };
}

tuple!(A 0);
tuple!(A 0 B 1);
tuple!(A 0 B 1 C 2);
tuple!(A 0 B 1 C 2 D 3);
tuple!(A 0 B 1 C 2 D 3 E 4);
tuple!(A 0 B 1 C 2 D 3 E 4 F 5);
tuple!(A 0 B 1 C 2 D 3 E 4 F 5 G 6);
tuple!(A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7);
tuple!(A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8);
tuple!(A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8 J 9);
tuple!(A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8 J 9 K 10);
tuple!(A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8 J 9 K 10 L 11);
tuple!(A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8 J 9 K 10 L 11 M 12);
tuple!(A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8 J 9 K 10 L 11 M 12 N 13);
tuple!(A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8 J 9 K 10 L 11 M 12 N 13 O 14);
tuple!(A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8 J 9 K 10 L 11 M 12 N 13 O 14 P 15);
