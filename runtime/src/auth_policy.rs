//! Whom a service answers: which flavors of credentials it takes, and what it
//! says to others. Nothing is proved here; that a flavor's own affair.

use std::fmt;
use std::sync::Arc;

use crate::rpc::{AuthFlavor, AuthStat, AuthSys, Credentials};

/// Which callers a service takes.
///
/// A flavor that it does not take is refused as RFC 5531 §9 has it: with
/// `AUTH_TOOWEAK` where a stronger one would do, else with `AUTH_REJECTEDCRED`.
/// A refused call is not executed, and its caller knows it. Procedure 0 is
/// answered to anybody who says nothing or `AUTH_SYS`: it is how clients find out
/// whether somebody is there.
///
/// ```
/// use idlc_runtime::{AuthPolicy, AuthStat};
///
/// let staff = AuthPolicy::sys().and_if(|sys| {
///     if sys.gid == 50 { Ok(()) } else { Err(AuthStat::REJECTEDCRED) }
/// });
/// # let _ = staff;
/// ```
#[derive(Clone)]
pub struct AuthPolicy {
    flavors: Vec<AuthFlavor>,
    check: Option<Arc<Check>>,
}

type Check = dyn Fn(&Credentials) -> Result<(), AuthStat> + Send + Sync;

/// Anybody who says nothing or `AUTH_SYS`.
impl Default for AuthPolicy {
    fn default() -> Self {
        Self::flavors([AuthFlavor::NONE, AuthFlavor::SYS])
    }
}

impl AuthPolicy {
    /// `AUTH_SYS` alone: callers say who they are, and nothing proves it.
    #[must_use]
    pub fn sys() -> Self {
        Self::flavors([AuthFlavor::SYS])
    }

    /// These flavors. One that this library does not know reaches handlers as
    /// [`Credentials::Other`], as it came: they verify it.
    #[must_use]
    pub fn flavors(flavors: impl IntoIterator<Item = AuthFlavor>) -> Self {
        Self {
            flavors: flavors.into_iter().collect(),
            check: None,
        }
    }

    /// Of those, callers that `check` takes; others are told the status that it
    /// returns. It runs before every call, on the thread that receives, and
    /// after a check that was set before it.
    #[must_use]
    pub fn and(
        mut self,
        check: impl Fn(&Credentials) -> Result<(), AuthStat> + Send + Sync + 'static,
    ) -> Self {
        self.check = Some(match self.check.take() {
            None => Arc::new(check),
            Some(first) => Arc::new(move |caller| {
                first(caller)?;
                check(caller)
            }),
        });
        self
    }

    /// [`and`](Self::and) for what `AUTH_SYS` says; callers with other
    /// credentials are not asked.
    #[must_use]
    pub fn and_if(
        self,
        check: impl Fn(&AuthSys) -> Result<(), AuthStat> + Send + Sync + 'static,
    ) -> Self {
        self.and(move |caller| caller.sys().map_or(Ok(()), &check))
    }

    /// Whether some caller with this flavor is taken.
    pub(crate) fn takes(&self, flavor: AuthFlavor) -> bool {
        self.flavors.contains(&flavor)
    }

    /// Lets a caller in, or says what it is to be told.
    pub(crate) fn admit(&self, caller: &Credentials) -> Result<(), AuthStat> {
        let flavor = caller.flavor();
        if !self.takes(flavor) {
            return Err(self.refusal(flavor));
        }
        match &self.check {
            Some(check) => check(caller),
            None => Ok(()),
        }
    }

    fn refusal(&self, flavor: AuthFlavor) -> AuthStat {
        if self
            .flavors
            .iter()
            .any(|taken| strength(*taken) > strength(flavor))
        {
            AuthStat::TOOWEAK
        } else {
            AuthStat::REJECTEDCRED
        }
    }
}

/// Nothing is weaker than a claim, a claim is weaker than anything else.
const fn strength(flavor: AuthFlavor) -> u8 {
    match flavor {
        AuthFlavor::NONE => 0,
        AuthFlavor::SYS | AuthFlavor::SHORT => 1,
        _ => 2,
    }
}

impl fmt::Debug for AuthPolicy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AuthPolicy")
            .field("flavors", &self.flavors)
            .field("has_check", &self.check.is_some())
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sys(uid: u32) -> Credentials {
        Credentials::Sys(AuthSys {
            uid,
            ..AuthSys::default()
        })
    }

    fn other(flavor: AuthFlavor) -> Credentials {
        let body = idlc_xdr::Opaque::default();
        Credentials::Other { flavor, body }
    }

    #[test]
    fn a_flavor_is_too_weak_where_a_stronger_one_is_taken() {
        let gss = AuthPolicy::flavors([AuthFlavor::RPCSEC_GSS]);
        let none = AuthPolicy::flavors([AuthFlavor::NONE]);
        let nobody = AuthPolicy::flavors([]);
        for (policy, caller, expected) in [
            (AuthPolicy::default(), Credentials::None, Ok(())),
            (AuthPolicy::default(), sys(1), Ok(())),
            (
                AuthPolicy::default(),
                other(AuthFlavor::DH),
                Err(AuthStat::REJECTEDCRED),
            ),
            (AuthPolicy::sys(), Credentials::None, Err(AuthStat::TOOWEAK)),
            (
                AuthPolicy::sys(),
                other(AuthFlavor::SHORT),
                Err(AuthStat::REJECTEDCRED),
            ),
            (gss.clone(), Credentials::None, Err(AuthStat::TOOWEAK)),
            (gss.clone(), sys(1), Err(AuthStat::TOOWEAK)),
            (gss.clone(), other(AuthFlavor::RPCSEC_GSS), Ok(())),
            (gss, other(AuthFlavor::TLS), Err(AuthStat::REJECTEDCRED)),
            (none, sys(1), Err(AuthStat::REJECTEDCRED)),
            (nobody, Credentials::None, Err(AuthStat::REJECTEDCRED)),
        ] {
            assert_eq!(policy.admit(&caller), expected, "{policy:?} {caller:?}");
        }
    }

    #[test]
    fn checks_are_made_in_their_order_and_the_first_refusal_counts() {
        let policy = AuthPolicy::default()
            .and_if(|sys| {
                if sys.uid == 0 {
                    Err(AuthStat::BADCRED)
                } else {
                    Ok(())
                }
            })
            .and(|caller| match caller {
                Credentials::None => Err(AuthStat::FAILED),
                _ => Ok(()),
            })
            .and_if(|sys| {
                if sys.uid < 2 {
                    Err(AuthStat::TOOWEAK)
                } else {
                    Ok(())
                }
            });
        assert_eq!(policy.admit(&sys(0)), Err(AuthStat::BADCRED));
        assert_eq!(policy.admit(&sys(1)), Err(AuthStat::TOOWEAK));
        assert_eq!(policy.admit(&sys(2)), Ok(()));
        assert_eq!(policy.admit(&Credentials::None), Err(AuthStat::FAILED));
    }
}
