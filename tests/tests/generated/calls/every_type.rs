//! Every type as an argument and as a result: what is sent comes back.

use idlc_runtime::xdr::{Array, Opaque, Quad, Text};
use idlc_runtime::{Context, Fault, Server};

use crate::generated::modules::every_type::{
    Answer, Color, EveryType, EveryTypeClient, EveryTypeServer, Item, Items, Person, Point,
};

struct Echo;

macro_rules! echo {
    ($($procedure:ident: $ty:ty;)+) => {
        $(fn $procedure(&self, _: &Context, v: $ty) -> Result<$ty, Fault> {
            Ok(v)
        })+
    };
}

impl EveryType for Echo {
    fn nothing(&self, _: &Context) -> Result<(), Fault> {
        Ok(())
    }

    echo! {
        a_char: i8;
        an_uchar: u8;
        a_short: i16;
        an_ushort: u16;
        an_int: i32;
        an_uint: u32;
        a_hyper: i64;
        an_uhyper: u64;
        a_float: f32;
        a_double: f64;
        a_quadruple: Quad;
        a_bool: bool;
        a_color: Color;
        a_point: Point;
        a_person: Person;
        an_answer: Answer;
        a_triple: [i32; 3];
        a_few: Array<i32, 2>;
        some_people: Vec<Person>;
        perhaps: Option<Person>;
        a_table: [i32; 100];
    }

    fn a_string(&self, _: &Context, v: &str) -> Result<String, Fault> {
        Ok(v.to_owned())
    }

    fn a_label(&self, _: &Context, v: &str) -> Result<Text<16>, Fault> {
        v.try_into().map_err(|_| Fault::SystemError)
    }

    fn some_bytes(&self, _: &Context, v: &[u8]) -> Result<Vec<u8>, Fault> {
        Ok(v.to_vec())
    }

    fn a_handle(&self, _: &Context, v: &[u8]) -> Result<Opaque<8>, Fault> {
        v.try_into().map_err(|_| Fault::SystemError)
    }

    fn a_block(&self, _: &Context, v: &[u8; 5000]) -> Result<Box<[u8; 5000]>, Fault> {
        Ok(Box::new(*v))
    }

    fn a_list(&self, _: &Context, v: Vec<Item>) -> Result<Items, Fault> {
        Ok(Items { all: v })
    }

    fn several(
        &self,
        _: &Context,
        n: i32,
        name: &str,
        h: &[u8],
        favorite: Color,
        others: Vec<Person>,
    ) -> Result<Person, Fault> {
        let name = format!("{n} {name} {} {}", h.len(), others.len());
        Ok(Person { name, favorite })
    }
}

fn start() -> (Server, EveryTypeClient) {
    let server = Server::builder()
        .udp("127.0.0.1:0")
        .serve(EveryTypeServer::new(Echo))
        .expect("the loopback interface");
    let client = EveryTypeClient::connect(server.addr()).expect("the loopback interface");
    (server, client)
}

fn person(name: &str) -> Person {
    Person {
        name: name.to_owned(),
        favorite: Color::Green,
    }
}

#[test]
fn scalars_come_back() {
    let (_server, client) = start();
    client.nothing().unwrap();
    assert_eq!(client.a_char(-7).unwrap(), -7);
    assert_eq!(client.an_uchar(200).unwrap(), 200);
    assert_eq!(client.a_short(-300).unwrap(), -300);
    assert_eq!(client.an_ushort(65_535).unwrap(), 65_535);
    assert_eq!(client.an_int(i32::MIN).unwrap(), i32::MIN);
    assert_eq!(client.an_uint(u32::MAX).unwrap(), u32::MAX);
    assert_eq!(client.a_hyper(i64::MIN).unwrap(), i64::MIN);
    assert_eq!(client.an_uhyper(u64::MAX).unwrap(), u64::MAX);
    assert_eq!(client.a_float(1.5).unwrap().to_bits(), 1.5_f32.to_bits());
    assert_eq!(
        client.a_double(-2.5).unwrap().to_bits(),
        (-2.5_f64).to_bits()
    );
    assert_eq!(
        client.a_quadruple(Quad::from_bits(9)).unwrap(),
        Quad::from_bits(9)
    );
    assert!(client.a_bool(true).unwrap());
    assert_eq!(client.a_color(Color::Green).unwrap(), Color::Green);
}

#[test]
fn strings_and_bytes_come_back() {
    let (_server, client) = start();
    assert_eq!(client.a_string("ä").unwrap(), "ä");
    assert_eq!(client.a_label("label").unwrap(), *"label");
    assert_eq!(client.some_bytes(&[1, 2, 3]).unwrap(), [1, 2, 3]);
    assert_eq!(client.a_handle(&[4; 8]).unwrap(), [4; 8]);
    assert_eq!(*client.a_block(&[5; 5000]).unwrap(), [5; 5000]);
    assert!(client.a_handle(&[4; 9]).unwrap_err().is_safe_to_repeat());
}

#[test]
fn structured_values_come_back() {
    let (_server, client) = start();
    let point = Point { x: 1, y: 2 };
    assert_eq!(client.a_point(point).unwrap(), point);
    assert_eq!(client.a_person(&person("a")).unwrap(), person("a"));
    assert_eq!(
        client.an_answer(Answer::True(42)).unwrap(),
        Answer::True(42)
    );
    assert_eq!(client.a_triple([1, 2, 3]).unwrap(), [1, 2, 3]);
    assert_eq!(client.a_few(&[1, 2]).unwrap(), [1, 2]);
    assert_eq!(client.some_people(&[person("b")]).unwrap(), [person("b")]);
    assert_eq!(
        client.perhaps(Some(&person("c"))).unwrap(),
        Some(person("c"))
    );
    assert_eq!(client.perhaps(None).unwrap(), None);
    assert_eq!(client.a_table(&[7; 100]).unwrap(), [7; 100]);
    let list = [Item { value: 1 }, Item { value: 2 }];
    assert_eq!(client.a_list(&list).unwrap().all, list);
}

#[test]
fn arguments_follow_each_other() {
    let (_server, client) = start();
    let answer = client
        .several(1, "two", &[3, 3, 3], Color::Red, &[person("x")])
        .unwrap();
    assert_eq!(
        answer,
        Person {
            name: "1 two 3 1".to_owned(),
            favorite: Color::Red
        }
    );
}
