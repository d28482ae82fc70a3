//! The one value of `everything` that all programs send and expect, and a
//! server of the file's procedures; `fixtures/interop/sample.c` and `server.c`
//! are the same in C.

use idlc_runtime::{Context, Fault, Server, ServerBuilder};

use crate::types::{
    Color, Everything, Maybe, Node, Nodes, Point, Reading, Shape, Tree, TypesProgV1,
    TypesProgV1Server,
};

pub(crate) fn sample() -> Everything {
    let tree = |key, left, right| Tree { key, left, right };
    let leaf = tree(3, None, None);
    let left = tree(2, None, Some(Box::new(leaf)));
    Everything {
        i: -2,
        u: u32::MAX,
        h: -3_000_000_000,
        uh: 18_000_000_000_000_000_000,
        c: -5,
        uc: 250,
        s: -30_000,
        us: 60_000,
        l: -70_000,
        ul: 3_000_000_000,
        f: 1.5,
        d: -2.25,
        yes: true,
        tint: Color::Blue,
        w: 99,
        fixed: [1, 2, 3, 4, 5, 6],
        data: b"hello".to_vec(),
        few: Vec::new().try_into().unwrap(),
        title: "a title".parse().unwrap(),
        text: String::new(),
        numbers: [10, 20, -30],
        corners: vec![
            Point { x: 1, y: -1 },
            Point {
                x: i32::MAX,
                y: i32::MIN,
            },
        ],
        bounded: vec![1, 2, 3, 4].try_into().unwrap(),
        labels: ["a", "", "abc"]
            .map(|label| label.parse().unwrap())
            .to_vec(),
        form: Shape::Green(1 << 40),
        formless: Shape::Default(Color::Blue),
        guess: Maybe::True(0.1),
        last: Reading::Case2("late".to_owned()),
        spot: Some(Point { x: 7, y: 8 }),
        nowhere: None,
        chain: vec![node("first", 1), node("second", u64::MAX)],
        root: tree(1, Some(Box::new(left)), None),
    }
}

fn node(name: &str, serial: u64) -> Node {
    Node {
        name: name.parse().unwrap(),
        serial,
    }
}

/// The procedures, as the C server has them.
struct Types;

impl TypesProgV1 for Types {
    fn echo(&self, _: &Context, everything: Everything) -> Result<Everything, Fault> {
        if everything == sample() {
            Ok(everything)
        } else {
            Err(Fault::SystemError)
        }
    }

    fn add(&self, _: &Context, a: i32, b: i32) -> Result<i32, Fault> {
        Ok(a.wrapping_add(b))
    }

    fn list(&self, _: &Context, count: u32) -> Result<Nodes, Fault> {
        Ok((0..count)
            .map(|n| node(&format!("node {n}"), n.into()))
            .collect())
    }

    fn divide(&self, _: &Context, a: u32, b: u32) -> Result<Reading, Fault> {
        Ok(match a.checked_div(b) {
            Some(quotient) => Reading::Case0(quotient),
            None => Reading::Case1("by zero".to_owned()),
        })
    }

    fn greet(&self, _: &Context, name: &str) -> Result<String, Fault> {
        Ok(format!("hello, {name}"))
    }

    fn negate(&self, _: &Context, value: bool) -> Result<bool, Fault> {
        Ok(!value)
    }

    fn mirror(&self, _: &Context, sent: &[u8]) -> Result<Vec<u8>, Fault> {
        Ok(sent.iter().rev().copied().collect())
    }

    fn next(&self, _: &Context, color: Color) -> Result<Color, Fault> {
        Ok(match color {
            Color::Red => Color::Green,
            Color::Green => Color::Blue,
            Color::Blue => Color::Red,
        })
    }
}

/// Our server of the file, at no address so far.
pub(crate) fn builder() -> ServerBuilder {
    Server::builder().service(TypesProgV1Server::new(Types))
}

/// Our server of the file.
pub(crate) fn serve() -> Server {
    builder()
        .udp("127.0.0.1:0")
        .tcp("127.0.0.1:0")
        .start()
        .unwrap()
}
