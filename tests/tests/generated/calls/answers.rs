//! More comes back than a result: outputs, and what a procedure raises.

use idlc_runtime::{Context, Fault, Server};

use crate::generated::modules::answers::{
    Answers, AnswersClient, AnswersServer, Pointers, PointersClient, PointersServer, Reason,
    Refusal, Word,
};

struct Host;

fn word(text: &str) -> Word {
    Word {
        text: text.to_owned(),
    }
}

fn refusal(what: &str) -> Refusal {
    Refusal {
        why: Reason::NotFound,
        what: what.parse().unwrap(),
    }
}

impl Answers for Host {
    fn divide(
        &self,
        _: &Context,
        dividend: i32,
        divisor: i32,
    ) -> Result<Result<(i32, i32), Reason>, Fault> {
        let quotient = dividend.checked_div(divisor);
        let remainder = dividend.checked_rem(divisor);
        Ok(quotient.zip(remainder).ok_or(Reason::NoRoom))
    }

    fn swap(&self, _: &Context, left: i32, right: &str) -> Result<(i32, String), Fault> {
        let number = right.parse().map_err(|_| Fault::SystemError)?;
        Ok((number, left.to_string()))
    }

    fn only(&self, _: &Context) -> Result<Vec<Word>, Fault> {
        Ok(vec![word("a"), word("b")])
    }

    fn size(&self, _: &Context, path: &str) -> Result<Result<u32, Refusal>, Fault> {
        Ok(match path {
            "here" => Ok(4),
            _ => Err(refusal(path)),
        })
    }

    fn remove(&self, _: &Context, path: &str) -> Result<Result<(), String>, Fault> {
        Ok(match path {
            "here" => Ok(()),
            _ => Err(format!("no {path}")),
        })
    }

    fn words(
        &self,
        _: &Context,
        more: Vec<Word>,
    ) -> Result<Result<(Vec<Word>, idlc_runtime::xdr::Opaque<8>, Vec<Word>), bool>, Fault> {
        let all = [1, 2, 3].as_slice().try_into();
        Ok(all
            .map(|all| (vec![word("x")], all, more))
            .map_err(|_| false))
    }

    fn many(
        &self,
        _: &Context,
    ) -> Result<
        Result<
            (
                Refusal,
                i32,
                Vec<u32>,
                Refusal,
                idlc_runtime::xdr::Text<5>,
                u8,
                f64,
            ),
            Refusal,
        >,
        Fault,
    > {
        let d = "d".parse().map_err(|_| Fault::SystemError)?;
        Ok(Ok((refusal("r"), 1, vec![2], refusal("c"), d, 5, 6.5)))
    }
}

fn answers() -> (Server, AnswersClient) {
    let server = Server::builder()
        .udp("127.0.0.1:0")
        .service(PointersServer::new(Host))
        .serve(AnswersServer::new(Host))
        .unwrap();
    let client = AnswersClient::connect(server.addr()).unwrap();
    (server, client)
}

#[test]
fn outputs_come_back_behind_the_result() {
    let (_server, answers) = answers();
    assert_eq!(answers.divide(17, 5).unwrap(), Ok((3, 2)));
    assert_eq!(answers.swap(1, "2").unwrap(), (2, "1".to_owned()));
    assert_eq!(answers.only().unwrap(), [word("a"), word("b")]);
    let more = [word("y"), word("z")];
    let (result, all, back) = answers.words(&more).unwrap().unwrap();
    assert_eq!((result, back), (vec![word("x")], more.to_vec()));
    assert_eq!(&*all, [1, 2, 3]);
    let many = answers.many().unwrap().unwrap();
    assert_eq!((many.1, many.2, many.5), (1, vec![2], 5));
    assert_eq!((many.0, many.3), (refusal("r"), refusal("c")));
    assert_eq!(many.4.as_str(), "d");
    assert_eq!(many.6.to_bits(), 6.5_f64.to_bits());
}

#[test]
fn what_is_raised_is_an_answer_and_no_failure_of_the_call() {
    let (_server, answers) = answers();
    assert_eq!(answers.divide(1, 0).unwrap(), Err(Reason::NoRoom));
    assert_eq!(answers.size("here").unwrap(), Ok(4));
    assert_eq!(answers.size("there").unwrap(), Err(refusal("there")));
    assert_eq!(answers.remove("here").unwrap(), Ok(()));
    assert_eq!(answers.remove("there").unwrap(), Err("no there".to_owned()));
}

impl Pointers for Host {
    fn write(&self, _: &Context, fd: i32, buf: &[u8]) -> Result<i32, Fault> {
        let length = i32::try_from(buf.len()).map_err(|_| Fault::SystemError)?;
        Ok(fd + length)
    }

    fn read(&self, _: &Context, fd: i32, n: u32) -> Result<(i32, Vec<u8>), Fault> {
        Ok((
            fd,
            b"abcdef".iter().copied().cycle().take(n as usize).collect(),
        ))
    }

    fn upper(&self, _: &Context, text: &[u8]) -> Result<Vec<u8>, Fault> {
        Ok(text.to_ascii_uppercase())
    }

    fn sum(&self, _: &Context, values: Vec<i32>) -> Result<i32, Fault> {
        Ok(values.iter().sum())
    }

    fn whole(&self, _: &Context) -> Result<Vec<u32>, Fault> {
        Ok(vec![1, 2])
    }

    fn copy(&self, _: &Context, bytes: &[u8]) -> Result<Vec<u8>, Fault> {
        Ok(bytes.to_vec())
    }
}

#[test]
fn a_pointer_with_a_size_is_a_slice() {
    let (server, _) = answers();
    let pointers = PointersClient::connect(server.addr()).unwrap();
    assert_eq!(pointers.write(7, b"four").unwrap(), 11);
    assert_eq!(pointers.read(3, 8).unwrap(), (3, b"abcdefab".to_vec()));
    assert_eq!(pointers.upper(b"loud").unwrap(), b"LOUD");
    assert_eq!(pointers.sum(&[1, 2, 3]).unwrap(), 6);
    assert_eq!(pointers.whole().unwrap(), [1, 2]);
    assert_eq!(pointers.copy(b"copy").unwrap(), b"copy");
}
