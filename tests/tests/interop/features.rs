//! A C client calls an interface of ours with everything that an interface can
//! say, and prints what it gets by the names that C has for it.

use std::fs;
use std::path::Path;
use std::process::Command;

use idlc::Config;
use idlc_runtime::{Context, Fault, Server};
use idlc_tests::{assert_golden, fixture};

use super::c::{C_TOOLS, build_client};
use super::foreign::{all_installed, run};
use crate::features::{
    Desk, DeskEntries, DeskEntry, DeskOutcome, DeskReason, DeskServer, Label, Lamp, LampReason,
    LampServer, Point, Triple,
};

/// Letters that a name has at most.
const NAME_MAX: usize = 12;

#[test]
fn a_c_client_calls_every_feature_of_an_interface() {
    if !all_installed(&C_TOOLS) {
        return;
    }
    let read = |name| fs::read_to_string(fixture("interop").join(name)).unwrap();
    let checked = Config::new().check("features.x", read("features.x"));
    let classic = checked.unwrap().model.to_classic();
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("features");
    let client = build_client(&folder, "features", &classic, &read("features.c"));
    let server = Server::builder()
        .udp("127.0.0.1:0")
        .service(DeskServer::new(Office))
        .serve(LampServer::new(Office))
        .unwrap();
    let printed = run(Command::new(client).arg(server.addr().port().to_string()));
    assert_golden(&fixture("interop/features.txt"), &printed);
}

struct Office;

fn entry(name: &str, why: DeskReason, at: Option<Point>) -> Result<DeskEntry, Fault> {
    let name = name.parse().map_err(|_| Fault::SystemError)?;
    Ok(DeskEntry { name, why, at })
}

impl Desk for Office {
    fn divide(
        &self,
        _: &Context,
        dividend: i32,
        divisor: i32,
    ) -> Result<Result<(i32, i32), DeskReason>, Fault> {
        let quotient = dividend.checked_div(divisor);
        let both = quotient.zip(dividend.checked_rem(divisor));
        Ok(both.ok_or(DeskReason::NotThere))
    }

    fn swap(&self, _: &Context, left: i32, right: &str) -> Result<(i32, Label), Fault> {
        let right = right.parse().map_err(|_| Fault::SystemError)?;
        let left = left.to_string().parse().map_err(|_| Fault::SystemError)?;
        Ok((right, left))
    }

    fn range(&self, _: &Context) -> Result<(i32, i64, f64), Fault> {
        Ok((i32::MIN, i64::MAX, -0.5))
    }

    fn remove(&self, _: &Context, name: &str) -> Result<Result<(), DeskOutcome>, Fault> {
        Ok(match name {
            "pen" => Ok(()),
            long if long.len() > NAME_MAX => {
                let name = long[..NAME_MAX].parse().map_err(|_| Fault::SystemError)?;
                Err(DeskOutcome::TooLong(name))
            }
            _ => Err(DeskOutcome::NotThere(3)),
        })
    }

    fn find(&self, _: &Context, name: &str) -> Result<Result<DeskEntry, String>, Fault> {
        if name == "pen" {
            let at = Some(Point { x: 1, y: -1 });
            return entry(name, DeskReason::NotThere, at).map(Ok);
        }
        Ok(Err(format!("there is no {name}")))
    }

    fn describe(&self, _: &Context, why: DeskReason) -> Result<Result<String, DeskEntry>, Fault> {
        match why {
            DeskReason::NotThere => Ok(Ok("it is not there".to_owned())),
            DeskReason::TooLong => entry("long", why, None).map(Err),
        }
    }

    fn total(&self, _: &Context, values: Vec<i32>) -> Result<i32, Fault> {
        Ok(values.iter().sum())
    }

    fn squares(&self, _: &Context, n: u32) -> Result<Vec<i32>, Fault> {
        let numbers = 0..n.cast_signed();
        Ok(numbers.map(|number| number * number).collect())
    }

    fn upper(&self, _: &Context, text: &[u8]) -> Result<(i32, Vec<u8>), Fault> {
        let upper = text.to_ascii_uppercase();
        let changed = upper.iter().zip(text).filter(|(new, old)| new != old);
        let changed = i32::try_from(changed.count()).map_err(|_| Fault::SystemError)?;
        Ok((changed, upper))
    }

    fn read(
        &self,
        _: &Context,
        fd: i32,
        n: u32,
    ) -> Result<Result<(i32, Vec<u8>), DeskReason>, Fault> {
        if fd != 3 {
            return Ok(Err(DeskReason::NotThere));
        }
        let bytes = b"0123456789".iter().copied().take(n as usize);
        Ok(Ok((n.cast_signed(), bytes.collect())))
    }

    fn reverse(&self, _: &Context, bytes: &[u8]) -> Result<Vec<u8>, Fault> {
        Ok(bytes.iter().rev().copied().collect())
    }

    fn half(&self, _: &Context, whole: Option<Point>) -> Result<Option<Point>, Fault> {
        Ok(whole.map(|Point { x, y }| Point { x: x / 2, y: y / 2 }))
    }

    fn list(&self, _: &Context, count: i32) -> Result<DeskEntries, Fault> {
        let entries = (0..count).map(|number| {
            let at = (number > 0).then_some(Point {
                x: number,
                y: number,
            });
            entry(&format!("entry {number}"), DeskReason::TooLong, at)
        });
        let entries = entries.collect::<Result<Vec<_>, Fault>>()?;
        entries.try_into().map_err(|_| Fault::SystemError)
    }

    fn negate(&self, _: &Context, numbers: Triple) -> Result<Triple, Fault> {
        Ok(numbers.map(|number| -number))
    }

    fn next(&self, _: &Context, why: DeskReason) -> Result<DeskReason, Fault> {
        Ok(match why {
            DeskReason::NotThere => DeskReason::TooLong,
            DeskReason::TooLong => DeskReason::NotThere,
        })
    }

    fn outcome_of(&self, _: &Context, why: DeskReason) -> Result<DeskOutcome, Fault> {
        Ok(match why {
            DeskReason::NotThere => DeskOutcome::NotThere(-1),
            DeskReason::TooLong => {
                DeskOutcome::TooLong("long".parse().map_err(|_| Fault::SystemError)?)
            }
        })
    }
}

impl Lamp for Office {
    fn toggle(&self, _: &Context, now: LampReason) -> Result<LampReason, Fault> {
        Ok(match now {
            LampReason::Dark => LampReason::Bright,
            LampReason::Bright => LampReason::Dark,
        })
    }

    fn is_on(&self, _: &Context) -> Result<bool, Fault> {
        Ok(true)
    }
}
