//! Authentication fields (RFC 5531 §8.2, §9 and appendix A): what a caller
//! claims to be. Flavors that this crate does not know are carried as bytes.

use std::fmt;

use idlc_xdr::{
    Array, Decode, DecodeError, Encode, Layout, Opaque, OpaqueRef, Reader, Sink, Size, Text,
};

/// The longest body of a credential or verifier, in bytes (RFC 5531 §8.2).
pub const AUTH_BODY_MAX: usize = 400;

/// An authentication flavor's number, as registered with IANA.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AuthFlavor(pub u32);

impl AuthFlavor {
    /// `AUTH_NONE`: no claim.
    pub const NONE: Self = Self(0);
    /// `AUTH_SYS`: a user and groups, unproven (RFC 5531 appendix A).
    pub const SYS: Self = Self(1);
    /// `AUTH_SHORT`: shorthand for an earlier `AUTH_SYS`.
    pub const SHORT: Self = Self(2);
    /// `AUTH_DH`: Diffie-Hellman (RFC 2695).
    pub const DH: Self = Self(3);
    /// `RPCSEC_GSS` (RFC 2203).
    pub const RPCSEC_GSS: Self = Self(6);
    /// `AUTH_TLS`: a request for transport security (RFC 9289).
    pub const TLS: Self = Self(7);
}

/// A credential or verifier as it travels: a flavor and at most
/// [`AUTH_BODY_MAX`] bytes that the flavor defines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OpaqueAuth<'a> {
    /// Whose bytes these are.
    pub flavor: AuthFlavor,
    /// The bytes.
    pub body: OpaqueRef<'a, AUTH_BODY_MAX>,
}

impl OpaqueAuth<'_> {
    /// `AUTH_NONE` with an empty body, the verifier of most messages.
    #[must_use]
    pub fn none() -> Self {
        Self {
            flavor: AuthFlavor::NONE,
            body: OpaqueRef::default(),
        }
    }
}

impl Layout for OpaqueAuth<'_> {
    const SIZE: Size = Size::AtLeast(8);
}

impl Encode for OpaqueAuth<'_> {
    fn encode<'a, S: Sink<'a>>(&'a self, out: &mut S) {
        self.flavor.0.encode(out);
        self.body.encode(out);
    }
}

impl<'a> Decode<'a> for OpaqueAuth<'a> {
    fn decode(input: &mut Reader<'a>) -> Result<Self, DecodeError> {
        Ok(Self {
            flavor: AuthFlavor(input.field("flavor")?),
            body: input.field("body")?,
        })
    }
}

/// The claim of `AUTH_SYS` (RFC 5531 appendix A). Nothing proves it: it is as
/// trustworthy as the network and every root user on it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct AuthSys {
    /// An arbitrary number of the caller's.
    pub stamp: u32,
    /// The caller's host name.
    pub machine_name: Text<255>,
    /// The caller's effective user id.
    pub uid: u32,
    /// The caller's effective group id.
    pub gid: u32,
    /// The caller's further groups.
    pub gids: Array<u32, 16>,
}

impl Layout for AuthSys {
    const SIZE: Size = Size::AtLeast(20);
}

impl Encode for AuthSys {
    fn encode<'a, S: Sink<'a>>(&'a self, out: &mut S) {
        self.stamp.encode(out);
        self.machine_name.encode(out);
        self.uid.encode(out);
        self.gid.encode(out);
        self.gids.encode(out);
    }
}

impl<'a> Decode<'a> for AuthSys {
    fn decode(input: &mut Reader<'a>) -> Result<Self, DecodeError> {
        Ok(Self {
            stamp: input.field("stamp")?,
            machine_name: input.field("machinename")?,
            uid: input.field("uid")?,
            gid: input.field("gid")?,
            gids: input.field("gids")?,
        })
    }
}

/// Who a caller says it is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Credentials {
    /// `AUTH_NONE`.
    #[default]
    None,
    /// `AUTH_SYS`.
    Sys(AuthSys),
    /// A flavor that this crate does not know, as bytes.
    Other {
        /// The flavor.
        flavor: AuthFlavor,
        /// Its bytes.
        body: Opaque<AUTH_BODY_MAX>,
    },
}

impl From<AuthSys> for Credentials {
    fn from(sys: AuthSys) -> Self {
        Self::Sys(sys)
    }
}

impl Credentials {
    /// Reads a credential field.
    ///
    /// # Errors
    ///
    /// [`AuthStat::BADCRED`] where the body is not what the flavor demands:
    /// an `AUTH_SYS` that is cut short, has more than 16 groups, a machine
    /// name of more than 255 bytes, or bytes left over.
    pub fn from_wire(auth: OpaqueAuth<'_>) -> Result<Self, AuthStat> {
        match auth.flavor {
            AuthFlavor::NONE => Ok(Self::None),
            AuthFlavor::SYS => idlc_xdr::from_slice(auth.body.as_slice())
                .map(Self::Sys)
                .map_err(|_malformed| AuthStat::BADCRED),
            flavor => Opaque::try_from(auth.body.as_slice())
                .map(|body| Self::Other { flavor, body })
                .map_err(|_too_long| AuthStat::BADCRED),
        }
    }

    /// Whose flavor they are.
    #[must_use]
    pub const fn flavor(&self) -> AuthFlavor {
        match self {
            Self::None => AuthFlavor::NONE,
            Self::Sys(_) => AuthFlavor::SYS,
            Self::Other { flavor, .. } => *flavor,
        }
    }

    /// What `AUTH_SYS` says, if that is what they are.
    #[must_use]
    pub const fn sys(&self) -> Option<&AuthSys> {
        match self {
            Self::Sys(sys) => Some(sys),
            Self::None | Self::Other { .. } => None,
        }
    }

    /// The field as it travels.
    #[must_use]
    pub fn to_wire(&self) -> Vec<u8> {
        match self {
            Self::None => idlc_xdr::to_vec(&OpaqueAuth::none()),
            Self::Sys(sys) => {
                // At most 4 + 260 + 8 + 68 bytes, so that it is never longer
                // than a body may be.
                idlc_xdr::to_vec(&(AuthFlavor::SYS.0, idlc_xdr::to_vec(sys)))
            }
            Self::Other { flavor, body } => idlc_xdr::to_vec(&(flavor.0, body)),
        }
    }
}

/// Why authentication failed (`auth_stat`, RFC 5531 §9): a number, because a
/// peer may know reasons that we do not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AuthStat(pub u32);

impl AuthStat {
    /// The credential is malformed.
    pub const BADCRED: Self = Self(1);
    /// The server asks for a new credential, or does not take this flavor.
    pub const REJECTEDCRED: Self = Self(2);
    /// The verifier is malformed.
    pub const BADVERF: Self = Self(3);
    /// The verifier has expired or was replayed.
    pub const REJECTEDVERF: Self = Self(4);
    /// The flavor is too weak for this procedure.
    pub const TOOWEAK: Self = Self(5);
    /// The server's verifier is not valid.
    pub const INVALIDRESP: Self = Self(6);
    /// Some other reason.
    pub const FAILED: Self = Self(7);
    /// `RPCSEC_GSS`: no such credential (RFC 2203).
    pub const GSS_CREDPROBLEM: Self = Self(13);
    /// `RPCSEC_GSS`: no such context (RFC 2203).
    pub const GSS_CTXPROBLEM: Self = Self(14);
}

impl fmt::Display for AuthStat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = match *self {
            Self::BADCRED => "AUTH_BADCRED: the credential is malformed",
            Self::REJECTEDCRED => "AUTH_REJECTEDCRED: the server does not take this credential",
            Self::BADVERF => "AUTH_BADVERF: the verifier is malformed",
            Self::REJECTEDVERF => "AUTH_REJECTEDVERF: the verifier expired or was replayed",
            Self::TOOWEAK => "AUTH_TOOWEAK: the server demands a stronger flavor",
            Self::INVALIDRESP => "AUTH_INVALIDRESP: the server's verifier is not valid",
            Self::FAILED => "AUTH_FAILED: for a reason the server does not tell",
            Self::GSS_CREDPROBLEM => "RPCSEC_GSS_CREDPROBLEM: no such credential",
            Self::GSS_CTXPROBLEM => "RPCSEC_GSS_CTXPROBLEM: no such context",
            Self(number) => return write!(f, "auth_stat {number}"),
        };
        f.write_str(name)
    }
}
