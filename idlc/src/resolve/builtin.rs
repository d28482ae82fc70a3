//! Names that files use without defining them: C's and libtirpc's headers
//! do. A file's own definition always comes first.

use crate::ast::Primitive;
use crate::model::Type;

/// The type of a keyword.
pub(super) fn primitive(primitive: Primitive) -> Type {
    match primitive {
        Primitive::Char => Type::Char,
        Primitive::UnsignedChar => Type::UnsignedChar,
        Primitive::Short => Type::Short,
        Primitive::UnsignedShort => Type::UnsignedShort,
        Primitive::Int => Type::Int,
        Primitive::UnsignedInt => Type::UnsignedInt,
        Primitive::Hyper => Type::Hyper,
        Primitive::UnsignedHyper => Type::UnsignedHyper,
        Primitive::Float => Type::Float,
        Primitive::Double => Type::Double,
        Primitive::Quadruple => Type::Quadruple,
        Primitive::Bool => Type::Bool,
    }
}

/// Whether a name is that of a type though no file defines it.
pub(crate) fn is_well_known_type(name: &str) -> bool {
    well_known_type(name).is_some()
}

/// Whether a name is that of a constant though no file defines it.
pub(crate) fn is_well_known_constant(name: &str) -> bool {
    well_known_constant(name).is_some()
}

/// The type of a name from `<sys/types.h>`, `<rpc/types.h>`, `<rpc/xdr.h>` or
/// `<rpc/des.h>`: what libtirpc's routine for it puts on the wire. And
/// `buffer_t`, which textbooks use for bytes.
pub(super) fn well_known_type(name: &str) -> Option<Type> {
    /// `MAX_NETOBJ_SZ` of `<rpc/xdr.h>`.
    const NETOBJ_BYTES_MAX: u32 = 1024;
    const DES_BLOCK_BYTES: u32 = 8;
    Some(match name {
        "bool_t" => Type::Bool,
        "int8_t" | "int8" => Type::Char,
        "u_char" | "u_int8_t" | "uint8_t" | "uint8" => Type::UnsignedChar,
        "int16_t" | "int16" => Type::Short,
        "u_short" | "ushort" | "u_int16_t" | "uint16_t" | "uint16" => Type::UnsignedShort,
        "int32_t" | "int32" | "enum_t" => Type::Int,
        "u_int" | "uint" | "u_long" | "ulong" | "u_int32_t" | "uint32_t" | "uint32"
        | "rpcprog_t" | "rpcvers_t" | "rpcproc_t" | "rpcprot_t" | "rpcport_t" => Type::UnsignedInt,
        "int64_t" | "int64" | "quad_t" | "longlong_t" => Type::Hyper,
        "u_hyper" | "u_int64_t" | "uint64_t" | "uint64" | "u_quad_t" | "u_longlong_t" => {
            Type::UnsignedHyper
        }
        "netobj" => Type::Opaque {
            max: Some(NETOBJ_BYTES_MAX),
        },
        "buffer_t" => Type::Opaque { max: None },
        "des_block" => Type::FixedOpaque {
            len: DES_BLOCK_BYTES,
        },
        _ => return None,
    })
}

/// The value of a name that RFC 4506, RFC 5531 or libtirpc's headers define.
pub(super) fn well_known_constant(name: &str) -> Option<i128> {
    match name {
        "TRUE" => Some(1),
        "FALSE" => Some(0),
        "MAXNETNAMELEN" => Some(255),
        "MAX_NETOBJ_SZ" => Some(1024),
        _ => auth_flavor(name),
    }
}

/// `auth_flavor` (RFC 5531 §8.2), and what C calls some of them.
fn auth_flavor(name: &str) -> Option<i128> {
    match name {
        "AUTH_NONE" | "AUTH_NULL" => Some(0),
        "AUTH_SYS" | "AUTH_UNIX" => Some(1),
        "AUTH_SHORT" => Some(2),
        "AUTH_DH" | "AUTH_DES" => Some(3),
        "RPCSEC_GSS" => Some(6),
        _ => None,
    }
}
